import { describe, expect, it } from "vitest";
import { Source, type Inputs } from "../../src/bulk/source.js";
import { feed, range, settled } from "./support.js";

interface Puller<T> {
  source: Source<T>;
  taken: [number, unknown][];
  errors: unknown[];
  woken: number;
  /** Takes inputs until there are this many, now and whenever the source has further ones. */
  pull(most?: number): void;
}

function puller<T>(inputs: Inputs<T>): Puller<T> {
  let most = 0;
  const pullOn = (): void =>
    state.source.pull(
      () => state.taken.length < most,
      (input, index) => state.taken.push([index, input]),
    );
  const state: Puller<T> = {
    source: new Source<T>({
      inputs,
      woken: () => {
        state.woken++;
        pullOn();
      },
      failed: (error) => state.errors.push(error),
    }),
    taken: [],
    errors: [],
    woken: 0,
    pull: (count = Infinity) => {
      most = count;
      pullOn();
    },
  };
  return state;
}

describe("Source", () => {
  it("reads a list at once, as far as it is wanted, and numbers the inputs", () => {
    const state = puller({ each: "abcde".split("") });
    state.pull(3);
    expect(state.taken).toEqual([
      [0, "a"],
      [1, "b"],
      [2, "c"],
    ]);
    expect([state.source.isDone, state.source.isAsync]).toEqual([false, false]);
    state.pull();
    expect(state.taken.slice(3)).toEqual([
      [3, "d"],
      [4, "e"],
    ]);
    expect([state.source.isDone, state.woken, state.errors]).toEqual([true, 0, []]);
  });

  it("has one read of a stream under way at a time, and none that is not wanted", async () => {
    const inputs = feed<number>();
    const state = puller({ each: inputs });
    state.pull(2);
    state.pull(2);
    expect([inputs.asked, state.source.isAsync]).toEqual([1, true]);
    await inputs.give(5, 6, 7);
    expect(state.taken).toEqual([
      [0, 5],
      [1, 6],
    ]);
    expect([inputs.asked, state.woken, state.source.isDone]).toEqual([2, 2, false]);
  });

  it("takes lists of inputs apart, as far as they are wanted", async () => {
    const inputs = feed<readonly number[]>();
    const state = puller({ batches: inputs });
    state.pull(3);
    await inputs.give([5, 6], [], [7, 8, 9]);
    expect(state.taken.map(([, input]) => input)).toEqual([5, 6, 7]);
    const asked = inputs.asked;
    state.pull(5);
    expect(state.taken.slice(3)).toEqual([
      [3, 8],
      [4, 9],
    ]);
    expect(inputs.asked).toBe(asked);
  });

  it("hands over what was read of a stream and not taken", async () => {
    const inputs = feed<readonly number[]>();
    const state = puller({ batches: inputs });
    state.pull(1);
    await inputs.give([5, 6, 7]);
    const rest: [number, number][] = [];
    state.source.takeRest((input, index) => rest.push([index, input]));
    expect(rest).toEqual([
      [1, 6],
      [2, 7],
    ]);
    state.source.takeRest(() => expect.unreachable());
  });

  it("leaves the rest of a list that is no stream unread", () => {
    const state = puller({ each: range(5) });
    state.pull(2);
    state.source.takeRest(() => expect.unreachable());
  });

  it("wakes its reader at the end of a stream", async () => {
    const inputs = feed<number>();
    const state = puller({ each: inputs });
    state.pull();
    await inputs.give(5);
    expect([state.woken, state.source.isDone]).toEqual([1, false]);
    await inputs.end();
    expect([state.woken, state.source.isDone, inputs.returned]).toEqual([2, true, 0]);
  });

  it("is done when it fails, and tells why", async () => {
    const error = new Error("broken");
    const list = function* () {
      yield 1;
      throw error;
    };
    const throwing = {
      [Symbol.asyncIterator]: () => ({
        next() {
          throw error;
        },
      }),
    } as unknown as AsyncIterable<number>;
    const stream = async function* () {
      yield* list();
    };
    for (const each of [list(), stream(), throwing]) {
      const state = puller<unknown>({ each });
      state.pull();
      await settled();
      expect(state.errors).toEqual([error]);
      expect(state.source.isDone).toBe(true);
      state.pull();
      expect(state.errors).toHaveLength(1);
    }
  });

  it.each([[undefined], [null], [5]])("fails when its next result is %s", async (result) => {
    const broken = { [Symbol.asyncIterator]: () => ({ next: () => result }) } as never;
    const state = puller<unknown>({ each: broken });
    state.pull();
    await settled();
    expect(state.errors).toEqual([
      new TypeError("The source of the inputs gave something that is not the result of an iterator."),
    ]);
    expect(state.source.isDone).toBe(true);
  });

  it("reads nothing after it was closed, but hands over what was under way", async () => {
    const inputs = feed<number>();
    const state = puller({ each: inputs });
    const { source } = state;
    state.pull();
    await source.close();
    await source.close();
    expect([source.isDone, inputs.returned]).toEqual([false, 1]);
    await inputs.give(5);
    expect([state.taken, state.woken]).toEqual([[], 1]);
    const rest: [number, number][] = [];
    source.takeRest((input, index) => rest.push([index, input]));
    expect(rest).toEqual([[0, 5]]);
    expect([source.isDone, inputs.asked]).toEqual([true, 1]);
  });

  it("is closed without waiting for a stream that never gives its next input", async () => {
    const stuck = async function* () {
      yield 1;
      await new Promise(() => undefined);
    };
    const state = puller({ each: stuck() });
    state.pull();
    await settled();
    expect(state.taken).toEqual([[0, 1]]);
    await state.source.close();
    expect(state.source.isDone).toBe(false);
  });

  it("does not close what has come to its end", async () => {
    let returned = 0;
    const rest = range(2);
    const state = puller<number>({
      each: {
        [Symbol.iterator]: () => ({
          next: () =>
            rest.length === 0 ? { value: undefined, done: true } : { value: rest.shift()!, done: false },
          return() {
            returned++;
            return { value: undefined, done: true };
          },
        }),
      },
    });
    state.pull();
    await state.source.close();
    expect(returned).toBe(0);
  });

  it("closes a list that was not read to its end, where it can be closed", async () => {
    let closed = 0;
    const list = function* () {
      try {
        yield* range(5);
      } finally {
        closed++;
      }
    };
    const state = puller({ each: list() });
    state.pull(2);
    await state.source.close();
    expect([closed, state.source.isDone]).toEqual([1, true]);
    const plain: Iterable<number> = {
      [Symbol.iterator]: () => ({ next: () => ({ value: 1, done: false }) }),
    };
    const other = puller({ each: plain });
    other.pull(2);
    await other.source.close();
    expect(other.source.isDone).toBe(true);
  });

  it("waits for the end of a stream that is not reading, and for none that cannot be closed", async () => {
    let closed = 0;
    const stream = async function* () {
      try {
        yield* range(5);
      } finally {
        await settled();
        closed++;
      }
    };
    const state = puller({ each: stream() });
    state.pull(2);
    await settled();
    await state.source.close();
    expect([closed, state.source.isDone]).toEqual([1, true]);
    for (const isReading of [false, true]) {
      const next = (): Promise<IteratorResult<number>> =>
        isReading ? new Promise(() => undefined) : Promise.resolve({ value: 1, done: false });
      const plain = puller({ each: { [Symbol.asyncIterator]: () => ({ next }) } });
      plain.pull(1);
      await settled();
      await plain.source.close();
      expect(plain.source.isDone).toBe(!isReading);
    }
  });
});
