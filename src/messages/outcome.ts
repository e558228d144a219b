import type { SmnError } from "../base/errors.js";
import { maskNumber } from "../base/scrub.js";
import type { MessageIssue } from "../base/messageIssue.js";

/** What became of one message. Exactly one of five: see each member. */
export type Disposition =
  /** The service took the message and will send it. */
  | {
      status: "accepted";
      /** The number, as the service writes it. */
      endpoint: string;
      /** Of this message, in delivery reports and callbacks too. */
      message_id: string;
      /** Of the request that it went out in; the vendor's support asks for it. */
      request_id: string;
    }
  /** The service refused this message, or the request it was in; it was not sent. */
  | {
      status: "rejected";
      /** The service's code, as `SMN.0087`: see `x-error-codes` in the document. */
      code: string;
      /** The service's words. */
      reason: string;
      request_id?: string;
    }
  /** It failed the preflight and was never sent. */
  | {
      status: "invalid";
      /** All that is wrong with it. */
      issues: readonly MessageIssue[];
    }
  /** Provably not taken by the service: safe to send again. */
  | {
      status: "unsent";
      /** What happened, and what to do next. */
      cause: SmnError;
    }
  /** It may have been sent. Only you, or a look at the delivery reports, may decide. */
  | { status: "unknown"; cause: SmnError; request_id?: string };

/**
 * The fate of one input, in a run or of a single message. Printed or turned into JSON, it shows neither `input` nor a
 * whole number.
 */
export type Outcome<T> = {
  /** Which input it was, counted from 0. */
  index: number;
  /** The input itself. */
  input: T;
} & Disposition;

/** How an input can end. */
export type OutcomeStatus = Disposition["status"];

export function createOutcome<T>(index: number, input: T, disposition: Disposition): Outcome<T> {
  return new PrintableOutcome(index, input, disposition);
}

/** The properties are written out one by one: copying them by name is several times slower. */
class PrintableOutcome<T> {
  readonly index: number;
  readonly input: T;
  declare status: OutcomeStatus;
  declare endpoint: string;
  declare message_id: string;
  declare request_id: string;
  declare code: string;
  declare reason: string;
  declare issues: readonly MessageIssue[];
  declare cause: SmnError;

  constructor(index: number, input: T, disposition: Disposition) {
    this.index = index;
    this.input = input;
    this.status = disposition.status;
    switch (disposition.status) {
      case "accepted":
        this.endpoint = disposition.endpoint;
        this.message_id = disposition.message_id;
        this.request_id = disposition.request_id;
        break;
      case "rejected":
        this.code = disposition.code;
        this.reason = disposition.reason;
        if (disposition.request_id !== undefined) this.request_id = disposition.request_id;
        break;
      case "invalid":
        this.issues = disposition.issues;
        break;
      case "unsent":
        this.cause = disposition.cause;
        break;
      case "unknown":
        this.cause = disposition.cause;
        if (disposition.request_id !== undefined) this.request_id = disposition.request_id;
    }
  }

  toJSON(): Record<string, unknown> {
    const shown: Record<string, unknown> = Object.fromEntries(
      Object.entries(this).filter(([name]) => name !== "input"),
    );
    return "endpoint" in shown ? { ...shown, endpoint: maskNumber(String(shown["endpoint"])) } : shown;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): Record<string, unknown> {
    return this.toJSON();
  }
}
