import type { SmnError } from "../base/errors.js";
import { condemnsAccount, condemnsRun } from "../http/dispositionOf.js";
import type { Disposition } from "../messages/outcome.js";

/** What the end of a request means for every worker. */
export interface Feedback {
  /** Why nobody may send any more. */
  readonly stop: string | undefined;
  /** How long everybody waits, in milliseconds. */
  readonly throttledMs: number | undefined;
  /** Whether the service took it. */
  readonly isTaken: boolean;
}

/** Where the service does not say how long to wait. */
const PAUSE_MS = 1_000;

/** Reads it from the outcomes of one request, or of messages that needed none. */
export function feedbackOf(dispositions: readonly Disposition[]): Feedback {
  let stop: string | undefined;
  let throttledMs: number | undefined;
  let isTaken = false;
  for (const one of dispositions) {
    if (one.status === "accepted") isTaken = true;
    if (one.status === "rejected" && condemnsAccount(one.code))
      stop ??= `the account was refused: ${one.code} ${one.reason} (request id ${one.request_id ?? "unknown"}).`;
    if (one.status !== "unsent") continue;
    if (isRefused(one.cause)) stop ??= one.cause.message;
    if (one.cause.status === 429)
      throttledMs = Math.max(throttledMs ?? 0, one.cause.retryAfterMs ?? PAUSE_MS);
  }
  return { stop, throttledMs, isTaken };
}

/** A failure of this machine's own, as of its provider of credentials, is no reason to stop the others. */
function isRefused(cause: SmnError): boolean {
  return (cause.status === 401 || cause.status === 403) && condemnsRun(cause);
}
