import { isRecord } from "../../base/errorBody.js";
import { invalid } from "../../base/invalid.js";
import type { MockSign } from "../options/mockOptions.js";
import type { SandboxState } from "./sandboxState.js";

/**
 * Sets the balance, in parts.
 *
 * @param value `{"balance": 100}`; null is no limit
 * @throws {SmnError} `validation`
 */
export function setBalance(value: unknown, state: SandboxState): void {
  const balance = isRecord(value) ? value["balance"] : undefined;
  if (balance !== null && (!Number.isSafeInteger(balance) || Number(balance) < 0))
    throw invalid("balance must be 0 or a positive integer, in parts, or null for no limit.");
  state.account.balance = balance === null ? Infinity : Number(balance);
  state.changes.notify();
}

const STATUSES: readonly string[] = [
  "approved",
  "pending",
  "refused",
  "deleted",
] satisfies MockSign["status"][];
const TYPES: readonly string[] = ["notification", "promotion"] satisfies MockSign["sign_type"][];

/**
 * Adds a signature, or changes the one with the same `sign_id`; missing properties stay as they are.
 *
 * @param value `{"sign_id": "…", "sign_name": "…", "status": "approved", "sign_type": "notification"}`
 * @throws {SmnError} `validation`
 */
export function putSign(value: unknown, state: SandboxState): void {
  if (!isRecord(value)) throw invalid("A signature must be an object with a sign_id.");
  const { sign_id, sign_name, status, sign_type } = value;
  if (typeof sign_id !== "string" || !/^[\w-]{1,64}$/.test(sign_id))
    throw invalid("sign_id must be 1 to 64 letters, digits, _ or -.");
  const before = state.signs.find((sign) => sign.sign_id === sign_id);
  const after = {
    sign_id,
    sign_name: sign_name ?? before?.sign_name,
    status: status ?? before?.status ?? "approved",
    sign_type: sign_type ?? before?.sign_type ?? "notification",
  };
  if (!isSign(after))
    throw invalid(
      `A signature needs a sign_name without 【】, a status (${STATUSES.join(", ")}) and a sign_type (${TYPES.join(", ")}).`,
    );
  if (before === undefined) state.signs.push(after);
  else Object.assign(before, after);
  state.changes.notify();
}

function isSign(sign: { [name in keyof MockSign]?: unknown }): sign is MockSign {
  const { sign_name, status, sign_type } = sign;
  return (
    typeof sign_name === "string" &&
    /^[^【】]{1,32}$/.test(sign_name) &&
    STATUSES.includes(status as string) && // `includes` compares anything
    TYPES.includes(sign_type as string)
  );
}
