import type { ClientCore } from "../client.js";
import type { Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { condemnsAccount, condemnsRun, dispositionOf } from "../http/dispositionOf.js";
import type { Correlated } from "../messages/correlate.js";
import type { Disposition } from "../messages/outcome.js";
import type { Batch } from "./batch.js";
import { createNumberDigest } from "../journal/numberDigest.js";
import type { IntentDetails, Journal } from "../journal/journal.js";
import { bindJournal } from "./bindJournal.js";
import { Pacer } from "./pacer.js";
import { recordIntent } from "./recordIntent.js";
import type { RunSettings } from "./runSettings.js";
import type { Notice } from "./sendAllOptions.js";
import { accountRefused, askedToWait, journalFailed } from "./stopErrors.js";

export interface RequesterOptions<T> {
  core: ClientCore;
  clock: Clock;
  settings: RunSettings<T>;
  /** Ends pauses and pacing; a request that is under way is left alone. */
  halt: AbortSignal;
  /** Called when the run must not go on. */
  stopBy: (error: unknown) => void;
}

/** Requests in flight until a key is known to work: more than five refused signatures would lock it. */
const UNPROVEN_CONCURRENCY = 4;

/** Sends the requests of a run: at the run's pace, with the intent recorded first, and reads their answers. */
export class Requester<T> {
  readonly #core: ClientCore;
  readonly #clock: Clock;
  readonly #settings: RunSettings<T>;
  readonly #pacer: Pacer;
  readonly #halt: AbortSignal;
  readonly #stopBy: (error: unknown) => void;
  #isProven = false;
  /** Resolves when the journal was found to be one of this client's project and address. */
  #bound: Promise<void> | undefined;
  #digestOf: ReturnType<typeof createNumberDigest> | undefined;

  constructor({ core, clock, settings, halt, stopBy }: RequesterOptions<T>) {
    this.#core = core;
    this.#clock = clock;
    this.#settings = settings;
    this.#pacer = new Pacer({ rate: settings.rate, clock });
    this.#halt = halt;
    this.#stopBy = stopBy;
  }

  /** How many requests may be in flight at the moment. */
  get concurrency(): number {
    const { concurrency } = this.#settings;
    return this.#isProven ? concurrency : Math.min(concurrency, UNPROVEN_CONCURRENCY);
  }

  /** Sends one request and returns the dispositions of its messages. Never throws. */
  async send(batch: Batch<T>): Promise<readonly Disposition[]> {
    try {
      const delivered = await this.#core.deliver(batch, {
        deadlineMs: this.#settings.deadlineMs,
        haltSignal: this.#halt,
        beforeAttempt: (attempt) => this.#beforeAttempt(batch, attempt),
        onPause: this.#onPause,
      });
      this.#isProven = true;
      this.#pacer.taken();
      this.#lookAt(delivered);
      return delivered.dispositions;
    } catch (error) {
      const failure = error instanceof SmnError ? error : unexpected();
      const disposition = dispositionOf(failure);
      const isOver = failure.code === "journal" || condemnsRun(failure);
      // Every further request would be told to wait as well.
      if (failure.sent === "no" && failure.retryAfterMs !== undefined)
        this.#stopBy(askedToWait(failure, failure.retryAfterMs, this.#clock.now()));
      if (isOver || (disposition.status === "unknown" && this.#settings.onUnknown === "stop"))
        this.#stopBy(failure);
      return Array.from(batch.indices, () => disposition);
    }
  }

  async #beforeAttempt({ indices, keys }: Batch<T>, attempt: number): Promise<void> {
    await this.#pacer.start(attempt === 1 ? indices.length : 0, this.#halt);
    this.#halt.throwIfAborted();
    const { journal, correlate } = this.#settings;
    if (journal === undefined) return;
    await this.#turn(journal, attempt);
    await (this.#bound ??= bindJournal(journal, this.#core, this.#halt));
    const digestOf = (this.#digestOf ??= createNumberDigest(journal.runId));
    const details: IntentDetails = {
      ...(correlate === undefined ? {} : { correlate }),
      timeoutMs: this.#core.timeoutMs,
      digests: indices.map((index, offset) => digestOf(index, keys[offset] ?? "")),
    };
    // For a retry as well: a search for its messages in the reports needs the time when it left.
    await recordIntent(journal, indices, details, this.#clock);
    this.#halt.throwIfAborted();
  }

  #tellJournal(delayMs: number, error: SmnError): void {
    try {
      this.#settings.journal?.paused?.(delayMs, error);
    } catch (failure) {
      this.#stopBy(journalFailed(failure));
    }
  }

  async #turn(journal: Journal, attempt: number): Promise<void> {
    try {
      await journal.turn?.(this.#halt, attempt);
    } catch (error) {
      this.#halt.throwIfAborted();
      throw journalFailed(error);
    }
    this.#halt.throwIfAborted();
  }

  readonly #onPause = (delayMs: number, error: SmnError): void => {
    if (error.status === 429) this.#pacer.throttled(delayMs);
    else this.#pacer.unreachable(delayMs);
    this.#tellJournal(delayMs, error);
    this.#notify({ kind: "pause", delayMs, error });
  };

  /** Stops the run where an outcome says that it must not go on. */
  #lookAt({ request_id, unusual, unmatched }: Correlated): void {
    if (unmatched.length > 0) this.#notify({ kind: "unmatched", request_id, results: unmatched });
    for (const one of unusual) {
      if (one.status === "rejected" && condemnsAccount(one.code)) this.#stopBy(accountRefused(one));
      if (one.status === "unknown" && this.#settings.onUnknown === "stop") this.#stopBy(one.cause);
    }
  }

  /**
   * An exception of the caller's function must not change an outcome: it ends the run like one of the source. So does the
   * rejection of one that is async, which nobody else would handle: it would end the process.
   */
  #notify(notice: Notice): void {
    try {
      const answer: unknown = this.#settings.onNotice?.(notice);
      void Promise.resolve(answer).then(undefined, this.#stopBy);
    } catch (error) {
      this.#stopBy(error);
    }
  }
}

function unexpected(): SmnError {
  return new SmnError("The request failed in an unexpected way. Messages may have been sent.", {
    code: "protocol",
    sent: "maybe",
  });
}
