import { mistakeBehind } from "../base/errorLike.js";
import { SmnError, type Sent } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import { describeIssue } from "../messages/describeIssue.js";
import type { Disposition } from "../messages/outcome.js";

/** The last moment that a `Date` can hold, in milliseconds since the epoch. */
const LAST_DATE = 8.64e15;

/** The run was stopped from outside or, with `"maybe"`, an earlier run with the same journal was. */
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

/** The service asks for a longer pause than the run may make. @param now milliseconds since the epoch */
export function askedToWait(refusal: SmnError, retryAfterMs: number, now: number): SmnError {
  const { code, sent, status, serviceCode, requestId } = refusal;
  const until = new Date(Math.min(now + retryAfterMs, LAST_DATE)).toISOString();
  const message = `${refusal.message} The service asks to wait until ${until}, which is longer than deadlineMs allows: run it again after that.`;
  return new SmnError(message, { code, sent, status, serviceCode, requestId, retryAfterMs, cause: refusal });
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

/** Cause of an outcome when the journal could not say whether an earlier run has one. */
export function journalUnanswered(error: unknown): SmnError {
  const why = error instanceof SmnError ? error.message : "";
  return new SmnError(
    `The journal did not say whether an earlier run sent this message; this run did not. ${why}`.trim(),
    { code: "journal", reason: "failed", sent: "maybe" },
  );
}

const MAYBE_BEFORE =
  "An earlier request may have sent it: look at the delivery report before you send it again.";

/** The outcome of a message that an earlier request may have sent: only the service's word that it took it is certain. */
export function maybeSentBefore(now: Disposition): Disposition {
  if (now.status === "accepted" || now.status === "unknown") return now;
  if (now.status === "unsent") {
    const { code, message, status, serviceCode, requestId, reason } = now.cause;
    const details = { code, sent: "maybe" as const, status, serviceCode, requestId, reason };
    return { status: "unknown", cause: new SmnError(`${message} ${MAYBE_BEFORE}`, details) };
  }
  if (now.status === "invalid") {
    const why = now.issues.map(describeIssue).join("; ");
    const message = `It was not sent this time, because it fails the check: ${why}. ${MAYBE_BEFORE}`;
    const cause = new SmnError(message, { code: "validation", sent: "maybe", issues: now.issues });
    return { status: "unknown", cause };
  }
  const { code, reason, request_id } = now;
  const id = request_id === undefined ? "" : `, request id ${request_id}`;
  const cause = new SmnError(`It was refused this time (${code}${id}): ${sentence(reason)} ${MAYBE_BEFORE}`, {
    code: "api",
    sent: "maybe",
    serviceCode: code,
    requestId: request_id,
  });
  return { status: "unknown", cause, ...(request_id === undefined ? {} : { request_id }) };
}

function sentence(text: string): string {
  return /[.!?。！？]$/.test(text) ? text : `${text}.`;
}

function maybeSentByAnother({ code, message, reason }: SmnError): SmnError {
  return new SmnError(
    `This run did not send the message. ${message} Another run may have sent it: look at the delivery report before you send it again.`,
    { code, sent: "maybe", reason },
  );
}

/** Cause of an outcome when a resumed run stopped before its inputs were found to be those of the earlier ones. */
export function notCompared(error: unknown): SmnError {
  if (error instanceof SmnError && error.reason === "other_numbers") return maybeSentByAnother(error);
  const code = error instanceof SmnError ? error.code : "aborted";
  return new SmnError(
    "This run did not send the message. It stopped before it had compared the inputs with those of the earlier run, " +
      "which may have sent it: run again with the same journal, and the same inputs in the same order.",
    { code, sent: "maybe", reason: error instanceof SmnError ? error.reason : undefined },
  );
}

/**
 * Outcome of a message that a run which stops has taken from its source but not sent: `unsent`, unless another run may
 * have sent it, because the journal was lost to it.
 */
export function causedByStop(error: unknown): Disposition {
  if (error instanceof SmnError && error.reason === "lost")
    return { status: "unknown", cause: maybeSentByAnother(error) };
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

/**
 * The exception that ends a stopped run: one of the source, and a mistake in a function of the caller's, unchanged;
 * any other with an explanation.
 */
export function stoppedEarly(error: unknown): unknown {
  if (!(error instanceof SmnError)) return error;
  const mistake = mistakeBehind(error);
  if (mistake !== undefined) return mistake;
  const { code, sent, status, serviceCode, requestId, retryAfterMs, reason } = error;
  const message = `${error.message} The run ended early: every input that was read has its outcome, the rest was not read.`;
  return new SmnError(message, {
    code,
    sent,
    status,
    serviceCode,
    requestId,
    retryAfterMs,
    reason,
    cause: error,
  });
}
