import { SmnError } from "../base/errors.js";
import { onAbort } from "../base/onAbort.js";

/**
 * Waits for a promise that others may wait for, too: the signal ends only this wait, not the work.
 *
 * @throws {SmnError} `aborted`, `sent: "no"`, when the signal fires first.
 */
export function waitFor<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const forget = onAbort(signal, () => reject(abortedError(signal)));
    work.then(resolve, reject).finally(forget);
  });
}

/** The rejection of every wait in this folder when the caller's signal fires. */
export function abortedError(signal: AbortSignal): SmnError {
  return new SmnError("aborted while getting credentials", {
    code: "aborted",
    sent: "no",
    cause: signal.reason,
  });
}
