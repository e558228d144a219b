import { getEventListeners } from "node:events";
import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { Notice } from "../../src/bulk/sendAllOptions.js";
import type { SmsMessage } from "../../src/messages/types.js";
import {
  byStatus,
  drain,
  feed,
  INVALID,
  manualClock,
  messageOf,
  messagesOf,
  numberOf,
  range,
  run,
  service,
  settled,
} from "./support.js";
import { usualId } from "../messages/support.js";

describe("sendAll", () => {
  it("gives every message its outcome, with its input and index", async () => {
    const inputs = messagesOf(25);
    const held = service();
    const { outcomes, error } = await drain(run(held, inputs, { batchSize: 10 }));
    expect(error).toBeUndefined();
    expect(held.requests.map(({ messages }) => messages.length)).toEqual([10, 10, 5]);
    expect(byStatus(outcomes)).toEqual({ accepted: range(25) });
    for (const outcome of outcomes) {
      expect(outcome.input).toBe(inputs[outcome.index]);
      expect(outcome).toMatchObject({
        message_id: usualId(`text ${outcome.index}`),
        endpoint: numberOf(outcome.index),
      });
    }
  });

  it("sends nothing until the first outcome is asked for", async () => {
    const held = service();
    const outcomes = run(held, messagesOf(3));
    await settled();
    expect(held.requests).toEqual([]);
    expect((await drain(outcomes)).outcomes).toHaveLength(3);
  });

  it("ends at once without inputs", async () => {
    expect(await drain(run(service(), []))).toEqual({ outcomes: [] });
  });

  it("keeps to its concurrency", async () => {
    const held = service("hold");
    const ended = drain(run(held, messagesOf(9), { batchSize: 1, concurrency: 3 }));
    for (let request = 0; request < 9; request++) {
      await settled();
      expect(held.open).toHaveLength(Math.min(3, 9 - request));
      held.open[0]!.accept();
    }
    expect((await ended).outcomes).toHaveLength(9);
  });

  it("has one message for a number under way at a time, in input order, however it is spelt", async () => {
    const spellings = ["+8613800000001", "13800000001", "0086 138-0000-0001", "8613800000001"];
    const held = service("hold");
    const ended = drain(
      run(
        held,
        spellings.map((endpoint, index) => messageOf(index, endpoint)),
      ),
    );
    for (const index of range(4)) {
      await settled();
      expect(held.open.map(({ messages }) => messages.map(({ message }) => message))).toEqual([
        [`text ${index}`],
      ]);
      held.open[0]!.accept();
    }
    expect(byStatus((await ended).outcomes)).toEqual({ accepted: range(4) });
  });

  it.each([1, 2, 5, 999])(
    "goes on after more invalid inputs in a row than a request holds (%i), from a list or a stream",
    async (batchSize) => {
      const inputs = [...Array.from({ length: batchSize * 3 }, () => INVALID), messageOf(1)];
      const stream = async function* () {
        yield* inputs;
      };
      for (const source of [inputs, stream()]) {
        const { outcomes, error } = await drain(run(service(), source, { batchSize }));
        expect(error).toBeUndefined();
        expect(byStatus(outcomes)).toEqual({ invalid: range(batchSize * 3), accepted: [batchSize * 3] });
      }
    },
  );

  it("makes an input invalid whose message cannot be made, and goes on", async () => {
    const { outcomes, error } = await drain(
      run(service(), range(4), {
        toMessage(input, index) {
          expect(index).toBe(input);
          if (input === 1) throw new Error("secret text");
          if (input === 2) return undefined as unknown as SmsMessage;
          return messageOf(input);
        },
      }),
    );
    expect(error).toBeUndefined();
    expect(byStatus(outcomes)).toEqual({ accepted: [0, 3], invalid: [1, 2] });
    expect(JSON.stringify(outcomes)).not.toContain("secret text");
  });

  it("tells of results that match nothing", async () => {
    const held = service("hold");
    const notices: Notice[] = [];
    const ended = drain(run(held, messagesOf(2), { onNotice: (notice) => notices.push(notice) }));
    await settled();
    held.open[0]!.answer([
      { endpoint: numberOf(0), message_id: "id" },
      { endpoint: numberOf(1), message_id: "id" },
      { endpoint: "+8615900000000", message_id: "other" },
    ]);
    const { outcomes, error } = await ended;
    expect(error).toBeUndefined();
    expect(byStatus(outcomes)).toEqual({ unknown: [0, 1] });
    expect(notices).toEqual([
      { kind: "unmatched", request_id: "request-0", results: [expect.stringContaining("****")] },
    ]);
  });

  it("calls a whole request unknown that failed in an unexpected way, and goes on", async () => {
    const held = service("hold");
    const ended = drain(run(held, messagesOf(4), { batchSize: 2, concurrency: 1 }));
    await settled();
    held.open[0]!.fail(new TypeError("a bug"));
    await settled();
    held.open[0]!.accept();
    const { outcomes, error } = await ended;
    expect(error).toBeUndefined();
    expect(byStatus(outcomes)).toEqual({ unknown: [0, 1], accepted: [2, 3] });
  });

  it("reads its options when it is called", () => {
    for (const options of [
      { concurrency: 0 },
      { concurrency: 1.5 },
      { batchSize: 0 },
      { batchSize: 1_000 },
      { rate: 0 },
      { rate: Number.NaN },
      { lingerMs: -1 },
      { deadlineMs: -1 },
      { maxBodyBytes: 10 },
      // A run that was to stop must not go on.
      { onUnknown: "Stop" as never },
      { onUnknown: true as never },
    ])
      expect(() => run(service(), [], options)).toThrow(SmnError);
  });

  it("holds a second's worth of messages in a request, at most", async () => {
    const clock = manualClock();
    const held = service();
    const ended = drain(run(held, messagesOf(10), { rate: 4, concurrency: 8 }, clock));
    for (let second = 0; second < 4; second++) {
      await settled();
      expect(held.requests.map(({ messages }) => messages.length)).toEqual([4, 4, 2].slice(0, second + 1));
      await clock.advance(1_000);
    }
    expect((await ended).outcomes).toHaveLength(10);
  });
});

