import type { CallOptions } from "../client.js";
import type { Clock } from "../base/clock.js";
import { IdTable } from "./idTable.js";
import { createPrintable } from "../base/printable.js";
import { checkQuery, type ReportQuery, type WireQuery } from "./reportQuery.js";
import { malformed, requestJson, type Asker } from "./requestJson.js";
import { isReport } from "./shapes.js";
import type { SmsReport } from "./types.js";

/** Pages without anything new that are looked at before the service is taken to go in circles. */
const PATIENCE = 10;
const REPEATS = "the same reports come again and again";

interface Page {
  readonly reports: readonly SmsReport[];
  /** How many reports fit the query, as the service says. */
  readonly count: number;
  readonly requestId: string | undefined;
}

/** See `SmsDelivery`. Throws `SmnError` (`validation`) at once. */
export function listReports(
  asker: Asker,
  clock: Clock,
  query: ReportQuery,
  call: CallOptions = {},
): AsyncIterableIterator<SmsReport> {
  const wireQuery = checkQuery(query, clock.now());
  return readPages(wireQuery.limit, (offset) => readPage(asker, { ...wireQuery, offset }, call));
}

/**
 * Reads pages by offset, while the list may change under it. What moves back comes a second time and is left out. When
 * the list gets shorter, what was not read yet may have moved in front of the offset: then that part is read again, and
 * from there on pages overlap, by half at most so that it goes forward.
 */
async function* readPages(
  limit: number,
  page: (offset: number) => Promise<Page>,
): AsyncGenerator<SmsReport, undefined> {
  const seen = new IdTable();
  /** How many reports from the beginning of the list have certainly been read. */
  let covered = 0;
  let overlap = 0;
  let previous = 0;
  let most = 0;
  let barren = 0;
  let longest = 1;
  for (;;) {
    const offset = Math.max(0, covered - overlap);
    const { reports, count, requestId } = await page(offset);
    const known = seen.size;
    for (const report of reports) if (seen.add(report.message_id)) yield report;

    most = Math.max(most, count);
    barren = seen.size > known ? 0 : barren + 1;
    longest = Math.max(longest, reports.length);
    // No more pages than it takes to read again all that was read, overlapping by half; what the count says is no
    // measure, a broken one would never end.
    if (barren > PATIENCE + (2 * seen.size) / longest) throw malformed(REPEATS, requestId);
    // A count that was never more than a page might be that of the page: it tells nothing of the list.
    const isTotal = most > limit;
    const gone = isTotal ? Math.max(0, previous - count) : 0;
    previous = count;
    covered = Math.max(0, covered - gone);
    if (offset > covered) {
      overlap = Math.min(Math.floor(limit / 2), gone * 2);
      continue;
    }
    const end = offset + reports.length;
    if (reports.length === 0) {
      if (end < count) throw malformed("a page is empty before the end of the list", requestId);
      return;
    }
    if (end >= count && (reports.length < limit || isTotal)) {
      // The end of the list should not be something old while some of the list was never seen: offsets are ignored.
      if (barren > 0 && seen.size < count) throw malformed(REPEATS, requestId);
      return;
    }
    if (end <= covered) overlap = Math.floor(overlap / 2);
    covered = Math.max(covered, end);
  }
}

async function readPage(asker: Asker, query: WireQuery, call: CallOptions): Promise<Page> {
  const { body, requestId } = await requestJson(asker, call, (project_id, init) =>
    asker.api.GET("/v2/{project_id}/notifications/sms/report", {
      params: { path: { project_id }, query },
      ...init,
    }),
  );
  const { data, count } = body ?? {};
  if (!Array.isArray(data)) throw malformed("it has no list of reports", requestId);
  if (!Number.isSafeInteger(count) || (count as number) < 0) throw malformed("it has no count", requestId);
  const reports = data.map((one: unknown, place) => {
    if (!isReport(one)) throw malformed(`report ${place + 1} of the page has an unknown shape`, requestId);
    return createPrintable(one);
  });
  return { reports, count: count as number, requestId };
}
