import { SmnError, type Sent } from "../base/errors.js";
import type { Disposition } from "../messages/outcome.js";
import type { Settlement } from "../journal/journal.js";
import type { Read } from "./readSuspects.js";
import type { OpenReason, Verdict } from "./reconcileOptions.js";

const WHY: Readonly<Record<OpenReason, string>> = {
  too_early: "It has no report yet, and was sent too short a time ago to tell.",
  too_old: "It was sent so long ago that there are no reports any more.",
  no_sign: "Reports are asked for by signature, and the message does not name its own.",
  no_code: "Its number has reports that may be those of this message, with no code to tell.",
  shared_code: "Its number has a report with its extend_code, which another message has as well.",
  other_number: "There is a report with its code, on a number that reads differently.",
  several: "It has several reports: the text was sent more than once.",
  no_message: "The inputs do not have this message any more.",
};

/** Makes what a journal is told. Causes are shared, so that the journal writes one line for all alike. */
export function createSettler(): (read: Read, verdict: Verdict) => Settlement | undefined {
  const causes = new Map<string, SmnError>();
  const causeOf = (message: string, sent: Sent, requestId?: string): SmnError => {
    const name = `${message} ${requestId ?? ""}`;
    const known = causes.get(name);
    if (known !== undefined) return known;
    const cause = new SmnError(message, { code: "network", sent, requestId });
    causes.set(name, cause);
    return cause;
  };
  const dispositionOf = (read: Read, verdict: Verdict): Disposition | undefined => {
    const { request_id, attempts } = read.record;
    if (verdict.status === "accepted") {
      // Of several sendings it is not known which one it was.
      const id = attempts.length === 1 ? request_id : undefined;
      const endpoint = "endpoint" in read ? read.endpoint : "";
      return { status: "accepted", endpoint, message_id: verdict.message_id, request_id: id ?? "" };
    }
    if (verdict.status === "unsent")
      return {
        status: "unsent",
        cause: causeOf("The service has no report of it, so it was not sent.", "no"),
      };
    if (verdict.reason === "too_early") return undefined;
    const cause = causeOf(WHY[verdict.reason], "maybe", request_id);
    return { status: "unknown", cause, ...(request_id === undefined ? {} : { request_id }) };
  };
  return (read, verdict) => {
    const disposition = dispositionOf(read, verdict);
    return disposition === undefined ? undefined : { index: read.record.index, disposition };
  };
}
