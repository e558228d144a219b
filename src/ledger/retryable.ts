import { isErrorLike } from "../base/errorLike.js";

/** An error of PostgreSQL has five digits and capitals for a code. */
const SQLSTATE = /^[0-9A-Z]{5}$/;
/**
 * States that pass: the server stops or starts (57), the connection broke (08), it has no room (53), it is a standby that
 * was not promoted yet (25006), two transactions were in each other's way (40), or one was ended because it took, or paused
 * for, longer than the server allows (25P03, 25P04).
 */
const PASSING = /^(?:57|08|53|40|25006$|25P0[34]$|55P03$)/;
/** Failures of the system that do not pass by themselves: the configuration is wrong. */
const LASTING = new Set(["ERR_INVALID_URL", "ERR_INVALID_ARG_TYPE", "EACCES"]);

/** The state that PostgreSQL gave for a failure, where it did. */
export function sqlState(error: unknown): string | undefined {
  if (!isErrorLike(error)) return undefined;
  const { code } = error;
  return typeof code === "string" && SQLSTATE.test(code) && /\d/.test(code) ? code : undefined;
}

/**
 * Whether a statement that failed may succeed later, unchanged. Errors without a state come from the connection, but for
 * mistakes in the program.
 */
export function isRetryable(error: unknown): boolean {
  const state = sqlState(error);
  if (state !== undefined) return PASSING.test(state);
  if (!isErrorLike(error) || error.name === "TypeError" || error.name === "ReferenceError") return false;
  const { code, message } = error;
  if (message.includes("after calling end on the pool")) return false;
  return !(typeof code === "string" && LASTING.has(code));
}
