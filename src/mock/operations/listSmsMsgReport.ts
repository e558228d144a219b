import { reportLimit, reportPastMonths } from "../../../generated/reportRules.js";
import type { components } from "../../../generated/schema.js";
import type { Delivery } from "../account/delivery.js";
import type { SandboxState } from "../account/sandboxState.js";
import { splitNumber } from "../base/splitNumber.js";
import { wireTime } from "../base/wireTime.js";
import { serviceError } from "../contract/refused.js";
import type { OperationHandler } from "./operation.js";

type Report = components["schemas"]["SmsMsgReport"];
type SmsMsgReportPage = components["schemas"]["SmsMsgReportPage"];

/**
 * The reports of messages that were submitted in a period of time, oldest first.
 *
 * @throws {Refused} `SMN.0114`, `SMN.0113`, `SMN.0084`
 */
export const listSmsMsgReport: OperationHandler = (
  { request_id, params, query },
  state,
): SmsMsgReportPage => {
  const now = state.clock.now();
  const [start, end] = [Number(query.get("start_time")), Number(query.get("end_time"))];
  checkPeriod(start, end, now);
  const sign_id = query.get("sign_id");
  if (!isKnown(sign_id, state)) throw serviceError("SMN.0084");
  const wanted = {
    message_id: query.get("message_id"),
    mobile: query.get("mobile"),
    status: query.get("status"),
  };
  const found = [...state.deliveries.values()].filter(
    (delivery) =>
      delivery.message.project_id === params["project_id"] &&
      delivery.sign_id === sign_id &&
      delivery.message.at >= start &&
      delivery.message.at <= end &&
      (wanted.message_id === null || delivery.message.message_id === wanted.message_id) &&
      (wanted.mobile === null || splitNumber(delivery.message.endpoint).mobile === wanted.mobile) &&
      (wanted.status === null || statusOf(delivery, now) === Number(wanted.status)),
  );
  const offset = Number(query.get("offset") ?? 0);
  const limit = Number(query.get("limit") ?? reportLimit.default);
  const page = found.slice(offset, offset + limit);
  return { request_id, count: found.length, data: page.map((delivery) => reportOf(delivery, now)) };
};

function checkPeriod(start: number, end: number, now: number): void {
  if (end <= start) throw serviceError("SMN.0114");
  if (start < monthsBefore(now, reportPastMonths) || start < monthsBefore(end, reportPastMonths))
    throw serviceError("SMN.0113");
}

function monthsBefore(time: number, months: number): number {
  const date = new Date(time);
  return date.setUTCMonth(date.getUTCMonth() - months);
}

function isKnown(sign_id: string | null, { signs, settings, deliveries }: SandboxState): boolean {
  if (settings.anySign || signs.some((sign) => sign.sign_id === sign_id)) return true;
  return [...deliveries.values()].some((delivery) => delivery.sign_id === sign_id);
}

function statusOf({ fate, reportedAt }: Delivery, now: number): 0 | 1 | 2 {
  return now < reportedAt ? 0 : fate.status;
}

function reportOf(delivery: Delivery, now: number): Report {
  const { message, sign_id, fee_num, fate, reportedAt } = delivery;
  const status = statusOf(delivery, now);
  return {
    message_id: message.message_id,
    status,
    sign_id,
    status_desc: status === 0 ? null : fate.status_desc,
    fee_num,
    extend_code: message.extend_code ?? null,
    ...splitNumber(message.endpoint),
    submit_time: wireTime(message.at),
    deliver_time: status === 0 ? null : wireTime(reportedAt),
  };
}
