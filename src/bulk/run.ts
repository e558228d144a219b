import type { ClientCore } from "../client.js";
import type { Clock } from "../base/clock.js";
import { dispositionOf } from "../http/dispositionOf.js";
import type { Examine } from "../messages/createExaminer.js";
import type { Disposition, Outcome } from "../messages/outcome.js";
import type { SmsMessage } from "../messages/types.js";
import type { Batch } from "./batch.js";
import type { Journal } from "../journal/journal.js";
import { Planner } from "./planner.js";
import { Recorder } from "./recorder.js";
import { Requester } from "./requester.js";
import type { RunSettings } from "./runSettings.js";
import { Source } from "./source.js";
import { causedByStop, interrupted, journalFailed, stoppedEarly } from "./stopErrors.js";

/**
 * One run of `sendAll`. Everything happens in `#pump`, which is called whenever something changed: it reads inputs,
 * starts requests while there is room, and ends the run.
 */
export class Run<T> implements AsyncIterableIterator<Outcome<T>> {
  readonly #clock: Clock;
  readonly #settings: RunSettings<T>;
  readonly #source: Source<T>;
  readonly #examine: Examine;
  readonly #planner: Planner<T>;
  readonly #requester: Requester<T>;
  readonly #recorder: Recorder<T>;
  readonly #tokenOf: ((index: number) => string) | undefined;
  /** Ends pauses and pacing when the run stops; requests that are under way are left alone. */
  readonly #halt = new AbortController();
  #lingering: AbortController | undefined;
  #lingerDue = false;
  #inFlight = 0;
  #isPumping = false;
  #pumpAgain = false;
  /** While an input is between the source and its place: the run must not end without it. */
  #isTaking = false;
  #state: "idle" | "running" | "finished" | "closed" = "idle";
  #stop: { error: unknown } | undefined;
  /** Set when the consumer left; `resolve` ends its `return`. */
  #left: { finished: Promise<void>; resolve: () => void } | undefined;

