import { SmnError, type Sent } from "../base/errors.js";
import type { Disposition } from "../messages/outcome.js";
import type { Settlement } from "../journal/journal.js";
import type { Read } from "./readInputs.js";
import type { ControlFailure, OpenReason, Verdict } from "./reconcileOptions.js";

const WHY: Readonly<Record<Exclude<OpenReason, "no_control" | "too_early">, string>> = {
  too_old: "It was sent so long ago that there are no reports any more.",
  no_sign: "Reports are asked for by signature, and the message does not name its own.",
  no_code: "Its number has reports that may be those of this message, with no code to tell.",
  shared_code: "Its number has a report with its extend_code, which another message has as well.",
  other_number: "There is a report with its code, on a number that reads differently.",
  several: "It has several reports: the text was sent more than once.",
  no_message: "The inputs do not have this message any more.",
};

const WHY_NO_CONTROL: Readonly<Record<ControlFailure, string>> = {
  none:
    "It has no report, but nothing was accepted near it by which reports could be checked. Look for the report of a " +
    "message that you know was sent at that time, then reconcile with unsentWithoutControl.",
  missing:
    "It has no report, but accepted messages of its minutes have none either, or the list of reports does not hold " +
    "still. Check project and address, or reconcile later.",
  altered:
    "It has no report, but those of accepted messages of its minutes show another number or code than they were sent " +
    "with, and so may its own. Compare the reports by hand.",
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
    const why =
      verdict.reason === "no_control" ? WHY_NO_CONTROL[verdict.control ?? "none"] : WHY[verdict.reason];
    const cause = causeOf(why, "maybe", request_id);
    return { status: "unknown", cause, ...(request_id === undefined ? {} : { request_id }) };
  };
  return (read, verdict) => {
    const disposition = dispositionOf(read, verdict);
    return disposition === undefined ? undefined : { index: read.record.index, disposition };
  };
}
