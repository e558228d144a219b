import { SmnError } from "../base/errors.js";
import { busy, outcomesMissing, paused } from "./ledgerErrors.js";
import type { PackedJob } from "./packJournal.js";

/** When an engine is to try again, where nobody says. */
const AGAIN_MS = 1_000;

/**
 * What is thrown for a job that is not finished: an engine counts it as failed, and delivers it again.
 *
 * @param failure what ended the run, if anything
 */
export function unfinished({ state, cause }: PackedJob, failure: unknown): unknown {
  if (state.isLost)
    return busy(
      `Another worker has taken over the job ${JSON.stringify(state.claim.key)}.`,
      "maybe",
      AGAIN_MS,
    );
  if (failure !== undefined && !(failure instanceof SmnError)) return failure;
  if (state.hasGap) {
    const { message } = outcomesMissing(state.claim.key);
    return busy(
      `${message} ${failure?.message ?? ""}`.trim(),
      "maybe",
      failure?.retryAfterMs ?? AGAIN_MS,
      failure,
    );
  }
  const why = ownReason(failure);
  if (why?.reason === "paused" || why?.reason === "busy" || why?.code === "validation") return why;
  if (why?.code === "aborted") return why;
  const reason = cause ?? why;
  if (reason?.code === "validation") return reason;
  if (reason?.status === 401 || reason?.status === 403) return paused(reason.message);
  return busy(
    `The job ${JSON.stringify(state.claim.key)} was not sent, or not all of it. ${reason?.message ?? ""}`.trim(),
    "no",
    reason?.retryAfterMs ?? AGAIN_MS,
    reason,
  );
}

/** What the ledger itself, or the caller, had said: a run that ends puts its own words around it. */
function ownReason(failure: SmnError | undefined): SmnError | undefined {
  let innermost = failure;
  for (let error: unknown = failure; error instanceof SmnError; error = error.cause) {
    if (error.reason === "paused" || error.reason === "busy") return error;
    innermost = error;
  }
  return innermost;
}
