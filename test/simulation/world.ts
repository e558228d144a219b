interface Event {
  readonly at: number;
  readonly order: number;
  readonly run: () => void;
  isCancelled: boolean;
}

/** Everything that happens in a simulation, in the order of simulated time. Real time plays no part in it. */
export class World {
  /** True time, in milliseconds since the epoch. Clocks of machines may differ from it. */
  now: number = Date.parse("2026-03-01T08:00:00Z");
  readonly #heap: Event[] = [];
  #order = 0;
  /** How many events have happened. */
  events = 0;
  readonly #tell: ((line: string) => void) | undefined;
  #held: Promise<unknown> | undefined;

  /** @param tell is told what happens, for whoever looks for the cause of a violation */
  constructor(tell?: (line: string) => void) {
    this.#tell = tell;
  }

  /** @param line makes the line, when somebody wants it */
  trace(line: () => string): void {
    this.#tell?.(`${new Date(this.now).toISOString()} ${line()}`);
  }

  /** @returns what takes the event back */
  after(delayMs: number, run: () => void): () => void {
    const event: Event = {
      at: this.now + Math.max(0, delayMs),
      order: this.#order++,
      run,
      isCancelled: false,
    };
    this.#heap.push(event);
    this.#up(this.#heap.length - 1);
    return () => {
      event.isCancelled = true;
    };
  }

  /** Lets nothing else happen until work of the real world has ended, which takes no simulated time. */
  hold(work: Promise<unknown>): void {
    this.#held = Promise.all([this.#held, work]);
  }

  /** Lets everything happen until `isOver`. Throws where nothing is left that could happen. */
  async run(isOver: () => boolean, mostEvents: number): Promise<void> {
    const last = this.events + mostEvents;
    for (;;) {
      await turn();
      while (this.#held !== undefined) {
        const held = this.#held;
        this.#held = undefined;
        await held;
        await turn();
      }
      if (isOver()) return;
      let event = this.#take();
      if (event === undefined) {
        // A stream or a source may have asked for turns of its own.
        for (let turns = 0; turns < 20 && this.#heap.length === 0 && !isOver(); turns++) await turn();
        if (isOver()) return;
        if (this.#held !== undefined) continue;
        event = this.#take();
        if (event === undefined) throw new Error("stuck: somebody waits for what never happens");
      }
      if (this.events++ > last) throw new Error("endless: something goes on and on");
      this.now = Math.max(this.now, event.at);
      event.run();
    }
  }

  #take(): Event | undefined {
    for (;;) {
      const first = this.#heap[0];
      if (first === undefined) return undefined;
      const last = this.#heap.pop() as Event;
      if (this.#heap.length > 0) {
        this.#heap[0] = last;
        this.#down();
      }
      if (!first.isCancelled) return first;
    }
  }

  #up(from: number): void {
    for (let at = from; at > 0;) {
      const parent = (at - 1) >> 1;
      if (!isBefore(this.#heap[at] as Event, this.#heap[parent] as Event)) return;
      this.#swap(at, parent);
      at = parent;
    }
  }

  #down(): void {
    for (let at = 0; ;) {
      let least = at;
      for (const child of [2 * at + 1, 2 * at + 2])
        if (child < this.#heap.length && isBefore(this.#heap[child] as Event, this.#heap[least] as Event))
          least = child;
      if (least === at) return;
      this.#swap(at, least);
      at = least;
    }
  }

  #swap(one: number, other: number): void {
    [this.#heap[one], this.#heap[other]] = [this.#heap[other] as Event, this.#heap[one] as Event];
  }
}

function isBefore(one: Event, other: Event): boolean {
  return one.at < other.at || (one.at === other.at && one.order < other.order);
}

/** Resolves when all promises that are settled by now have been followed up. */
function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
