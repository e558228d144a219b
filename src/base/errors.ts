import type { JournalReason } from "./journalReason.js";
import type { MessageIssue } from "./messageIssue.js";

/**
 * The kind of failure.
 *
 * - `api`: the service (or the gateway before it) refused the request
 * - `auth`: the key, token or provider of credentials did not work
 * - `network`: no connection, or it broke
 * - `timeout`: no complete answer within `timeoutMs`
 * - `protocol`: an answer that is not as documented (a redirect, HTML with status 200, …)
 * - `validation`: the input is wrong; nothing was sent
 * - `aborted`: the caller's `AbortSignal` fired, or a run was stopped
 * - `journal`: the record of a run could not be read or written
 */
export type SmnErrorCode =
  "api" | "auth" | "network" | "timeout" | "protocol" | "validation" | "aborted" | "journal";

/**
 * Whether the service may have taken the request: `"no"` is proven, so it is safe to send again; after
 * `"maybe"` or `"yes"` sending again can deliver a text twice.
 */
export type Sent = "no" | "maybe" | "yes";

/** What an `SmnError` says besides its text. */
export interface SmnErrorDetails {
  /** The kind of failure. */
  code: SmnErrorCode;
  /** Whether messages may have been sent, so whether it is safe to send again. */
  sent: Sent;
  /** HTTP status, when there was an answer. */
  status?: number | undefined;
  /** The code in the answer's body: `SMN.0087`, `APIGW.0308`, … */
  serviceCode?: string | undefined;
  /** The id under which the vendor's support finds the request. */
  requestId?: string | undefined;
  /** How long the answer asks to wait before the next request, in milliseconds. */
  retryAfterMs?: number | undefined;
  /** Why a journal was refused or failed (`code: "journal"`). */
  reason?: JournalReason | undefined;
  /** The problems of the input (`code: "validation"`). */
  issues?: readonly MessageIssue[] | undefined;
  /** The error behind it. */
  cause?: unknown;
}

/** An `SmnError` as a plain object, without `cause`. */
export interface PlainError extends Omit<SmnErrorDetails, "cause"> {
  /** `"SmnError"` */
  name: string;
  /** What happened, and what to do next. */
  message: string;
}

/**
 * The one error class of this package. Its text and fields never hold a key, a token, a message text or a
 * whole phone number, so it may be logged as it is.
 */
export class SmnError extends Error {
  /** The kind of failure. */
  readonly code: SmnErrorCode;
  /** Whether messages may have been sent, so whether it is safe to send again. */
  readonly sent: Sent;
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** The code in the answer's body: `SMN.0087`, `APIGW.0308`, … */
  readonly serviceCode?: string | undefined;
  /** The id under which the vendor's support finds the request. */
  readonly requestId?: string | undefined;
  /** How long the answer asks to wait before the next request, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** Why a journal was refused or failed (`code: "journal"`); an error's wording may change, this does not. */
  readonly reason?: JournalReason | undefined;
  /** The problems of the input (`code: "validation"`). */
  readonly issues?: readonly MessageIssue[] | undefined;

  constructor(message: string, details: SmnErrorDetails) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = details.code;
    this.sent = details.sent;
    if (details.status !== undefined) this.status = details.status;
    if (details.serviceCode !== undefined) this.serviceCode = details.serviceCode;
    if (details.requestId !== undefined) this.requestId = details.requestId;
    if (details.retryAfterMs !== undefined) this.retryAfterMs = details.retryAfterMs;
    if (details.reason !== undefined) this.reason = details.reason;
    if (details.issues !== undefined) this.issues = details.issues;
  }

  static {
    // On the prototype, so that every instance prints "SmnError: …" without an own field.
    Object.defineProperty(this.prototype, "name", { value: "SmnError", configurable: true, writable: true });
  }

  /**
   * The error as a plain object, which also keeps `code` and `sent` on the way to another thread; `JSON.stringify` uses
   * it. `new SmnError(plain.message, plain)` makes an error of it again.
   */
  toJSON(): PlainError {
    const { name, message, code, sent, status, serviceCode, requestId, retryAfterMs, reason, issues } = this;
    return { name, message, code, sent, status, serviceCode, requestId, retryAfterMs, reason, issues };
  }
}
