import type { ClientCore } from "../client.js";
import type { Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { createDeferred } from "../base/deferred.js";
import type { Outcome } from "../messages/outcome.js";
import type { Batch } from "./batch.js";
import { claimJournal } from "../journal/claimJournal.js";
import { Intake } from "./intake.js";
import { Linger } from "./linger.js";
import { Planner } from "./planner.js";
import { createPrepare } from "./prepare.js";
import { Recorder } from "./recorder.js";
import { Requester } from "./requester.js";
import type { RunSettings } from "./runSettings.js";
import type { RunState, Stop } from "./runState.js";
import { Source, type Inputs } from "./source.js";
import { interrupted, journalFailed, stoppedEarly } from "./stopErrors.js";
import { withoutReentry } from "./withoutReentry.js";

export interface RunOptions<T> {
  readonly core: ClientCore;
  readonly clock: Clock;
  readonly inputs: Inputs<T>;
  readonly settings: RunSettings<T>;
  /** Gives the correlation token of an input, where messages get one. */
  readonly tokenOf: ((index: number) => string) | undefined;
}

/**
 * One run of `sendAll`, as the iterator of its outcomes.
 *
 * ```
 * idle ──next──▶ running ──inputs read, all settled──▶ finished ──source closed──▶ closed
 *   │               │ error, abort, loop left              ▲
 *   │               ▼                                      │
 *   └──return──▶ stopping ──requests in flight settled─────┘
 * ```
 *
 * - `running`: inputs are read, requests leave.
 * - `stopping`: nothing is read or sent any more. Requests in flight are awaited; everything that was read and not sent
 *   gets its outcome.
 * - `finished`: every input that was read has its outcome in the outbox, or with the consumer.
 * - `closed`: the iteration ends when the outbox is empty. Outcomes that still come (a read that was under way) go to
 *   `onUndelivered`.
 *
 * All of it happens in `#pump`, which runs after every change: in the source, an answer, the journal, the linger or the
 * consumer, and when the run is stopped.
 */
export class Run<T> implements AsyncIterableIterator<Outcome<T>> {
  readonly #settings: RunSettings<T>;
  readonly #intake: Intake<T>;
  readonly #planner: Planner<T>;
  readonly #requester: Requester<T>;
  readonly #recorder: Recorder<T>;
  readonly #linger: Linger;
  /** Gives the journal back. */
  #release: (() => void) | undefined;
  /** Ends pauses and pacing when the run stops; requests that are under way are left alone. */
  readonly #halt = new AbortController();
  readonly #closed = createDeferred();
  #state: RunState = { name: "idle" };
  #inFlight = 0;
  /** Whether the consumer left the loop: then there is nobody to throw to. */
  #isAbandoned = false;

  constructor({ core, clock, inputs, settings, tokenOf }: RunOptions<T>) {
    this.#settings = settings;
    this.#planner = new Planner(settings, core.createBody);
    this.#requester = new Requester({ core, clock, settings, halt: this.#halt.signal, stopBy: this.#stopBy });
    this.#linger = new Linger({ clock, ms: settings.lingerMs, onOver: this.#pump });
    this.#recorder = new Recorder({
      journal: settings.journal,
      onUndelivered: settings.onUndelivered,
      recorded: this.#pump,
      failed: this.#stopBy,
    });
    this.#intake = new Intake({
      source: new Source({ inputs, woken: this.#pump, failed: this.#stopBy }),
      prepare: createPrepare(core, settings, tokenOf),
      planner: this.#planner,
      recorder: this.#recorder,
      journal: settings.journal,
      mayRead: () => this.#isRunning && !this.#isBlocked,
      stopBy: this.#stopBy,
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Outcome<T>, undefined>> {
    this.#start();
    return this.#recorder.outbox.next();
  }

  /** The same iteration, in batches of the outcomes that came together. */
  batches(): AsyncIterableIterator<readonly Outcome<T>[]> {
    const batches: AsyncIterableIterator<readonly Outcome<T>[]> = {
      [Symbol.asyncIterator]: () => batches,
      next: () => {
        this.#start();
        return this.#recorder.outbox.nextBatch();
      },
      return: () => this.return(),
      throw: (error) => this.throw(error),
    };
    return batches;
  }

  /** The loop was left: nothing more is sent; requests under way are awaited and recorded. */
  async return(): Promise<IteratorReturnResult<undefined>> {
    this.#isAbandoned = true;
    if (this.#state.name === "idle") this.#state = { name: "running" };
    this.#stopBy(interrupted());
    await this.#closed.promise;
    this.#recorder.abandon();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<never> {
    await this.return();
    throw error;
  }

  #start(): void {
    if (this.#state.name !== "idle") return;
    this.#state = { name: "running" };
    const { signal, journal } = this.#settings;
    try {
      if (journal !== undefined) this.#release = claimJournal(journal);
    } catch (error) {
      this.#stopBy(journalFailed(error));
      return;
    }
    signal?.addEventListener("abort", this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    else if (journal?.intended !== undefined) void this.#load();
    else this.#pump();
  }

  async #load(): Promise<void> {
    try {
      await this.#intake.load();
    } catch (error) {
      this.#stopBy(journalFailed(error));
    }
    this.#pump();
  }

  readonly #onAbort = (): void => this.#stopBy(interrupted());

  readonly #stopBy = (error: unknown): void => {
    if (error instanceof SmnError && error.reason === "lost") this.#recorder.stopWriting(error);
    if (this.#state.name !== "running") return;
    this.#state = { name: "stopping", stop: { error } };
    this.#halt.abort();
    this.#pump();
  };

  get #isRunning(): boolean {
    return this.#state.name === "running";
  }

  get #stop(): Stop | undefined {
    return "stop" in this.#state ? this.#state.stop : undefined;
  }

  readonly #pump = withoutReentry(() => {
    this.#fillAndLaunch();
    if (this.#stop !== undefined) this.#intake.giveUp(this.#stop.error);
    // Outcomes that went to a waiting consumer at once have made room for further inputs.
    if (this.#isFlushDue && this.#recorder.flush()) this.#pump();
    this.#lingerIfNeeded();
    // Not afterwards: then the outbox is to say when the journal may be given back.
    if (this.#isRunning && this.#isBlocked) this.#recorder.outbox.onceEmpty(this.#pump);
    this.#finishIfDone();
  });

  /** Whether a consumer or a journal does not keep up. */
  get #isBlocked(): boolean {
    const { batchSize, concurrency } = this.#settings;
    return this.#recorder.backlog >= batchSize || this.#recorder.recording >= batchSize * concurrency;
  }

  #fillAndLaunch(): void {
    while (this.#isRunning && this.#inFlight < this.#requester.concurrency && !this.#isBlocked) {
      this.#intake.read();
      const mayLeave = this.#planner.isFull || this.#intake.isDone || this.#linger.isOver;
      if (!this.#isRunning || this.#planner.isEmpty || !mayLeave) return;
      this.#launch(this.#planner.take());
    }
  }

  /** Outcomes that trickle in from a stream wait for others, so that the journal gets no line for each. */
  get #isFlushDue(): boolean {
    if (!this.#isRunning || !this.#intake.isAsync || this.#intake.isDone) return true;
    return this.#linger.isOver || this.#recorder.local >= this.#settings.batchSize;
  }

  #lingerIfNeeded(): void {
    if (this.#planner.isEmpty && this.#recorder.local === 0) this.#linger.end();
    else if (this.#isRunning && this.#intake.isAsync) this.#linger.start();
    else this.#linger.end();
  }

  #launch(batch: Batch<T>): void {
    this.#linger.end();
    this.#inFlight++;
    void this.#requester.send(batch).then((dispositions) => {
      this.#planner.release(batch);
      this.#inFlight--;
      this.#recorder.record(batch, dispositions);
      this.#pump();
    });
  }

  #finishIfDone(): void {
    const { name } = this.#state;
    if (name !== "running" && name !== "stopping") return;
    if (this.#inFlight > 0 || !this.#recorder.isIdle) return;
    if (name === "running" && !this.#intake.isAllPlanned) return;
    const stop = this.#stop;
    this.#state = { name: "finished", stop };
    this.#linger.close();
    this.#settings.signal?.removeEventListener("abort", this.#onAbort);
    const close = (): void => {
      this.#releaseWhenSeen();
      this.#state = { name: "closed", stop };
      const isThrown = stop !== undefined && !this.#isAbandoned;
      this.#recorder.close(isThrown ? { error: stoppedEarly(stop.error) } : undefined);
      this.#closed.resolve();
    };
    // An error of the source while closing cannot change the outcomes any more.
    void this.#intake.close().then(close, close);
  }

  /** An outcome that nobody has seen yet may be out of date as soon as another run uses the journal. */
  #releaseWhenSeen(): void {
    const release = this.#release;
    const { outbox } = this.#recorder;
    if (release === undefined) return;
    if (outbox.size === 0) release();
    else outbox.onceEmpty(release);
  }
}