describe("sendAll with a slow source", () => {
  it("lets a request leave that is not full after lingerMs", async () => {
    const clock = manualClock();
    const source = feed<SmsMessage>();
    const held = service("hold");
    const ended = drain(run(held, source, { lingerMs: 100 }, clock));
    await source.give(messageOf(0));
    await clock.advance(60);
    await source.give(messageOf(1));
    await clock.advance(39);
    expect(held.requests).toEqual([]);
    await clock.advance(1);
    expect(held.texts).toEqual(["text 0", "text 1"]);
    // The next one gets its own time.
    await source.give(messageOf(2));
    await clock.advance(99);
    expect(held.requests).toHaveLength(1);
    await clock.advance(1);
    expect(held.requests).toHaveLength(2);
    for (const request of [...held.open]) request.accept();
    await source.end();
    expect((await ended).outcomes).toHaveLength(3);
  });

  it("does not wait when a request is full, or the source at its end", async () => {
    const clock = manualClock();
    const source = feed<SmsMessage>();
    const held = service("hold");
    const ended = drain(run(held, source, { lingerMs: 100, batchSize: 2 }, clock));
    await source.give(...messagesOf(3));
    expect(held.texts).toEqual(["text 0", "text 1"]);
    await source.end();
    expect(held.texts).toEqual(["text 0", "text 1", "text 2"]);
    for (const request of [...held.open]) request.accept();
    expect((await ended).outcomes).toHaveLength(3);
    expect(clock.sleeping).toEqual([]);
  });

  it("lets a second message for a number leave without a further input", async () => {
    const clock = manualClock();
    const source = feed<SmsMessage>();
    const held = service("hold");
    const ended = drain(run(held, source, { lingerMs: 100 }, clock));
    await source.give(messageOf(0, numberOf(7)), messageOf(1, numberOf(7)));
    await clock.advance(100);
    expect(held.texts).toEqual(["text 0"]);
    held.open[0]!.accept();
    await settled();
    await clock.advance(100);
    expect(held.texts).toEqual(["text 0", "text 1"]);
    held.open[0]!.accept();
    await source.end();
    expect((await ended).outcomes).toHaveLength(2);
  });

  it("tells of an invalid input without waiting for the next one", async () => {
    const clock = manualClock();
    const source = feed<SmsMessage>();
    const outcomes = run(service(), source, { lingerMs: 100 }, clock);
    const first = outcomes.next();
    await source.give(INVALID);
    await clock.advance(100);
    expect((await first).value).toMatchObject({ status: "invalid", index: 0 });
    await source.give(messageOf(1));
    await clock.advance(99);
    await source.end();
    expect((await drain(outcomes)).outcomes).toHaveLength(1);
  });

  it("takes a source for broken that gives no promise, or no result", async () => {
    for (const next of [() => 5, () => Promise.resolve(undefined)]) {
      const source = { [Symbol.asyncIterator]: () => ({ next }) } as unknown as AsyncIterable<SmsMessage>;
      const { outcomes, error } = await drain(run(service(), source));
      expect(outcomes).toEqual([]);
      expect(error).toBeInstanceOf(TypeError);
    }
  });
});

