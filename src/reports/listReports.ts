import type { CallOptions } from "../client.js";
import type { Clock } from "../base/clock.js";
import { httpDate } from "../base/httpDate.js";
import { printableOf } from "../base/printable.js";
import { readPages, type Page } from "./readPages.js";
import { checkQuery, type ReportQuery, type WireQuery } from "./reportQuery.js";
import { malformed, requestJson, type ReportsContext } from "./requestJson.js";
import { isReport } from "./shapes.js";
import type { SmsReport } from "./types.js";

/** How reports are read. */
export interface ReportOptions extends CallOptions {
  /**
   * Called with every page, with the time by the service's clock, in milliseconds since the epoch and to the second.
   * Must not throw.
   */
  onServiceTime?: ((time: number) => void) | undefined;
}

const createReport = /* @__PURE__ */ printableOf<SmsReport>({
  message_id: "shown",
  status: "shown",
  sign_id: "shown",
  status_desc: "shown",
  fee_num: "shown",
  extend_code: "shown",
  nation_code: "shown",
  mobile: "hidden",
  submit_time: "shown",
  deliver_time: "shown",
});

/** See `SmsDelivery`. Throws `SmnError` (`validation`) at once. */
export function listReports(
  context: ReportsContext,
  clock: Clock,
  query: ReportQuery,
  call: ReportOptions = {},
): AsyncIterableIterator<SmsReport> {
  const wireQuery = checkQuery(query, clock.now());
  return readPages(wireQuery.limit, (offset) => readPage(context, { ...wireQuery, offset }, call));
}

async function readPage(context: ReportsContext, query: WireQuery, call: ReportOptions): Promise<Page> {
  const path = "/v2/{project_id}/notifications/sms/report";
  const { body, requestId, date } = await requestJson(context, call, "get", path, (project_id) => ({
    params: { path: { project_id }, query },
  }));
  const time = httpDate(date);
  if (!Number.isNaN(time)) call.onServiceTime?.(time);
  const { data, count } = body ?? {};
  if (!Array.isArray(data)) throw malformed("it has no list of reports", requestId);
  if (!Number.isSafeInteger(count) || (count as number) < 0) throw malformed("it has no count", requestId);
  const reports = data.map((one: unknown, place) => {
    if (!isReport(one)) throw malformed(`report ${place + 1} of the page has an unknown shape`, requestId);
    return createReport(one);
  });
  return { reports, count: count as number, requestId };
}
