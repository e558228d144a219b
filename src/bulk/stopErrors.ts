import { SmnError, type Sent } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import type { Disposition } from "../messages/outcome.js";

/** The run was stopped from outside; or, with `"maybe"`, an earlier run of the same journal was. */
export function interrupted(sent: Sent = "no"): SmnError {
  return sent === "no"
    ? new SmnError("The run was stopped.", { code: "aborted", sent })
    : new SmnError(
        "An earlier run ended before it had the answer to this message's request. It may have been sent: look at the delivery report before you send it again.",
        { code: "aborted", sent },
      );
}

/** A result said that the account itself is refused. */
export function accountRefused({
  code,
  reason,
  request_id,
}: Extract<Disposition, { status: "rejected" }>): SmnError {
  const message = `The account is refused: ${code} ${reason} (request id ${request_id ?? "unknown"}).`;
  return new SmnError(message, { code: "api", sent: "no", serviceCode: code, requestId: request_id });
}

/** A journal failed; one that is not ours may throw anything. */
export function journalFailed(error: unknown): SmnError {
  if (error instanceof SmnError) return error;
  const cause = safeCause(error);
  return new SmnError(
    `The journal failed (${cause.message}). Messages not yet recorded in the journal were not sent.`,
    {
      code: "journal",
      reason: "failed",
      sent: "no",
      cause,
    },
  );
}

/** Cause of an outcome of which the journal could not say whether an earlier run knows it. */
export function journalUnanswered(error: unknown): SmnError {
  const why = error instanceof SmnError ? error.message : "";
  return new SmnError(
    `The journal did not say whether an earlier run sent this message; this run did not. ${why}`.trim(),
    { code: "journal", reason: "failed", sent: "maybe" },
  );
}

/** Outcome of a message that a run which stops has taken from its source but not sent. */
export function causedByStop(error: unknown): Disposition {
  const why =
    error instanceof SmnError ? error.message : "The source of the inputs, or onNotice, threw an exception.";
  const cause = new SmnError(`Not sent, because the run stopped. ${why}`, {
    code: error instanceof SmnError ? error.code : "aborted",
    sent: "no",
    serviceCode: error instanceof SmnError ? error.serviceCode : undefined,
    reason: error instanceof SmnError ? error.reason : undefined,
  });
  return { status: "unsent", cause };
}

/** What the iteration of a stopped run throws: an exception of the source as it is, anything else explained. */
export function stoppedEarly(error: unknown): unknown {
  if (!(error instanceof SmnError)) return error;
  const { code, sent, status, serviceCode, requestId, reason } = error;
  const message = `${error.message} The run ended early: every input that was read has its outcome, the rest was not read.`;
  return new SmnError(message, { code, sent, status, serviceCode, requestId, reason, cause: error });
}
