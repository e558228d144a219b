import { errorCodes } from "../../generated/errorCodes.js";
import { numberKey } from "../messages/numberKey.js";

const codes: ReadonlySet<string> = new Set(
  errorCodes.filter(({ scope }) => scope === "message").map(({ code }) => code),
);

/**
 * The code that a magic number stands for: a message to `1709999` and the four digits of a code that condemns
 * one message is rejected with that code, `+8617099990227` with `SMN.0227`. No other number is magic.
 */
export function magicCode(endpoint: string): string | undefined {
  const digits = /^1709999(\d{4})$/.exec(numberKey(endpoint))?.[1];
  return digits !== undefined && codes.has(`SMN.${digits}`) ? `SMN.${digits}` : undefined;
}
