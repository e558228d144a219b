import type { SmsMessage } from "../../messages/types.js";
import type { MockSign } from "../options/mockOptions.js";

/** The signatures as they are now. */
export interface SignState {
  readonly signs: readonly MockSign[];
  readonly anySign: boolean;
}

/** Why the signature of a message does not do: a code, or undefined when it does. */
export function signRefusal(message: SmsMessage, state: SignState): string | undefined {
  return message.message_include_sign_flag === "true"
    ? refusalByText(message.message, state)
    : refusalById(message.sign_id, state);
}

function refusalById(id: string | undefined, { signs, anySign }: SignState): string | undefined {
  const sign = signs.find(({ sign_id }) => sign_id === id);
  if (sign === undefined) return anySign ? undefined : "SMN.0084";
  if (sign.status === "deleted") return "SMN.0194";
  if (sign.status !== "approved") return "SMN.0087";
  return sign.sign_type === "promotion" ? "SMN.0151" : undefined;
}

function refusalByText(text: string, { signs, anySign }: SignState): string | undefined {
  const name = /^【([^【】]+)】/.exec(text)?.[1];
  if (name === undefined) return "SMN.0217";
  const named = signs.filter(({ sign_name }) => sign_name === name);
  if (named.some(isUsable)) return undefined;
  if (named.some(({ status, sign_type }) => status === "approved" && sign_type === "promotion"))
    return "SMN.0151";
  return anySign && named.length === 0 ? undefined : "SMN.0216";
}

function isUsable({ status, sign_type }: MockSign): boolean {
  return status === "approved" && sign_type === "notification";
}
