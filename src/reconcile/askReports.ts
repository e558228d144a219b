import { reportLimit } from "../../generated/reportRules.js";
import { SmnError } from "../base/errors.js";
import type { ReportQuery } from "../reports/reportQuery.js";
import type { SmsReport } from "../reports/types.js";
import type { ReportSource } from "./reconcileOptions.js";

/** How reports are asked for. */
export interface Asking {
  readonly source: ReportSource;
  /** Resolves when the next request may be made. */
  readonly pace: () => Promise<void>;
  readonly signal: AbortSignal | undefined;
  readonly onServiceTime: (time: number) => void;
}

/**
 * The reports of a query, at the pace of the run.
 *
 * @param most pages: a service that goes on for ever must not be read for ever
 * @throws SmnError (`protocol`) when there are more
 */
export async function* askReports(
  { source, pace, signal, onServiceTime }: Asking,
  query: ReportQuery,
  most: number,
): AsyncGenerator<SmsReport, undefined> {
  const limit = query.limit ?? reportLimit.default;
  await pace();
  let count = 0;
  for await (const report of source.reports(query, { onServiceTime, ...(signal && { signal }) })) {
    signal?.throwIfAborted();
    if (count >= most * limit) throw endless(count);
    yield report;
    if (++count % limit === 0) await pace();
  }
  // The empty page at the end.
  if (count % limit > 0) await pace();
}

function endless(count: number): SmnError {
  return new SmnError(
    `The reports of one query do not come to an end: ${count} were read, more than there can be. ` +
      "Nothing was changed about the messages that they were read for.",
    { code: "protocol", sent: "no" },
  );
}
