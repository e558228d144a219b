import type { SmnError } from "../base/errors.js";
import type { Outcome } from "../messages/outcome.js";
import type { SmsMessage } from "../messages/types.js";
import type { Journal } from "../journal/journal.js";

/** Something worth knowing about a run that is not the outcome of one message. */
export type Notice =
  /** The service throttles, or could not be reached: the whole run waits. */
  | {
      kind: "pause";
      /** How long, in milliseconds. */
      delayMs: number;
      /** Why. */
      error: SmnError;
    }
  /** Results that belong to no message of their request: described, with masked numbers. */
  | {
      kind: "unmatched";
      /** Of the request; the vendor's support asks for it. */
      request_id: string;
      /** One phrase for each result. */
      results: readonly string[];
    };

/** How a run makes, groups, paces and records its messages. */
export interface SendAllOptions<T> {
  /**
   * Makes the message of an input. When it throws, the input becomes `invalid` and the run goes on.
   * Default: the input is the message.
   */
  toMessage?: ((input: T, index: number) => SmsMessage) | undefined;
  /**
   * Requests in flight at once.
   * @default 4
   */
  concurrency?: number | undefined;
  /**
   * Messages per second, at most. Default: no limit; the run slows down when the service throttles it.
   */
  rate?: number | undefined;
  /**
   * Messages in one request, at most.
   * @default 999
   */
  batchSize?: number | undefined;
  /**
   * Bytes of one request's body, at most (8192 or more). Default: the document's limit.
   */
  maxBodyBytes?: number | undefined;
  /**
   * How long the first message of a request that is not full waits for more, in milliseconds. It matters only for
   * inputs that arrive slowly.
   * @default 100
   */
  lingerMs?: number | undefined;
  /**
   * Records the run, so that it can be resumed after a crash; see `openJournal`. Inputs that the journal knows as
   * settled are skipped.
   */
  journal?: Journal | undefined;
  /**
   * Gives every message without an `extend_code` one that is derived from run and index (see `correlationToken`). The
   * service returns it in reports and callbacks, so that `reconcile` can settle `unknown` messages. The objects that
   * you pass are not changed. Default: nothing is added.
   */
  correlate?: "extend_code" | undefined;
  /**
   * Stops the run: nothing more is sent, requests in flight are awaited, every input that was taken from the source
   * gets its outcome, then the iteration throws an `SmnError` (`aborted`).
   */
  signal?: AbortSignal | undefined;
  /**
   * After an `unknown` outcome: continue with the other messages, or stop the run.
   * @default "continue"
   */
  onUnknown?: "continue" | "stop" | undefined;
  /**
   * How long a request that was certainly not taken is retried, in milliseconds, before its messages become `unsent`.
   * @default 600000
   */
  deadlineMs?: number | undefined;
  /** Called for pauses and for results that match no message. An exception, or a rejection, ends the run. */
  onNotice?: ((notice: Notice) => void) | undefined;
  /** Gets the outcomes that a loop did not read because it was left early (`break`). Must not throw. */
  onUndelivered?: ((outcome: Outcome<T>) => void) | undefined;
}
