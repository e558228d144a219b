/** What is read of an error that this package did not make. */
export interface ErrorLike {
  readonly name: string;
  readonly message: string;
  readonly cause?: unknown;
  readonly code?: unknown;
  readonly syscall?: unknown;
  readonly errors?: unknown;
}

/**
 * Whether a value is an error, by what it carries: test runners and `vm` have error classes of their own, so that
 * `instanceof Error` says no to what Node throws there.
 */
export function isErrorLike(value: unknown): value is ErrorLike {
  if (typeof value !== "object" || value === null) return false;
  const { name, message } = value as { name?: unknown; message?: unknown };
  return typeof name === "string" && typeof message === "string";
}

/** Whether a value is a date, of whatever realm. */
export function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === "[object Date]";
}

/** Keeps an error whose text is withheld where a debugger finds it, and nothing that prints unless it is told to. */
export function withOriginal<T extends Error>(substitute: T, original: unknown): T {
  // By a getter: what shows hidden properties does not call it either, unless it is asked for getters as well.
  return Object.defineProperty(substitute, "original", { get: () => original, enumerable: false });
}

/**
 * The mistake in the caller's own code behind an error that hides its text: a `TypeError` or `ReferenceError` that is
 * no failure of something else, as the `TypeError` of a failed `fetch` is by its cause.
 */
export function mistakeBehind(error: unknown): unknown {
  // Of a request that may have been sent the outcome counts more.
  const { cause, sent } = error as { cause?: unknown; sent?: unknown };
  if (sent !== "no") return undefined;
  if (!isErrorLike(cause) || !("original" in cause)) return undefined;
  const { original } = cause;
  if (!isErrorLike(original) || original.cause !== undefined || original.code !== undefined) return undefined;
  return original.name === "TypeError" || original.name === "ReferenceError" ? original : undefined;
}
