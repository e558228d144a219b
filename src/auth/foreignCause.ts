import { isErrorLike, withOriginal } from "../base/errorLike.js";

/**
 * Makes a substitute for an error that this package did not create: only its class and its code (`ECONNREFUSED`, …)
 * are kept, because the text and the fields of foreign errors may hold request headers, keys or numbers.
 */
export function foreignCause(error: unknown): Error {
  const substitute = new Error(errorCode(error) ?? `${errorName(error)} (text withheld)`);
  delete substitute.stack; // it would show this function, not the place of the failure
  return withOriginal(substitute, error);
}

/** The first code on the way down the causes of an error, as `fetch` nests them. */
export function errorCode(error: unknown): string | undefined {
  let current: unknown = error;
  for (let depth = 0; depth < 5 && typeof current === "object" && current !== null; depth += 1) {
    const { code, cause } = current as { code?: unknown; cause?: unknown };
    if (typeof code === "string" && CODE.test(code)) return code;
    current = cause;
  }
  return undefined;
}

/** Codes are words in capitals; digits are excluded, so that an access key cannot pass for one. */
const CODE = /^[A-Z]+(?:_[A-Z]+)*$/;

function errorName(error: unknown): string {
  return isErrorLike(error) && /^[A-Z][A-Za-z]{1,40}$/.test(error.name) ? error.name : "an error";
}
