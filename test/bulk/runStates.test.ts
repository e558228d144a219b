import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { sendAllInBatches } from "../../src/bulk/sendAll.js";
import { claimJournal } from "../../src/journal/claimJournal.js";
import type { Journal, Settlement } from "../../src/journal/journal.js";
import { journalError } from "../../src/journal/journalErrors.js";
import type { SmsMessage } from "../../src/messages/types.js";
import {
  byStatus,
  drain,
  feed,
  INVALID,
  manualClock,
  messageOf,
  messagesOf,
  range,
  run,
  service,
  settled,
} from "./support.js";

/** A journal in memory, and the indices that were recorded together. */
function memoryJournal(parts: Partial<Journal> = {}): Journal & { recorded: number[][] } {
  const recorded: number[][] = [];
  return {
    runId: "run",
    recorded,
    decide: () => "send",
    intend: async () => undefined,
    settle: async (some: readonly Settlement[]) => void recorded.push(some.map(({ index }) => index)),
    close: async () => undefined,
    ...parts,
  };
}

/** Whether a run, or a reconciliation, could have the journal now. */
function isFree(journal: Journal): boolean {
  try {
    claimJournal(journal)();
    return true;
  } catch {
    return false;
  }
}

describe("a journal", () => {
  it("is refused to a second run, which sends nothing", async () => {
    const journal = memoryJournal();
    const held = service("hold");
    const first = drain(run(held, messagesOf(2), { journal }));
    await settled();
    const other = service();
    const second = await drain(run(other, messagesOf(2), { journal }));
    expect(second).toMatchObject({ outcomes: [], error: { reason: "claimed" } });
    expect([other.texts, isFree(journal)]).toEqual([[], false]);
    held.open[0]!.accept();
    expect((await first).error).toBeUndefined();
    expect(isFree(journal)).toBe(true);
  });

  it("is not free until every outcome was seen", async () => {
    const journal = memoryJournal();
    const outcomes = run(service(), messagesOf(2), { journal });
    await outcomes.next();
    for (let turns = 0; turns < 5; turns++) await settled();
    expect(isFree(journal)).toBe(false);
    await outcomes.next();
    expect(isFree(journal)).toBe(true);
  });

  it("is free when every outcome was seen, although an input came late", async () => {
    const journal = memoryJournal();
    const source = feed<SmsMessage>();
    const controller = new AbortController();
    const late: unknown[] = [];
    const outcomes = run(service(), source, {
      journal,
      batchSize: 2,
      signal: controller.signal,
      onUndelivered: ({ index, status }) => late.push([index, status]),
    });
    const first = outcomes.next();
    await source.give(...messagesOf(4));
    await first;
    controller.abort();
    await settled();
    await source.give(messageOf(4));
    expect(late).toEqual([[4, "unsent"]]);
    const { outcomes: others, error } = await drain(outcomes);
    expect([others.length, error]).toMatchObject([3, { code: "aborted" }]);
    expect(isFree(journal)).toBe(true);
  });

  it("stays with the run that has it now, whatever becomes of one that is over", async () => {
    const journal = memoryJournal();
    const source = feed<SmsMessage>();
    const [over, left] = [run(service(), messagesOf(1), { journal }), run(service(), source, { journal })];
    await drain(over);
    void left.next();
    await left.return!();
    const release = claimJournal(journal);
    await over.return!();
    await source.give(messageOf(0));
    expect(isFree(journal)).toBe(false);
    release();
  });

  it("that cannot say what is to be compared stops the run before it reads anything", async () => {
    const source = feed<SmsMessage>();
    const held = service();
    const intended = (): never => {
      throw new Error("secret text");
    };
    const { outcomes, error } = await drain(run(held, source, { journal: memoryJournal({ intended }) }));
    expect([outcomes, held.texts, source.asked, source.returned]).toEqual([[], [], 0, 1]);
    expect(error).toMatchObject({ code: "journal", reason: "failed", sent: "no" });
    expect(String(error)).not.toContain("secret");
  });

  it("that was lost when a request was about to leave gets no outcome any more", async () => {
    const journal = memoryJournal({
      intend: async (indices) => {
        if (indices.includes(2)) throw journalError("gone", "lost");
      },
    });
    const held = service("hold");
    const ended = drain(run(held, messagesOf(6), { journal, batchSize: 2, concurrency: 2 }));
    while (held.open.length === 0) await settled();
    await settled();
    held.open[0]!.accept();
    const { outcomes, error } = await ended;
    expect(error).toMatchObject({ code: "journal", reason: "lost" });
    expect(byStatus(outcomes)["accepted"]).toEqual([0, 1]);
    expect(byStatus(outcomes)["unsent"]).toBeUndefined();
    expect(journal.recorded).toEqual([]);
  });
});

