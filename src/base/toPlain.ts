import { SmnError, type PlainError } from "./errors.js";

/** By name, so that it also works between two copies of the package. */
export const PLAIN: unique symbol = Symbol.for("smn-sms.plain") as never;

/** What ended by a failure. */
export interface Failed {
  /** The failure. */
  cause: SmnError;
}

/** What ended by a failure, in its plain form. */
export interface PlainCause {
  /** The failure. */
  cause: PlainError;
}

/** What `toPlain` makes: errors become plain objects with the same fields. */
export type Plain<T> = T extends SmnError ? PlainError : T extends Failed ? Omit<T, "cause"> & PlainCause : T;

/**
 * A plain copy of an outcome, a report, a push or an `SmnError`, with everything in it: also the input, texts and whole
 * numbers, which are no properties of the original that printing or copying would find. To store it, to compare it
 * in tests, or to send it to another thread. Do not log it. Anything else comes back as it is.
 *
 * @example
 * ```ts
 * const outcome = await sms.send({ endpoint: "+8613800000001", message: "Hello", sign_id });
 * await store(String(outcome.index), toPlain(outcome));
 * ```
 */
export function toPlain<T>(value: T): Plain<T> {
  const { [PLAIN]: copy } = (value ?? {}) as { [PLAIN]?: () => unknown };
  const plain: unknown =
    value instanceof SmnError ? value.toJSON() : copy === undefined ? value : copy.call(value);
  // Whatever has the method makes its own plain form.
  return plain as Plain<T>;
}
