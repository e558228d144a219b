import type { LedgerJob } from "../../../src/ledger/index.js";
import type { Random } from "../random.js";
import type { World } from "../world.js";

interface Entry {
  readonly job: LedgerJob;
  state: "waiting" | "taken" | "done";
  /** Counts deliveries: a worker speaks for its own only. */
  delivery: number;
  from: number;
}

/** A job in the hands of a worker. */
export interface Delivery {
  readonly job: LedgerJob;
  readonly done: () => void;
  readonly failed: (retryAfterMs: number) => void;
}

/** A queue as they all are: it delivers a job again when it has not heard from a worker, also to another one. */
export class SimEngine {
  readonly #world: World;
  readonly #random: Random;
  readonly #entries: readonly Entry[];
  /** How long it waits for a worker, in milliseconds. */
  readonly #patienceMs: number;

  constructor(world: World, random: Random, jobs: readonly LedgerJob[]) {
    this.#world = world;
    this.#random = random;
    this.#patienceMs = random.pick([300, 20_000, 60_000, 300_000]);
    this.#entries = jobs.map((job) => ({ job, state: "waiting", delivery: 0, from: 0 }));
  }

  get isDone(): boolean {
    return this.#entries.every(({ state }) => state === "done");
  }

  /** Gives a worker jobs that are to be sent. */
  take(most: number): Delivery[] {
    const { now } = this.#world;
    const free = this.#entries.filter(({ state, from }) => state === "waiting" && from <= now);
    return this.#random
      .shuffled(free)
      .slice(0, most)
      .map((entry) => this.#deliver(entry));
  }

  /** What an operator's "retry all" does. */
  runAgain(which: (key: string) => boolean = () => true): void {
    this.#world.trace(() => "jobs are delivered again");
    for (const entry of this.#entries)
      if (which(entry.job.key)) Object.assign(entry, { state: "waiting", from: 0 });
  }

  #deliver(entry: Entry): Delivery {
    entry.state = "taken";
    const delivery = ++entry.delivery;
    const end = (state: Entry["state"], from = 0): void => {
      if (entry.delivery === delivery && entry.state === "taken") Object.assign(entry, { state, from });
    };
    this.#world.after(this.#patienceMs, () => end("waiting"));
    return {
      job: entry.job,
      done: () => end("done"),
      failed: (retryAfterMs) => end("waiting", this.#world.now + retryAfterMs),
    };
  }
}