describe("a run that stops", () => {
  it("throws what stopped it first", async () => {
    const controller = new AbortController();
    const source = feed<SmsMessage>();
    const held = service("hold");
    const ended = drain(run(held, source, { batchSize: 1, signal: controller.signal }));
    await source.give(messageOf(0));
    await source.fail(new RangeError("the file is broken"));
    controller.abort();
    held.open[0]!.fail(new SmnError("Refused.", { code: "auth", sent: "no" }));
    const { outcomes, error } = await ended;
    expect(byStatus(outcomes)).toEqual({ unsent: [0] });
    expect(error).toBeInstanceOf(RangeError);
  });

  it("throws once, whatever comes late", async () => {
    const source = feed<SmsMessage>();
    const controller = new AbortController();
    const late: number[] = [];
    const outcomes = run(service(), source, {
      signal: controller.signal,
      onUndelivered: ({ index }) => late.push(index),
    });
    const first = outcomes.next();
    await settled();
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: "aborted" });
    await source.give(messageOf(0));
    await settled();
    expect(await outcomes.next()).toEqual({ value: undefined, done: true });
    expect(late).toEqual([0]);
  });

  it("hands out the outcome of an input that comes as the source is closed", async () => {
    let give: (result: IteratorResult<SmsMessage>) => void = () => undefined;
    const source: AsyncIterable<SmsMessage> = {
      [Symbol.asyncIterator]: () => ({
        next: () => new Promise((resolve) => (give = resolve)),
        return: async () => {
          give({ value: messageOf(0), done: false });
          return { value: undefined, done: true };
        },
      }),
    };
    const controller = new AbortController();
    const seen: unknown[] = [];
    const ended = drain(
      run(service(), source, {
        signal: controller.signal,
        onUndelivered: ({ index, status }) => seen.push([index, status]),
      }),
    );
    await settled();
    controller.abort();
    const { outcomes } = await ended;
    await settled();
    expect([...outcomes.map(({ index, status }) => [index, status]), ...seen]).toEqual([[0, "unsent"]]);
  });

  it("gives its own error to who throws into a run in batches", async () => {
    const lists = (async function* () {
      yield messagesOf(3);
      yield messagesOf(3);
    })();
    const { core } = service();
    const outcomes = sendAllInBatches(core, manualClock(), lists, {
      toMessage: (message: SmsMessage) => ({ message }),
    });
    await outcomes.next();
    await expect(outcomes.throw!(new Error("mine"))).rejects.toThrow("mine");
    expect(await outcomes.next()).toEqual({ value: undefined, done: true });
  });
});

describe("a run sends no further request", () => {
  it("while as many outcomes as a request has wait for the consumer", async () => {
    const held = service();
    const outcomes = run(held, messagesOf(9), { batchSize: 1, concurrency: 1 });
    await outcomes.next();
    for (let turns = 0; turns < 5; turns++) await settled();
    expect(held.texts).toEqual(["text 0", "text 1"]);
    await outcomes.next();
    for (let turns = 0; turns < 5; turns++) await settled();
    expect(held.texts).toHaveLength(3);
  });

  it("while as many outcomes as all its requests have wait for the journal", async () => {
    const release: (() => void)[] = [];
    const settle: Journal["settle"] = () => new Promise((resolve) => release.push(resolve));
    const held = service("hold");
    const journal = memoryJournal({ settle });
    const ended = drain(run(held, messagesOf(20), { journal, batchSize: 4, concurrency: 2 }));
    await settled();
    expect(held.requests).toHaveLength(2);
    for (const expected of [3, 3, 3]) {
      held.open[0]!.accept();
      await settled();
      expect(held.requests).toHaveLength(expected);
    }
    let isOver = false;
    void ended.then(() => (isOver = true));
    while (!isOver) {
      for (const one of release.splice(0)) one();
      for (const request of [...held.open]) request.accept();
      await settled();
    }
    expect((await ended).outcomes).toHaveLength(20);
  });
});

describe("a run lingers", () => {
  it("so that outcomes which trickle in are recorded together", async () => {
    const clock = manualClock();
    const source = feed<SmsMessage>();
    const journal = memoryJournal();
    const ended = drain(run(service(), source, { journal, lingerMs: 100, batchSize: 3 }, clock));
    await source.give(INVALID, INVALID);
    await clock.advance(99);
    expect(journal.recorded).toEqual([]);
    await clock.advance(1);
    expect(journal.recorded).toEqual([[0, 1]]);
    // As many as a request has do not wait.
    await source.give(INVALID, INVALID, INVALID);
    expect(journal.recorded).toEqual([
      [0, 1],
      [2, 3, 4],
    ]);
    // Nor does the end.
    await source.give(INVALID);
    await source.end();
    expect((await ended).outcomes).toHaveLength(6);
    expect(journal.recorded.at(-1)).toEqual([5]);
    expect(clock.sleeping).toEqual([]);
  });

  it("from the first message on, and not while it has none", async () => {
    const clock = manualClock();
    const source = feed<SmsMessage>();
    const held = service();
    const ended = drain(run(held, source, { lingerMs: 100 }, clock));
    await settled();
    await clock.advance(500);
    expect(clock.sleeping).toEqual([]);
    await source.give(messageOf(0));
    await clock.advance(99);
    expect(held.texts).toEqual([]);
    await clock.advance(1);
    expect(held.texts).toEqual(["text 0"]);
    await settled();
    expect(clock.sleeping).toEqual([]);
    await source.end();
    await ended;
  });

  it("not with a list, which has its inputs at hand", async () => {
    const clock = manualClock();
    const held = service();
    const inputs = [messageOf(0), ...Array.from({ length: 9 }, () => INVALID), messageOf(10)];
    const outcomes = run(held, inputs, { batchSize: 2, lingerMs: 100 }, clock);
    await outcomes.next();
    await settled();
    expect([clock.sleeping, held.texts]).toEqual([[], []]);
    const { outcomes: others } = await drain(outcomes);
    expect(others.map(({ index }) => index).sort((a, b) => a - b)).toHaveLength(range(11).length - 1);
    expect(held.texts).toEqual(["text 0", "text 10"]);
  });
});
