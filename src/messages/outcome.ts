import type { SmnError } from "../base/errors.js";
import type { MessageIssue } from "../base/messageIssue.js";
import { asPlain } from "../base/printable.js";
import { maskNumber } from "../base/scrub.js";
import { PLAIN, toPlain } from "../base/toPlain.js";

/** How one message ended: exactly one of these five. */
export type Disposition =
  /** The service took the message and will send it. */
  | {
      status: "accepted";
      /** The number, as the service writes it. */
      endpoint: string;
      /** The id of this message, also in delivery reports and callbacks. */
      message_id: string;
      /** The id of its request; the vendor's support asks for it. */
      request_id: string;
    }
  /** The service refused this message, or the request it was in; it was not sent. */
  | {
      status: "rejected";
      /** The service's code, as `SMN.0087`: see `x-error-codes` in the document. */
      code: string;
      /** The service's explanation. */
      reason: string;
      request_id?: string | undefined;
    }
  /** It failed the preflight and was never sent. */
  | {
      status: "invalid";
      /** All problems that were found. */
      issues: readonly MessageIssue[];
    }
  /** Provably not taken by the service: safe to send again. */
  | {
      status: "unsent";
      /** The failure, and the next step. */
      cause: SmnError;
    }
  /** It may have been sent. Only you, or the delivery reports, can decide; it is never resent automatically. */
  | { status: "unknown"; cause: SmnError; request_id?: string | undefined };

/**
 * The one outcome of an input: of a run, or of a single message. Printed, copied or turned into JSON, it shows neither
 * `input` nor a whole number; `toPlain` makes a copy with both.
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

/**
 * What must not be printed is no property of the object: whatever shows or copies an outcome (loggers, `console.table`,
 * a failing assertion) sees neither the input nor the number. The others are written out one by one, because copying
 * them by name is several times slower.
 */
class PrintableOutcome<T> {
  readonly #input: T;
  readonly #endpoint: string | undefined;
  readonly index: number;
  declare status: OutcomeStatus;
  declare message_id: string;
  declare request_id: string;
  declare code: string;
  declare reason: string;
  declare issues: readonly MessageIssue[];
  declare cause: SmnError;

  constructor(index: number, input: T, disposition: Disposition) {
    this.#input = input;
    this.#endpoint = disposition.status === "accepted" ? disposition.endpoint : undefined;
    this.index = index;
    this.status = disposition.status;
    switch (disposition.status) {
      case "accepted":
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

  static {
    asPlain(this);
  }

  // Some copies have the prototype, and none of what only the constructor gives.
  get input(): T {
    return (#input in this ? this.#input : undefined) as T;
  }

  /** Only accepted ones have it. */
  get endpoint(): string {
    return (#endpoint in this ? this.#endpoint : undefined) as string;
  }

  /** A plain object that may be printed, stored, and sent to another thread: without the input, the number masked. */
  toJSON(): Record<string, unknown> {
    const shown: Record<string, unknown> = Object.fromEntries(Object.entries(this));
    const endpoint: string | undefined = this.endpoint;
    if (endpoint !== undefined) shown["endpoint"] = maskNumber(endpoint);
    if ("cause" in shown) shown["cause"] = this.cause.toJSON();
    return shown;
  }

  [PLAIN](): Record<string, unknown> {
    const { index, ...rest } = Object.fromEntries(Object.entries(this)) as Record<string, unknown>;
    const plain = { index, input: this.input, ...rest };
    const endpoint: string | undefined = this.endpoint;
    if (endpoint !== undefined) Object.assign(plain, { endpoint });
    return "cause" in rest ? { ...plain, cause: toPlain(this.cause) } : plain;
  }

  [Symbol.for("nodejs.util.inspect.custom")](): Record<string, unknown> {
    return this.toJSON();
  }
}
