import type { SmnError } from "../base/errors.js";
import type { Disposition, OutcomeStatus } from "../messages/outcome.js";

/** The outcome of one input, on its way into a journal. */
export interface Settlement {
  /** Which input it is, counted from 0. */
  readonly index: number;
  /** Its outcome. */
  readonly disposition: Disposition;
}

/**
 * The record of a run. `openJournal` keeps it in a file; implement this interface to keep it elsewhere. It gets no
 * texts, and the only phone number is the `endpoint` of an accepted message: do not record that one.
 */
export interface Journal {
  /** Names the run; correlation tokens derive from it. */
  readonly runId: string;
  /**
   * Says whether to send an input (`"send"`), skip it (`"skip"`), or report it as `"unknown"`, because its request may
   * have left before the process died. Anything else, and a promise, refuses the journal.
   */
  decide(index: number): "send" | "skip" | "unknown";
  /**
   * Resolves once it is on disk that these inputs are about to be sent; a failure stops the run before they are. Called
   * again for a retry.
   *
   * @param details how their messages can be found among the reports afterwards, where they can
   */
  intend(indices: readonly number[], details?: IntentDetails): Promise<void>;
  /**
   * How old what `intend` recorded may be when the request leaves, in milliseconds, where others may take the run over
   * after that; it is recorded anew then. Default: a minute, which is the most in any case.
   */
  freshMs?(details: IntentDetails): number;
  /**
   * Resolves when the next request may leave, where the journal paces the requests of several runs; called before
   * `intend`, also for a retry. A failure stops the run before the request leaves.
   *
   * @param signal fires when the run stops
   * @param attempt 1 for the first of a request
   */
  turn?(signal: AbortSignal, attempt: number): Promise<void>;
  /** Hears that the run makes a pause before a retry, and why. Must not throw. */
  paused?(delayMs: number, error: SmnError): void;
  /** Records outcomes. Resolves once they are written, so that a killed process does not lose them. */
  settle(settlements: readonly Settlement[]): Promise<void>;
  /**
   * Whether an earlier request may have sent an input that `decide` wants sent again. Such an input stays `unknown` unless
   * it is accepted now, also when it was refused or could not be sent. Anything but `false` and `undefined` counts as yes;
   * an exception does so too, and stops the run. Default: none may have been.
   */
  isDoubtful?(index: number): boolean;
  /** Where the run's messages go, as `bind` recorded it. A run with another project or address is refused. */
  readonly sender?: JournalSender | undefined;
  /** Records where the messages go; called before the first `intend` of a run, while there is no `sender`. */
  bind?(sender: JournalSender): Promise<void>;
  /**
   * The ranges of inputs of all intents so far, with the sum of their `digests`. A run compares them with its inputs,
   * and stops (`other_numbers`) before it sends to numbers whose messages were at other positions. Default: nothing is
   * compared.
   */
  intended?(): Iterable<IntendedRange> | AsyncIterable<IntendedRange>;
  /** Makes everything durable and closes the record. */
  close(): Promise<void>;
}

/** Where the messages of a run go. It gives no project id away. */
export interface JournalSender {
  /** A digest of project and run. */
  readonly project: string;
  /** Of the service: the `baseUrl` of the client. */
  readonly address: string;
}

/** Consecutive inputs of one intent. */
export interface IntendedRange {
  /** The first index. */
  readonly first: number;
  /** The last index. */
  readonly last: number;
  /** The sum of the `digests` of these inputs, modulo 2^32. */
  readonly digest: number;
}

/** The facts about a request that is about to leave, besides its inputs and the time. */
export interface IntentDetails {
  /** Messages without an `extend_code` of their own carry the run's `correlationToken`. */
  readonly correlate?: "extend_code" | undefined;
  /**
   * For each of the indices, 32 bits that tell whether the same number is at that position again (see `numberDigest`).
   * They are keyed by the run, and say nothing about the text.
   */
  readonly digests?: readonly number[] | undefined;
  /** How long the request may take, in milliseconds. */
  readonly timeoutMs?: number | undefined;
}

/** One sending of an input, or the beginning of one. */
export interface Attempt extends Omit<IntentDetails, "digests"> {
  /** When its request was about to leave, in milliseconds since the epoch. */
  readonly at: number;
  /**
   * Names the clock that `at` goes by: times with the same name can be compared, because nobody set the clock in between.
   * Absent where that is not known: then nothing shows when the request really left, and no absence of a report that it
   * was not sent.
   */
  readonly clock?: string | undefined;
  /**
   * When the outcome of this sending was recorded, or the next one began; in milliseconds since the epoch. Absent where
   * nothing was recorded since: nobody knows how long the request was under way.
   */
  readonly until?: number | undefined;
}

/** A span of time, in milliseconds since the epoch. */
export interface TimeSpan {
  /** Its first moment. */
  readonly start: number;
  /** Its last moment. */
  readonly end: number;
}

/** An input of which it is not known whether it was sent. */
export interface UnknownRecord {
  /** Which input it is, counted from 0. */
  readonly index: number;
  /** All sendings so far, in order: one or more. */
  readonly attempts: readonly Attempt[];
  /** Of the last request, where it had an answer. */
  readonly request_id?: string | undefined;
}

/** An input that the service accepted in its answer to a request. */
export interface AcceptedRecord {
  /** Which input it is, counted from 0. */
  readonly index: number;
  /** As the answer had it. */
  readonly message_id: string;
  /** The sending that was accepted. */
  readonly attempt: Attempt;
}

/** A journal that `reconcile` can work with. `openJournal` makes one. */
export interface ReconcilableJournal extends Pick<Journal, "runId" | "settle" | "sender" | "intended"> {
  /** The inputs that are `unknown`, or were about to be sent when a run ended, by ascending index. */
  unknowns(): AsyncIterable<UnknownRecord>;
  /**
   * The inputs that the service accepted **in its answer** to a request that was about to leave (`attempt.at`) in one of
   * these spans; in any order, and not those that `reconcile` found among the reports. They are the control sample:
   * only where reports show these as they were sent, `reconcile` takes a missing report for a message that was not
   * sent. A journal without this method gets no such verdict.
   *
   * @param spans by time, and apart from each other
   */
  accepted?(spans: readonly TimeSpan[]): AsyncIterable<AcceptedRecord>;
}

/** An outcome as a journal holds it. */
export interface JournalRecord {
  /** Which input it is, counted from 0. */
  readonly index: number;
  /** How it ended. */
  readonly status: OutcomeStatus;
  /** Of an accepted message. */
  readonly message_id?: string | undefined;
  /** Of the request, where there was an answer. */
  readonly request_id?: string | undefined;
  /** The service's code (`rejected`), or the kind of failure (`unsent`, `unknown`). */
  readonly code?: string | undefined;
  /** Why it was not accepted. */
  readonly reason?: string | undefined;
}
