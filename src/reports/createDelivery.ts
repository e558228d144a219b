import type { CallOptions } from "../client.js";
import type { Clock } from "../base/clock.js";
import { createCallbacks, type SmsCallbacks } from "./callbacks.js";
import { listReports, type ReportOptions } from "./listReports.js";
import { listSigns } from "./listSigns.js";
import { readMessage } from "./readMessage.js";
import type { ReportQuery } from "./reportQuery.js";
import { prepareQueries, type ReportsContext } from "./requestJson.js";
import type { SmsReport, SmsSign } from "./types.js";

/** Reports on messages that were sent, and the signatures and callbacks of the account. */
export interface SmsDelivery {
  /**
   * The reports on messages that were sent with one signature and submitted in a time window. They are read page by page
   * as you iterate, until a page is empty. Every report comes once, although pages shift when messages are added or drop
   * out meanwhile. Some may be missed then: to get all of them, let the window end in the past and ask without `status`.
   *
   * Printed, copied or turned into JSON, a report shows no whole number; `toPlain(report)` is a copy with `mobile`. Some
   * 30 bytes are kept for each report, so that none comes twice.
   *
   * @throws SmnError at once with `code: "validation"` for a window that ends before it begins or reaches back too far
   * (three months); from the iteration for a request that failed even after retries, and with `protocol` for an answer
   * that is not as documented. Asking again is always safe.
   */
  reports(query: ReportQuery, options?: ReportOptions): AsyncIterableIterator<SmsReport>;
  /**
   * The text of a message of the last 24 hours. Do not log it.
   *
   * @throws SmnError `validation` for no id, before anything is sent; others as `reports`
   */
  message(message_id: string, options?: CallOptions): Promise<string>;
  /**
   * All signatures of the account, with the state of their review: only one with `status` 3 can be used.
   *
   * @throws SmnError from the iteration, as `reports`
   */
  signs(options?: CallOptions): AsyncIterableIterator<SmsSign>;
  /** Which events are published to which topic, from where they are pushed to you. */
  readonly callbacks: SmsCallbacks;
  /**
   * Project and address of this client. `reconcile` compares them with those of the run.
   *
   * @throws SmnError when the project has to be looked up, and that fails
   */
  destination(options?: CallOptions): Promise<Destination>;
}

/** Where a client sends, and asks. */
export interface Destination {
  /** Id of the project. */
  readonly projectId: string;
  /** Address of the service, without a trailing slash. */
  readonly baseUrl: string;
}

export function createDelivery(context: ReportsContext, clock: Clock): SmsDelivery {
  // What is loaded late must not come from another version, of a package that was replaced while the process ran.
  prepareQueries();
  return {
    reports: (query, options) => listReports(context, clock, query, options),
    message: (message_id, options) => readMessage(context, message_id, options),
    signs: (options) => listSigns(context, options),
    callbacks: createCallbacks(context),
    destination: async ({ signal } = {}) => ({
      projectId: await context.projectId(signal),
      baseUrl: context.baseUrl,
    }),
  };
}
