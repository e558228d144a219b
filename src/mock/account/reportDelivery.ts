import { isRecord } from "../../base/errorBody.js";
import { invalid } from "../../base/invalid.js";
import { planReport } from "./planReport.js";
import type { SandboxState } from "./sandboxState.js";

/**
 * Makes the delivery report of a message arrive now, and pushes it.
 *
 * @param value `{"message_id": "…", "status_desc": "UNDELIV"}`; anything but `DELIVRD` is a failure
 * @throws {SmnError} `validation` for an unknown message, one whose report has arrived, and a malformed state
 */
export function reportDelivery(value: unknown, state: SandboxState): void {
  const { message_id, status_desc = "DELIVRD" } = isRecord(value) ? value : {};
  const before = typeof message_id === "string" ? state.deliveries.get(message_id) : undefined;
  if (before === undefined)
    throw invalid("message_id must be the id of a message that the sandbox accepted.");
  if (typeof status_desc !== "string" || !/^[A-Z0-9:_]{1,7}$/.test(status_desc))
    throw invalid("status_desc must be 1 to 7 capitals or digits, for instance DELIVRD or UNDELIV.");
  const now = state.clock.now();
  if (now >= before.reportedAt) throw invalid("The delivery of this message has been reported already.");
  const status = status_desc === "DELIVRD" ? 1 : 2;
  const after = { ...before, fate: { ...before.fate, status, status_desc } as const, reportedAt: now };
  state.deliveries.set(before.message.message_id, after);
  state.inbox.replace(before, after);
  state.changes.notify();
  planReport(after, state);
}
