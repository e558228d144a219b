import { describe, expect, it } from "vitest";
import { Source } from "../../src/bulk/source.js";
import { feed, range, settled } from "./support.js";

interface Puller {
  taken: [number, unknown][];
  errors: unknown[];
  woken: number;
  pull(): void;
}

/** Pulls from a source until `most` inputs are there. */
function puller<T>(source: Source<T>, most = Infinity): Puller {
  const state: Puller = {
    taken: [],
    errors: [],
    woken: 0,
    pull: () =>
      source.pull(
        () => state.taken.length < most,
        (input, index) => state.taken.push([index, input]),
        () => state.woken++,
        (error) => state.errors.push(error),
      ),
  };
  return state;
}

describe("Source", () => {
  it("reads a list at once, as far as it is wanted, and numbers the inputs", () => {
    const source = new Source("abcde".split(""));
    const state = puller(source, 3);
    state.pull();
    expect(state.taken).toEqual([
      [0, "a"],
      [1, "b"],
      [2, "c"],
    ]);
    expect([source.isDone, source.isAsync]).toEqual([false, false]);
    const rest = puller(source);
    rest.pull();
    expect(rest.taken).toEqual([
      [3, "d"],
      [4, "e"],
    ]);
    expect(source.isDone).toBe(true);
  });

  it("has one read of a stream under way at a time", async () => {
    const inputs = feed<number>();
    const source = new Source(inputs);
    const state = puller(source, 2);
    state.pull();
    state.pull();
    expect(inputs.asked).toBe(1);
    await inputs.give(5, 6, 7);
    expect(state.taken).toEqual([
      [0, 5],
      [1, 6],
    ]);
    // It was full: the reader was woken, and nothing more was asked for.
    expect([inputs.asked, state.woken]).toEqual([2, 1]);
    expect(source.isDone).toBe(false);
  });

  it("takes the results at once that a stream has at hand, and waits for the others", async () => {
    const given = [1, 2, Promise.resolve(3), 4, undefined];
    const inputs = {
      [Symbol.asyncIterator]: () => ({
        next: () => {
          const one = given.shift();
          if (one === undefined) return { value: undefined, done: true };
          return one instanceof Promise
            ? one.then((value) => ({ value, done: false }))
            : { value: one, done: false };
        },
      }),
    } as unknown as AsyncIterable<number>;
    const source = new Source(inputs);
    const state = puller(source);
    state.pull();
    expect(state.taken).toEqual([
      [0, 1],
      [1, 2],
    ]);
    expect(source.isDone).toBe(false);
    await settled();
    expect(state.taken.slice(2)).toEqual([
      [2, 3],
      [3, 4],
    ]);
    expect([source.isDone, state.woken]).toEqual([true, 1]);
  });

  it("takes no more results at hand than are wanted", () => {
    let asked = 0;
    const endless = {
      [Symbol.asyncIterator]: () => ({ next: () => ({ value: asked++, done: false }) }),
    } as unknown as AsyncIterable<number>;
    const source = new Source(endless);
    const state = puller(source, 3);
    state.pull();
    expect([asked, state.taken.length, source.isDone]).toEqual([3, 3, false]);
  });

  it("wakes its reader at the end of a stream", async () => {
    const inputs = feed<number>();
    const source = new Source(inputs);
    const state = puller(source);
    state.pull();
    await inputs.give(5);
    expect(state.woken).toBe(0);
    await inputs.end();
    expect([state.woken, source.isDone, inputs.returned]).toEqual([1, true, 0]);
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
    for (const inputs of [list(), stream(), throwing]) {
      const source = new Source<unknown>(inputs);
      const state = puller(source);
      state.pull();
      await settled();
      expect(state.errors).toEqual([error]);
      expect(source.isDone).toBe(true);
      state.pull();
      expect(state.errors).toHaveLength(1);
    }
  });

  it("reads nothing after it was closed, but hands over what was under way", async () => {
    const inputs = feed<number>();
    const source = new Source(inputs);
    const state = puller(source);
    state.pull();
    await source.close();
    await source.close();
    expect([source.isDone, inputs.returned]).toEqual([false, 1]);
    await inputs.give(5);
    expect(state.taken).toEqual([[0, 5]]);
    expect([source.isDone, inputs.asked]).toEqual([true, 1]);
  });

  it("is closed without waiting for a stream that never gives its next input", async () => {
    const stuck = async function* () {
      yield 1;
      await new Promise(() => undefined);
    };
    const source = new Source(stuck());
    const state = puller(source);
    state.pull();
    await settled();
    expect(state.taken).toEqual([[0, 1]]);
    await source.close();
    expect(source.isDone).toBe(false);
  });

  it("does not close what has come to its end", async () => {
    let returned = 0;
    const rest = range(2);
    const source = new Source<number>({
      [Symbol.iterator]: () => ({
        next: () =>
          rest.length === 0 ? { value: undefined, done: true } : { value: rest.shift()!, done: false },
        return() {
          returned++;
          return { value: undefined, done: true };
        },
      }),
    });
    puller(source).pull();
    await source.close();
    expect(returned).toBe(0);
  });
});