  constructor(
    core: ClientCore,
    clock: Clock,
    inputs: Iterable<T> | AsyncIterable<T>,
    settings: RunSettings<T>,
    tokenOf?: (index: number) => string,
  ) {
    this.#clock = clock;
    this.#tokenOf = tokenOf;
    this.#settings = settings;
    this.#source = new Source(inputs);
    this.#examine = core.createExaminer();
    this.#planner = new Planner(settings, core.createBody);
    this.#requester = new Requester({ core, clock, settings, halt: this.#halt.signal, stopBy: this.#stopBy });
    this.#recorder = new Recorder({
      journal: settings.journal,
      onUndelivered: settings.onUndelivered,
      recorded: this.#pump,
      failed: this.#stopBy,
    });
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<Outcome<T>>> {
    if (this.#state === "idle") this.#start();
    return this.#recorder.outbox.next();
  }

  /** The next outcome where one is there already, as `next` would give it; to be called after a `next`. */
  takeReady(): Outcome<T> | undefined {
    return this.#recorder.outbox.takeReady();
  }

  /** The loop was left: nothing more is sent, and what is under way is awaited and recorded. */
  async return(): Promise<IteratorResult<Outcome<T>>> {
    if (this.#left === undefined && this.#state !== "closed") {
      this.#left = departure();
      if (this.#state === "idle") this.#state = "running";
      this.#stopBy(interrupted());
    }
    await this.#left?.finished;
    this.#recorder.abandon();
    return { value: undefined, done: true };
  }

  async throw(error: unknown): Promise<IteratorResult<Outcome<T>>> {
    await this.return();
    throw error;
  }

  #start(): void {
    this.#state = "running";
    const { signal } = this.#settings;
    signal?.addEventListener("abort", this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    else this.#pump();
  }

  readonly #onAbort = (): void => this.#stopBy(interrupted());

  readonly #pump = (): void => {
    this.#pumpAgain = true;
    if (this.#isPumping) return;
    this.#isPumping = true;
    while (this.#pumpAgain) {
      this.#pumpAgain = false;
      this.#fillAndLaunch();
      if (this.#stop !== undefined) this.#giveUpPlanned(this.#stop.error);
      // What went to a waiting consumer at once has made room for further inputs.
      if (this.#recorder.flush()) this.#pumpAgain = true;
    }
    this.#isPumping = false;
    if (this.#isBlocked) this.#recorder.outbox.onceEmpty(this.#pump);
    this.#finishIfDone();
  };

  /** By a consumer, or a journal, that does not keep up. */
  get #isBlocked(): boolean {
    const { batchSize, concurrency } = this.#settings;
    return this.#recorder.backlog >= batchSize || this.#recorder.recording >= batchSize * concurrency;
  }

  #fillAndLaunch(): void {
    while (this.#stop === undefined && this.#inFlight < this.#requester.concurrency && !this.#isBlocked) {
      this.#source.pull(this.#wants, this.#take, this.#pump, this.#stopBy);
      const mayLeave = this.#planner.isFull || this.#source.isDone || this.#lingerDue;
      if (this.#stop !== undefined || this.#planner.isEmpty) return;
      if (!mayLeave) {
        this.#linger();
        return;
      }
      this.#launch(this.#planner.take());
    }
  }

  readonly #wants = (): boolean => this.#stop === undefined && !this.#planner.isFull && !this.#isBlocked;

  readonly #take = (input: T, index: number): void => {
    this.#isTaking = true;
    const decided = this.#stop === undefined ? this.#plan(input, index) : causedByStop(this.#stop.error);
    if (decided !== undefined) this.#recorder.decide(index, input, decided);
    this.#isTaking = false;
    if (this.#stop !== undefined) this.#pump();
    else if (!this.#isPumping) this.#linger(); // otherwise it follows when nothing more is at hand
  };

  /** Puts an input into the plan, or tells its outcome where it needs no request. */
  #plan(input: T, index: number): Disposition | undefined {
    let decision: ReturnType<Journal["decide"]>;
    try {
      decision = this.#settings.journal?.decide(index) ?? "send";
    } catch (error) {
      const failure = journalFailed(error);
      this.#stopBy(failure);
      return causedByStop(failure);
    }
    if (decision === "skip") return undefined;
    if (decision === "unknown") return dispositionOf(interrupted("maybe"));
    const { toMessage } = this.#settings;
    const made = toMessage?.(input, index);
    if (made !== undefined && "issues" in made) return { status: "invalid", issues: made.issues };
    const message = made === undefined ? (input as unknown as SmsMessage) : made.message;
    const checked = this.#examine(message);
    if ("issues" in checked) return { status: "invalid", issues: checked.issues };
    const tokenOf = this.#tokenOf;
    const { key, partialJson } = checked;
    const isPlain = tokenOf === undefined || checked.hasCode;
    const json = isPlain ? `${partialJson}}` : `${partialJson},"extend_code":"${tokenOf(index)}"}`;
    this.#planner.add({ index, input, message: checked, key, json });
    return undefined;
  }

  /** Lets what does not fill a request leave when it has waited long enough: messages, and outcomes. */
  #linger(): void {
    if (!this.#source.isAsync || this.#lingering !== undefined || this.#lingerDue) return;
    this.#lingering = new AbortController();
    this.#clock.sleep(this.#settings.lingerMs, this.#lingering.signal).then(
      () => {
        this.#lingering = undefined;
        this.#lingerDue = !this.#planner.isEmpty;
        this.#pump();
      },
      () => undefined, // the request has left already
    );
  }

  #endLinger(): void {
    this.#lingering?.abort(LEFT); // with a reason, because to make one is dear
    this.#lingering = undefined;
    this.#lingerDue = false;
  }

  #launch(batch: Batch<T>): void {
    this.#endLinger();
    this.#inFlight++;
    void this.#requester.send(batch).then((dispositions) => {
      this.#planner.settle(batch);
      this.#inFlight--;
      this.#recorder.record(batch, dispositions);
      this.#pump();
    });
  }

  readonly #stopBy = (error: unknown): void => {
    if (this.#stop !== undefined || this.#state === "finished" || this.#state === "closed") return;
    this.#stop = { error };
    this.#halt.abort();
    this.#endLinger();
    this.#pump();
  };

  #giveUpPlanned(error: unknown): void {
    for (const { index, input } of this.#planner.drain())
      this.#recorder.decide(index, input, causedByStop(error));
  }

  #finishIfDone(): void {
    if (this.#state !== "running" || this.#isTaking || this.#inFlight > 0 || !this.#recorder.isIdle) return;
    if (this.#stop === undefined && !(this.#source.isDone && this.#planner.pending === 0)) return;
    this.#state = "finished";
    this.#endLinger();
    this.#settings.signal?.removeEventListener("abort", this.#onAbort);
    const close = (): void => {
      this.#state = "closed";
      const failed = this.#stop !== undefined && this.#left === undefined;
      this.#recorder.close(failed ? { error: stoppedEarly(this.#stop?.error) } : undefined);
      this.#left?.resolve();
    };
    // What the source does on closing cannot change the outcomes any more.
    void this.#source.close().then(close, close);
  }
}

const LEFT = "the request has left";

function departure(): { finished: Promise<void>; resolve: () => void } {
  let resolve!: () => void;
  const finished = new Promise<void>((done) => (resolve = done));
  return { finished, resolve };
}
