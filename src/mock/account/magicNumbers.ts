import { errorCodes } from "../contract/errorCodes.js";
import { numberKey } from "../../messages/phoneNumber.js";

/** How the delivery of an accepted message ends. */
export interface Fate {
  /** As the delivery report has it: 1 delivered, 2 failed. */
  readonly status: 1 | 2;
  readonly status_desc: string;
  /** When the report comes: after the usual time, after an hour more, or never. */
  readonly comes: "usual" | "late" | "never";
}

/** How much later than usual a late report comes, in milliseconds. */
export const LATE_MS = 3_600_000;

const DELIVERED: Fate = { status: 1, status_desc: "DELIVRD", comes: "usual" };

const failed = (status_desc: string): Fate => ({ status: 2, status_desc, comes: "usual" });

const fates: ReadonlyMap<string, Fate> = new Map([
  ["0001", failed("UNDELIV")],
  ["0002", failed("REJECTD")],
  ["0003", failed("EXPIRED")],
  ["0004", failed("DELETED")],
  ["0005", failed("UNKNOWN")],
  ["0010", { ...DELIVERED, comes: "late" }],
  ["0011", { ...failed("UNDELIV"), comes: "late" }],
  ["0020", { ...DELIVERED, comes: "never" }],
]);

const codes: ReadonlySet<string> = new Set(
  errorCodes.filter(({ scope }) => scope === "message").map(({ code }) => code),
);

/**
 * The code of a magic number: `1709999` followed by the four digits of a code that concerns a single message.
 * A message to it is rejected with that code, one to `+8617099990227` with `SMN.0227`.
 */
export function magicCode(endpoint: string): string | undefined {
  const digits = /^1709999(\d{4})$/.exec(numberKey(endpoint))?.[1];
  return digits !== undefined && codes.has(`SMN.${digits}`) ? `SMN.${digits}` : undefined;
}

/** How the delivery to a number ends: delivered, except for the magic numbers that begin with `1709998`. */
export function fateOf(endpoint: string): Fate {
  const digits = /^1709998(\d{4})$/.exec(numberKey(endpoint))?.[1];
  return fates.get(digits ?? "") ?? DELIVERED;
}

/** Every magic number: those that are rejected, and those whose reports are not the usual ones. */
export const magicNumbers: readonly {
  readonly number: string;
  readonly code?: string;
  /** The meaning of the code. */
  readonly meaning?: string;
  readonly fate?: Fate;
}[] = [
  ...[...codes].sort().map((code) => ({
    number: `1709999${code.slice(-4)}`,
    code,
    meaning: errorCodes.find((row) => row.code === code)?.meaning ?? code,
  })),
  ...[...fates].map(([digits, fate]) => ({ number: `1709998${digits}`, fate })),
];