describe("sendAll with a slow consumer", () => {
  it.each([
    ["a list", false],
    ["a stream", true],
  ])("reads and sends a bounded part of %s", async (_name, isStream) => {
    let read = 0;
    const list = function* () {
      while (read < 100_000) yield messageOf(read++);
    };
    const stream = async function* () {
      yield* list();
    };
    const held = service();
    const outcomes = run(held, isStream ? stream() : list(), { batchSize: 10, concurrency: 3 });
    await outcomes.next();
    await settled();
    await settled();
    // What is in the box, under way and in the next request; then nothing more.
    const bound = 10 * (3 + 3);
    expect(read).toBeLessThanOrEqual(bound);
    const requests = held.requests.length;
    await settled();
    expect(held.requests).toHaveLength(requests);
    await outcomes.return!();
    await settled();
    expect(read).toBeLessThanOrEqual(bound);
  });

  it("goes on where it stood when the consumer comes back", async () => {
    const held = service();
    const outcomes = run(held, messagesOf(100), { batchSize: 5, concurrency: 2 });
    const seen: number[] = [];
    for (let step = 0; step < 100; step++) {
      const { value } = (await outcomes.next()) as { value: { index: number } };
      seen.push(value.index);
      if (step % 7 === 0) await settled();
    }
    expect(seen.sort((a, b) => a - b)).toEqual(range(100));
    expect((await outcomes.next()).done).toBe(true);
  });

  it("serves calls of next that do not wait for each other", async () => {
    const outcomes = run(service(), messagesOf(5), { batchSize: 2 });
    const results = await Promise.all(range(8).map(() => outcomes.next()));
    expect(results.filter(({ done }) => done !== true)).toHaveLength(5);
  });
});

