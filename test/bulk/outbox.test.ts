import { describe, expect, it } from "vitest";
import { Outbox } from "../../src/bulk/outbox.js";

const DONE = { value: undefined, done: true };
const push = (box: Outbox<number>, ...values: number[]): void => box.push(values);
const item = (value: number) => ({ value, done: false });

describe("Outbox", () => {
  it("hands out in order, to consumers that came before and after", async () => {
    const box = new Outbox<number>();
    const early = [box.next(), box.next()];
    push(box, 1);
    push(box, 2, 3, 4);
    expect(box.size).toBe(2);
    expect(await Promise.all([...early, box.next(), box.next()])).toEqual([1, 2, 3, 4].map(item));
  });

  it("hands out what it holds before it ends", async () => {
    const box = new Outbox<number>();
    push(box, 1);
    box.end();
    expect(await box.next()).toEqual(item(1));
    expect(await box.next()).toEqual(DONE);
    expect(await box.next()).toEqual(DONE);
  });

  it("throws once, after what it holds, then is over", async () => {
    const box = new Outbox<number>();
    push(box, 1);
    box.fail(new Error("broken"));
    expect(await box.next()).toEqual(item(1));
    await expect(box.next()).rejects.toMatchObject({ message: "broken" });
    expect(await box.next()).toEqual(DONE);
  });

  it("throws undefined as it throws anything else", async () => {
    const box = new Outbox<number>();
    box.fail(undefined);
    const thrown = await box.next().then(
      () => "nothing",
      (error: unknown) => ({ error }),
    );
    expect(thrown).toEqual({ error: undefined });
  });

  it("throws to the first of those who wait, and lets the others go", async () => {
    const box = new Outbox<number>();
    const waiting = [box.next(), box.next()];
    box.fail(new Error("broken"));
    await expect(waiting[0]).rejects.toThrow("broken");
    expect(await waiting[1]).toEqual(DONE);
    expect(await box.next()).toEqual(DONE);
  });

  it("calls back once when the last one is taken, not before", async () => {
    const box = new Outbox<number>();
    let calls = 0;
    push(box, 1);
    push(box, 2);
    box.onceEmpty(() => calls++);
    await box.next();
    expect(calls).toBe(0);
    await box.next();
    expect(calls).toBe(1);
    push(box, 3);
    await box.next();
    expect(calls).toBe(1);
  });

  it("gives the rest to one who leaves", async () => {
    const box = new Outbox<number>();
    push(box, 1, 2);
    push(box, 3);
    await box.next();
    expect(box.takeRest()).toEqual([2, 3]);
    expect(box.takeRest()).toEqual([]);
    expect(box.size).toBe(0);
  });

  it("tells that nothing is left when the rest was taken", () => {
    const box = new Outbox<number>();
    let calls = 0;
    push(box, 1);
    box.onceEmpty(() => calls++);
    box.takeRest();
    expect(calls).toBe(1);
  });

  it("passes over batches of nothing", async () => {
    const box = new Outbox<number>();
    const early = box.next();
    push(box);
    push(box, 1);
    expect(await early).toEqual(item(1));
    push(box);
    push(box, 2);
    expect([await box.nextBatch(), box.size]).toEqual([{ value: [2], done: false }, 0]);
  });

  it("replaces what waits, and that alone", async () => {
    const box = new Outbox<number>();
    push(box, 1, 2);
    push(box, 3);
    expect(await box.next()).toEqual(item(1));
    box.revise((value) => value * 10);
    push(box, 4);
    expect(box.size).toBe(3);
    expect([await box.next(), await box.next(), await box.next()]).toEqual([20, 30, 4].map(item));
  });

  it("ends for everyone who waits", async () => {
    const box = new Outbox<number>();
    const waiting = [box.next(), box.nextBatch()];
    box.end();
    expect(await Promise.all(waiting)).toEqual([DONE, DONE]);
    push(box, 1);
    expect(await box.next()).toEqual(item(1));
  });

  it("hands out together what came together, or the rest of it", async () => {
    const box = new Outbox<number>();
    const early = [box.nextBatch(), box.next()];
    push(box, 1, 2);
    push(box, 3, 4, 5);
    push(box, 6, 7);
    expect(await early[0]).toEqual({ value: [1, 2], done: false });
    expect(await early[1]).toEqual(item(3));
    expect(await box.nextBatch()).toEqual({ value: [4, 5], done: false });
    expect(await box.next()).toEqual(item(6));
    let calls = 0;
    box.onceEmpty(() => calls++);
    expect(await box.nextBatch()).toEqual({ value: [7], done: false });
    expect([box.size, calls]).toEqual([0, 1]);
    box.end();
    expect(await box.nextBatch()).toEqual(DONE);
  });

  it("keeps order and size when it is never quite empty", async () => {
    const box = new Outbox<number>();
    push(box, 0);
    for (let value = 1; value < 5_000; value++) {
      push(box, value);
      expect(await box.next()).toEqual(item(value - 1));
      expect(box.size).toBe(1);
    }
    expect(box.takeRest()).toEqual([4_999]);
  });
});
