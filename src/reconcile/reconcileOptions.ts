import type { CallOptions } from "../client.js";
import type { Clock } from "../base/clock.js";
import type { SmsMessage } from "../messages/types.js";
import type { Destination } from "../reports/createDelivery.js";
import type { ReportOptions } from "../reports/listReports.js";
import type { ReportQuery } from "../reports/reportQuery.js";
import type { SmsReport } from "../reports/types.js";

/** Where reports come from: the client. */
export interface ReportSource {
  /**
   * The reports that a query finds, in any order. A source that does not call `onServiceTime` is taken to have the
   * clock of `reconcile`.
   */
  reports(query: ReportQuery, options?: ReportOptions): AsyncIterable<SmsReport>;
  /** Project and address that are asked. They are compared with those of the run where the source has this method. */
  destination?(options?: CallOptions): Promise<Destination>;
}

/** How unknown outcomes are looked up. */
export interface ReconcileOptions<T> {
  /** Makes the message of an input, exactly as in the run. Default: the input is the message. */
  toMessage?: ((input: T, index: number) => SmsMessage) | undefined;
  /**
   * How long after the end of its last request a message without a report counts as never sent, in milliseconds. The
   * service lists a message when it takes it; the default leaves 15 minutes for clocks that differ and 5 for a service
   * that lists late. **With less, texts can be sent twice.**
   * @default 1200000
   */
  settleMs?: number | undefined;
  /**
   * Also says `unsent` of messages near which nothing was accepted, so that nothing shows whether their reports can be
   * found at all (`no_control` with the control `none`). **Texts are sent twice if reports of their time are missing,
   * show numbers or codes in another form, or the clock of the run was wrong.** Look for reports of a message that you know was sent before you consent.
   * It changes nothing where accepted messages are missing from the reports, or read differently there.
   * @default false
   */
  unsentWithoutControl?: boolean | undefined;
  /** The signatures that texts with their signature in front (`message_include_sign_flag`) may have been sent with. */
  sign_ids?: readonly string[] | undefined;
  /**
   * Requests for reports per second, at most. They are made one after the other.
   * @default 10
   */
  rate?: number | undefined;
  /** Stops asking, with the signal's reason. Outcomes found by then are recorded. */
  signal?: AbortSignal | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
}

/**
 * Why it is still not known whether a message was sent.
 *
 * - `too_early`: no report yet, and the end of its request is not `settleMs` ago
 * - `too_old`: reports do not reach back so far
 * - `no_sign`: reports are asked for by signature, and the message does not name its own (see `sign_ids`)
 * - `no_code`: its number has reports that could be those of this message: it has no code to tell, or they have none,
 *   or one that was changed on its way
 * - `shared_code`: another input has the same number, signature and `extend_code`
 * - `other_number`: there is a report with its code, on a number that reads differently
 * - `several`: there are several reports, so it was sent more than once
 * - `no_message`: the inputs do not have it, or it cannot be made any more
 * - `no_control`: no report, but nothing shows that the reports are complete: see `control`
 */
export type OpenReason =
  | "too_early"
  | "too_old"
  | "no_sign"
  | "no_code"
  | "shared_code"
  | "other_number"
  | "several"
  | "no_message"
  | "no_control";

/**
 * Why accepted messages of the same signature and minutes do not show that a report would have been found.
 *
 * - `none`: nothing was accepted nearby by the same clock; `unsentWithoutControl` is the consent to go without
 * - `missing`: some of them are not in the reports, or the reports did not hold still: another project, another
 *   address, or a list that is not complete (yet)
 * - `altered`: they are in the reports with another number or code than they were sent with
 */
export type ControlFailure = "none" | "missing" | "altered";

/** The verdict on one message. */
export type Verdict =
  | {
      readonly status: "accepted";
      /** As the report has it. */
      readonly message_id: string;
    }
  | { readonly status: "unsent" }
  | {
      readonly status: "unknown";
      /** Why the reports do not decide. */
      readonly reason: OpenReason;
      /** Why the control sample fails, with the reason `no_control`. */
      readonly control?: ControlFailure | undefined;
    };

/** The new state of an input that was `unknown`. */
export type Reconciled = {
  /** Which input it was, counted from 0. */
  readonly index: number;
} & Verdict;