describe("sendAll when its loop is left", () => {
  it("awaits what is under way and gives the rest to onUndelivered", async () => {
    const held = service("hold");
    const undelivered: { index: number; status: string }[] = [];
    const outcomes = run(held, messagesOf(100), {
      batchSize: 5,
      concurrency: 2,
      onUndelivered: ({ index, status }) => undelivered.push({ index, status }),
    });
    const first = outcomes.next();
    await settled();
    held.open[0]!.accept();
    expect((await first).value).toMatchObject({ index: 0, status: "accepted" });
    await settled();
    const underWay = held.open.length;
    let hasReturned = false;
    const returned = outcomes.return!().then(() => (hasReturned = true));
    await settled();
    expect(hasReturned).toBe(false);
    expect(held.open).toHaveLength(underWay);
    for (const request of [...held.open]) request.accept();
    await returned;
    expect(held.open).toEqual([]);
    const sent = held.texts.length;
    const indices = undelivered.map(({ index }) => index).sort((a, b) => a - b);
    expect(indices).toEqual(range(indices.length, 1));
    expect(indices.length).toBeGreaterThanOrEqual(sent - 1);
    expect(undelivered.filter(({ status }) => status === "accepted")).toHaveLength(sent - 1);
    expect(undelivered.filter(({ status }) => status === "unsent")).toHaveLength(indices.length - (sent - 1));
    expect(await outcomes.next()).toEqual({ value: undefined, done: true });
  });

  it("gives all outcomes to an onUndelivered that throws", async () => {
    let calls = 0;
    const outcomes = run(service(), messagesOf(6), {
      onUndelivered() {
        calls++;
        throw new Error("broken");
      },
    });
    await outcomes.next();
    await outcomes.return!();
    expect(calls).toBe(5);
  });

  it("closes the source, sends nothing and reads nothing when it was never entered", async () => {
    const source = feed<SmsMessage>();
    const held = service();
    const outcomes = run(held, source);
    expect(await outcomes.return!()).toEqual({ value: undefined, done: true });
    expect(await outcomes.next()).toEqual({ value: undefined, done: true });
    expect([source.asked, source.returned, held.requests.length]).toEqual([0, 1, 0]);
  });

  it.each([
    ["a list", false],
    ["a stream", true],
  ])("lets %s clean up, once", async (_name, isStream) => {
    let closed = 0;
    const list = function* () {
      try {
        yield* messagesOf(1_000);
      } finally {
        closed++;
      }
    };
    const stream = async function* () {
      yield* list();
    };
    for await (const outcome of run(service(), isStream ? stream() : list(), { batchSize: 2 }))
      if (outcome.index >= 0) break;
    expect(closed).toBe(1);
  });

  it("returns to everyone who leaves at the same time", async () => {
    const held = service("hold");
    const outcomes = run(held, messagesOf(3));
    const first = outcomes.next();
    await settled();
    const leaving = [
      outcomes.return!(),
      outcomes.return!(),
      outcomes.throw!(new Error("mine")).catch(String),
    ];
    await settled();
    held.open[0]!.accept();
    expect(await Promise.all(leaving)).toEqual([
      { value: undefined, done: true },
      { value: undefined, done: true },
      "Error: mine",
    ]);
    expect((await first).value).toMatchObject({ index: 0 });
  });

  it("does not wait for a source that never gives its next input, and accounts for one that comes late", async () => {
    const source = feed<SmsMessage>();
    const undelivered: unknown[] = [];
    const held = service("hold");
    const outcomes = run(held, source, {
      batchSize: 1,
      onUndelivered: ({ index, status }) => undelivered.push([index, status]),
    });
    const first = outcomes.next();
    await source.give(messageOf(0));
    held.open[0]!.accept();
    await first;
    await outcomes.return!();
    expect(undelivered).toEqual([]);
    await source.give(messageOf(1));
    expect(undelivered).toEqual([[1, "unsent"]]);
    expect(held.texts).toEqual(["text 0"]);
  });
});

describe("sendAll with a signal", () => {
  it("reads and sends nothing when it has fired before", async () => {
    const source = feed<SmsMessage>();
    const held = service();
    const { outcomes, error } = await drain(run(held, source, { signal: AbortSignal.abort() }));
    expect(outcomes).toEqual([]);
    expect(error).toBeInstanceOf(SmnError);
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect([source.asked, source.returned, held.requests.length]).toEqual([0, 1, 0]);
  });

  it.each(range(12))(
    "gives each input that was read one outcome, then throws (fired at step %i)",
    async (step) => {
      const controller = new AbortController();
      const held = service("hold");
      let read = 0;
      const inputs = function* () {
        while (read < 60) {
          const index = read++;
          yield index % 9 === 4 ? INVALID : messageOf(index, numberOf(index % 20));
        }
      };
      const ended = drain(run(held, inputs(), { batchSize: 4, concurrency: 2, signal: controller.signal }));
      for (let turn = 0; turn < step; turn++) {
        await settled();
        held.open[0]?.accept();
      }
      controller.abort();
      const atAbort = held.requests.length;
      await settled();
      for (const request of [...held.open]) request.accept();
      const { outcomes, error } = await ended;
      expect(held.requests).toHaveLength(atAbort);
      expect(error).toMatchObject({ code: "aborted", sent: "no" });
      expect(outcomes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(read));
      const accepted = outcomes
        .filter(({ status }) => status === "accepted")
        .map(({ index }) => `text ${index}`);
      expect(accepted.sort()).toEqual([...held.texts].sort());
    },
  );

  it("accounts for an input whose toMessage stops the run", async () => {
    for (const isStream of [false, true]) {
      const controller = new AbortController();
      const stream = async function* () {
        yield* range(5);
      };
      const { outcomes, error } = await drain(
        run(service(), isStream ? stream() : range(5), {
          signal: controller.signal,
          toMessage(input) {
            if (input === 2) controller.abort();
            return messageOf(input);
          },
        }),
      );
      expect(byStatus(outcomes)).toEqual({ unsent: [0, 1, 2] });
      expect(error).toMatchObject({ code: "aborted" });
    }
  });

  it("wakes requests that wait for their pace", async () => {
    const controller = new AbortController();
    const clock = manualClock();
    const held = service();
    const ended = drain(run(held, messagesOf(30), { rate: 10, signal: controller.signal }, clock));
    await settled();
    expect(clock.sleeping).not.toEqual([]);
    controller.abort();
    const { outcomes, error } = await ended;
    expect(clock.sleeping).toEqual([]);
    expect(byStatus(outcomes)["accepted"]).toEqual(range(10));
    expect(byStatus(outcomes)["unsent"]).toEqual(range(outcomes.length - 10, 10));
    expect(error).toMatchObject({ code: "aborted" });
  });

  it("does not stop a run that is over", async () => {
    const controller = new AbortController();
    const { error } = await drain(run(service(), messagesOf(3), { signal: controller.signal }));
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    controller.abort();
    expect(error).toBeUndefined();
  });
});

describe("sendAll when the caller's code throws", () => {
  it("gives the outcomes of what was read, then throws what a list threw", async () => {
    const inputs = function* () {
      yield* messagesOf(3);
      throw new RangeError("the file is broken");
    };
    const { outcomes, error } = await drain(run(service(), inputs(), { batchSize: 2 }));
    expect(outcomes.map(({ index }) => index).sort()).toEqual([0, 1, 2]);
    expect(error).toBeInstanceOf(RangeError);
  });

  it("gives the outcomes of what was read, then throws what a stream threw", async () => {
    const source = feed<SmsMessage>();
    const held = service("hold");
    const ended = drain(run(held, source, { batchSize: 2 }));
    await source.give(...messagesOf(3));
    await source.fail(new RangeError("the line is broken"));
    held.open[0]!.accept();
    const { outcomes, error } = await ended;
    expect(byStatus(outcomes)).toEqual({ accepted: [0, 1], unsent: [2] });
    expect(error).toBeInstanceOf(RangeError);
    expect(source.returned).toBe(0);
  });

  it("keeps the outcomes when onNotice throws, then throws the same", async () => {
    const held = service("hold");
    const ended = drain(
      run(held, messagesOf(4), {
        batchSize: 2,
        concurrency: 1,
        onNotice() {
          throw new RangeError("the log is full");
        },
      }),
    );
    await settled();
    held.open[0]!.answer([
      { endpoint: numberOf(0), message_id: "id 0" },
      { endpoint: numberOf(1), message_id: "id 1" },
      { endpoint: "+8615900000000", message_id: "other" },
    ]);
    const { outcomes, error } = await ended;
    expect(byStatus(outcomes)).toMatchObject({ unknown: [0, 1] });
    expect(held.requests).toHaveLength(1);
    expect(error).toBeInstanceOf(RangeError);
  });

  it("is not kept by a source that fails on closing", async () => {
    const inputs: Iterable<SmsMessage> = {
      [Symbol.iterator]: () => {
        let index = 0;
        return {
          next: () => ({ value: messageOf(index++), done: false }),
          return() {
            throw new Error("cannot be closed");
          },
        };
      },
    };
    const outcomes = run(service(), inputs, { batchSize: 2 });
    await outcomes.next();
    expect(await outcomes.return!()).toEqual({ value: undefined, done: true });
  });
});
