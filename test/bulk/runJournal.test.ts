import { describe, expect, it } from "vitest";
import type { Journal, Settlement } from "../../src/journal/journal.js";
import { SmnError } from "../../src/base/errors.js";
import { sendAllInBatches } from "../../src/bulk/sendAll.js";
import type { Outcome } from "../../src/messages/outcome.js";
import type { SmsMessage } from "../../src/messages/types.js";
import {
  byStatus,
  drain,
  INVALID,
  manualClock,
  messageOf,
  messagesOf,
  range,
  run,
  service,
  settled,
} from "./support.js";

/** A journal in memory that keeps a log of what happened in which order; parts can be replaced. */
function memoryJournal(log: string[], parts: Partial<Journal> = {}): Journal {
  return {
    runId: "run",
    decide: () => "send",
    async intend(indices) {
      await settled();
      log.push(`intended ${indices.join(",")}`);
    },
    async settle(settlements: readonly Settlement[]) {
      await settled();
      log.push(
        `settled ${settlements.map(({ index, disposition }) => `${index} ${disposition.status}`).join(",")}`,
      );
    },
    close: async () => undefined,
    ...parts,
  };
}

describe("sendAll with a journal", () => {
  it("takes one that its options inherit, or give by a getter", async () => {
    class Options {
      get journal(): Journal {
        return memoryJournal([], { decide: (index) => (index === 0 ? "skip" : "send") });
      }
    }
    const inherited = Object.create(new Options()) as Options;
    for (const options of [new Options(), inherited]) {
      const accepting = service();
      await drain(run(accepting, messagesOf(2), options));
      expect(accepting.texts).toEqual(["text 1"]);
    }
  });

  it("reads its options once, so that what was checked is what is used", async () => {
    let reads = 0;
    const options = {
      get journal(): Journal | undefined {
        return reads++ === 0 ? memoryJournal([], { decide: () => "skip" }) : undefined;
      },
    };
    const accepting = service();
    await drain(run(accepting, messagesOf(2), options));
    expect([accepting.texts, reads]).toEqual([[], 1]);
  });

  it("records an intent before its request leaves, and an outcome before it is seen", async () => {
    const log: string[] = [];
    const held = service("hold");
    const outcomes = run(held, messagesOf(4), { journal: memoryJournal(log), batchSize: 2, concurrency: 1 });
    const work = (async () => {
      for await (const { index } of outcomes) log.push(`seen ${index}`);
    })();
    for (const request of [0, 1]) {
      while (held.open.length === 0) await settled();
      log.push(`sent ${held.requests[request]!.messages.map(({ message }) => message.slice(5)).join(",")}`);
      held.open[0]!.accept();
    }
    await work;
    const place = (entry: string): number => {
      expect(log).toContain(entry);
      return log.indexOf(entry);
    };
    for (const [first, second] of [
      [0, 1],
      [2, 3],
    ] as const) {
      const order = [
        `intended ${first},${second}`,
        `sent ${first},${second}`,
        `settled ${first} accepted,${second} accepted`,
        `seen ${first}`,
        `seen ${second}`,
      ].map(place);
      expect(order).toEqual([...order].sort((a, b) => a - b));
    }
    expect(log).toHaveLength(10);
  });

  it("skips what is settled, sends what is new, and reports what was intended as unknown", async () => {
    const log: string[] = [];
    const decide: Journal["decide"] = (index) => (["skip", "unknown", "send"] as const)[index % 3]!;
    const held = service();
    const { outcomes, error } = await drain(
      run(held, messagesOf(9), { journal: memoryJournal(log, { decide }) }),
    );
    expect(error).toBeUndefined();
    expect(byStatus(outcomes)).toEqual({ unknown: [1, 4, 7], accepted: [2, 5, 8] });
    expect(held.texts).toEqual(["text 2", "text 5", "text 8"]);
    expect(log).toContain("settled 1 unknown,4 unknown,7 unknown");
    expect(outcomes[0]).toMatchObject({ cause: { code: "aborted", sent: "maybe" } });
  });

  it("makes no message of an input that it skips", async () => {
    let made = 0;
    const { outcomes } = await drain(
      run(service(), range(3), {
        journal: memoryJournal([], { decide: () => "skip" }),
        toMessage(index) {
          made++;
          return messageOf(index);
        },
      }),
    );
    expect([outcomes.length, made]).toEqual([0, 0]);
  });

  it("gives the journal no input", async () => {
    const given: Settlement[] = [];
    const settle: Journal["settle"] = async (settlements) => void given.push(...settlements);
    await drain(run(service(), [messageOf(0), INVALID], { journal: memoryJournal([], { settle }) }));
    expect(given).toHaveLength(2);
    for (const settlement of given) expect(Object.keys(settlement).sort()).toEqual(["disposition", "index"]);
  });

  const failures: [string, unknown][] = [
    ["an SmnError", new SmnError("The journal cannot be written (ENOSPC).", { code: "journal", sent: "no" })],
    ["anything else", new Error("secret text")],
  ];

  it.each(failures)(
    "sends nothing that it cannot record, when intend fails with %s",
    async (_name, failure) => {
      const held = service("hold");
      let intents = 0;
      const journal = memoryJournal([], {
        async intend() {
          if (++intents > 1) throw failure;
        },
      });
      const ended = drain(run(held, messagesOf(20), { journal, batchSize: 2, concurrency: 2 }));
      await settled();
      expect(held.texts).toEqual(["text 0", "text 1"]);
      held.open[0]!.accept();
      const { outcomes, error } = await ended;
      expect(held.texts).toEqual(["text 0", "text 1"]);
      expect(byStatus(outcomes)["accepted"]).toEqual([0, 1]);
      expect(byStatus(outcomes)["unsent"]).toEqual(range(outcomes.length - 2, 2));
      expect(error).toMatchObject({ code: "journal", sent: "no" });
      expect(String(error)).not.toContain("secret");
    },
  );

  it.each(failures)(
    "gives the outcomes that it could not record, when settle fails with %s",
    async (_name, failure) => {
      for (const settle of [
        () => Promise.reject(failure),
        () => {
          throw failure;
        },
      ] as Journal["settle"][]) {
        const held = service();
        const journal = memoryJournal([], { settle });
        const { outcomes, error } = await drain(
          run(held, messagesOf(50), { journal, batchSize: 2, concurrency: 2 }),
        );
        expect(outcomes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(outcomes.length));
        expect(byStatus(outcomes)["accepted"]).toHaveLength(held.texts.length);
        expect(held.texts.length).toBeLessThanOrEqual(8);
        expect(error).toMatchObject({ code: "journal", sent: "no" });
        expect(String(error)).not.toContain("secret");
      }
    },
  );

  it.each([
    ["a list", false],
    ["a stream", true],
  ])("stops when it cannot be asked, and accounts for the input (%s)", async (_name, isStream) => {
    const stream = async function* () {
      yield* messagesOf(5);
    };
    const decide: Journal["decide"] = (index) => {
      if (index === 2) throw new Error("broken");
      return "send";
    };
    const held = service();
    const { outcomes, error } = await drain(
      run(held, isStream ? stream() : messagesOf(5), { journal: memoryJournal([], { decide }) }),
    );
    expect(byStatus(outcomes)).toEqual({ unsent: [0, 1], unknown: [2] });
    expect(held.texts).toEqual([]);
    expect(error).toMatchObject({ code: "journal", sent: "no" });
  });

  it("reads a bounded part of its inputs while the journal does not keep up", async () => {
    let read = 0;
    const inputs = async function* () {
      while (read < 100_000) {
        read++;
        yield INVALID;
      }
    };
    const release: (() => void)[] = [];
    const settle: Journal["settle"] = () => new Promise((resolve) => release.push(resolve));
    const outcomes = run(service(), inputs(), {
      journal: memoryJournal([], { settle }),
      batchSize: 10,
      concurrency: 2,
    });
    const first = outcomes.next();
    for (let turn = 0; turn < 20; turn++) await settled();
    expect(read).toBeLessThanOrEqual(10 * (2 + 2));
    for (const one of release.splice(0)) one();
    expect((await first).value).toMatchObject({ status: "invalid" });
    const left = outcomes.return!();
    await settled();
    for (const one of release.splice(0)) one();
    await left;
  });

  it("sends a bounded part of its inputs while the journal does not keep up", async () => {
    const release: (() => void)[] = [];
    const settle: Journal["settle"] = () => new Promise((resolve) => release.push(resolve));
    const held = service();
    const ended = drain(
      run(held, messagesOf(200), { journal: memoryJournal([], { settle }), batchSize: 5, concurrency: 2 }),
    );
    for (let turn = 0; turn < 30; turn++) await settled();
    expect(held.texts.length).toBeGreaterThan(0);
    expect(held.texts.length).toBeLessThanOrEqual(5 * (2 + 2));
    while (held.texts.length < 200 || release.length > 0) {
      for (const one of release.splice(0)) one();
      await settled();
    }
    expect((await ended).outcomes).toHaveLength(200);
  });

  it("hands out the outcome of an input whose toMessage stops the run, before it ends", async () => {
    const controller = new AbortController();
    const undelivered: unknown[] = [];
    const stream = async function* () {
      yield* range(5);
    };
    const { outcomes, error } = await drain(
      run(service(), stream(), {
        journal: memoryJournal([]),
        signal: controller.signal,
        onUndelivered: (outcome) => undelivered.push(outcome),
        toMessage(input) {
          if (input === 0) controller.abort();
          return messageOf(input);
        },
      }),
    );
    expect(byStatus(outcomes)).toEqual({ unsent: [0] });
    expect(undelivered).toEqual([]);
    expect(error).toMatchObject({ code: "aborted" });
  });

  it("records what is under way when its loop is left", async () => {
    const log: string[] = [];
    const held = service("hold");
    const outcomes = run(held, messagesOf(6), { journal: memoryJournal(log), batchSize: 1, concurrency: 2 });
    const first = outcomes.next();
    while (held.open.length < 2) await settled();
    held.open[0]!.accept();
    await first;
    const left = outcomes.return!();
    await settled();
    for (const request of [...held.open]) request.accept();
    await left;
    const intended = log.filter((line) => line.startsWith("intended")).map((line) => line.slice(9));
    const recorded = log
      .filter((line) => line.startsWith("settled"))
      .flatMap((line) => line.slice(8).split(","));
    expect(recorded.map((entry) => entry.split(" ")[0])).toEqual(expect.arrayContaining(intended));
    for (const text of held.texts) expect(recorded).toContain(`${text.slice(5)} accepted`);
  });

  it("records no intent for a request that the stop caught before", async () => {
    const log: string[] = [];
    const controller = new AbortController();
    const held = service("hold");
    const ended = drain(
      run(held, messagesOf(40), {
        journal: memoryJournal(log),
        rate: 10,
        concurrency: 3,
        signal: controller.signal,
      }),
    );
    while (held.open.length === 0) await settled();
    controller.abort();
    held.open[0]!.accept();
    await ended;
    expect(log.filter((line) => line.startsWith("intended"))).toEqual([`intended ${range(10).join(",")}`]);
  });
});

describe("a journal that fails open", () => {
  it.each([
    ["a promise of send", () => Promise.resolve("send")],
    ["a rejected promise", () => Promise.reject(new Error("secret text"))],
    ["undefined", () => undefined],
    ["true", () => true],
    ["another word", () => "Send"],
    ["an object that reads like send", () => ({ toString: () => "send" })],
  ])("is refused when decide says %s, and nothing is sent", async (_name, decide) => {
    const held = service();
    const settlements: Settlement[] = [];
    const { outcomes, error } = await drain(
      run(held, messagesOf(3), {
        journal: memoryJournal([], {
          decide: decide as never,
          settle: async (some) => void settlements.push(...some),
        }),
      }),
    );
    expect(held.texts).toEqual([]);
    expect(error).toMatchObject({ code: "journal", reason: "failed", sent: "no" });
    expect(String(error)).not.toContain("secret");
    // Whether an earlier run sent it, nobody knows: so it is not unsent, and the journal is told nothing.
    expect(byStatus(outcomes)).toEqual({ unknown: [0] });
    expect(settlements).toEqual([]);
  });
});

describe("a resumed run that stops while a read is under way", () => {
  it("does not call unsent what an earlier run sent", async () => {
    const settlements: Settlement[] = [];
    const decide: Journal["decide"] = (index) => (["send", "skip", "unknown", "send"] as const)[index]!;
    const journal = memoryJournal([], { decide, settle: async (some) => void settlements.push(...some) });
    for (const index of [1, 2, 3]) {
      settlements.length = 0;
      const unseen: Outcome<SmsMessage>[] = [];
      async function* lists(): AsyncGenerator<readonly SmsMessage[]> {
        yield messagesOf(index + 1);
        yield await new Promise<never>(() => undefined);
      }
      const held = service("hold");
      const outcomes = sendAllInBatches(held.core, manualClock(), lists(), {
        journal,
        toMessage: (message) => ({ message }),
        batchSize: 1,
        concurrency: 1,
        onUndelivered: (outcome) => unseen.push(outcome),
      });
      const first = outcomes.next();
      while (held.open.length === 0) await settled();
      const left = outcomes.return?.();
      held.open[0]!.accept();
      await left;
      const { value } = (await first) as IteratorResult<readonly Outcome<SmsMessage>[], undefined>;
      const seen = [...(value ?? []), ...unseen];
      const expected = ["accepted", undefined, "unknown", "unsent"].slice(0, index + 1);
      for (const [at, status] of expected.entries()) {
        expect(seen.find((one) => one.index === at)?.status).toBe(status);
        expect(settlements.find((one) => one.index === at)?.disposition.status).toBe(status);
      }
    }
  });
});

describe("sendAll", () => {
  it.each([["13800000000: geheim"], [5], [undefined], [null], [{}]])(
    "refuses inputs that are no list (%j), and does not show them",
    (inputs) => {
      let error: unknown;
      try {
        run(service(), inputs as never);
      } catch (thrown) {
        error = thrown;
      }
      expect(error).toMatchObject({ code: "validation", sent: "no" });
      expect(String(error)).not.toContain("geheim");
    },
  );
});

describe("a journal of the caller's own that fails in a way of its own", () => {
  const throwing = (): never => {
    throw new Error("boom");
  };
  const getter = (name: string): object =>
    Object.defineProperty({}, name, { get: throwing, enumerable: true });
  const bind = (): Promise<void> => Promise.resolve();
  it.each<[string, object]>([
    ["freshMs throws", { freshMs: throwing }],
    ["freshMs is no number", { freshMs: () => NaN }],
    ["freshMs is a promise", { freshMs: () => Promise.resolve(1_000) }],
    ["freshMs is a promise that rejects", { freshMs: () => Promise.reject(new Error("boom")) }],
    ["freshMs is null", { freshMs: () => null }],
    ["freshMs is no function", { freshMs: 5 }],
    ["sender throws", Object.defineProperty({ bind }, "sender", { get: throwing })],
    ["sender is null", { sender: null }],
    ["bind is no function", { bind: 5 }],
    ["bind throws", { bind: throwing }],
    ["turn is no function", { turn: 5 }],
    ["intended throws", { intended: throwing }],
    ["intended is no iterable", { intended: () => 5 }],
    ["intended yields null", { intended: () => [null] }],
    ["intended yields what throws", { intended: () => [getter("first")] }],
    ["intended yields no numbers", { intended: () => [{ first: NaN, last: NaN, digest: 0 }] }],
    ["intended yields no range", { intended: () => [{ first: 3, last: 1, digest: 0 }] }],
    ["intended yields no digest", { intended: () => [{ first: 0, last: 1 }] }],
    ["decide gives what throws", { decide: () => getter("then") }],
    ["decide gives what cannot be looked at", { decide: revoked }],
    ["intend throws nothing", { intend: () => Promise.reject(null) }],
  ])("stops the run with an outcome for every input: %s", async (name, part) => {
    const journal = Object.defineProperties(
      {
        runId: `run of ${name}`,
        decide: () => "send",
        intend: () => Promise.resolve(),
        settle: () => Promise.resolve(),
        close: () => Promise.resolve(),
      },
      Object.getOwnPropertyDescriptors(part),
    ) as Journal;
    const held = service();
    const { outcomes, error } = await drain(run(held, messagesOf(3), { journal }));
    // A mistake in the program is shown as it is.
    if (!(error instanceof TypeError)) expect(error).toMatchObject({ code: "journal", sent: "no" });
    expect(held.texts).toEqual([]);
    expect(new Set(outcomes.map(({ index }) => index)).size).toBe(outcomes.length);
    for (const { status } of outcomes) expect(["unsent", "unknown"]).toContain(status);
  });

  it("stops when it cannot say whether an input may have been sent before, with an outcome for each", async () => {
    const journal: Journal = {
      runId: "doubts",
      decide: () => "send",
      isDoubtful: throwing,
      intend: () => Promise.resolve(),
      settle: () => Promise.resolve(),
      close: () => Promise.resolve(),
    };
    const held = service("hold");
    const ended = drain(run(held, messagesOf(4), { journal, batchSize: 2, concurrency: 1 }));
    while (held.open.length === 0) await settled();
    held.open[0]!.fail(new SmnError("No.", { code: "network", sent: "no" }));
    const { outcomes, error } = await ended;
    expect(error).toMatchObject({ code: "journal", reason: "failed" });
    expect(byStatus(outcomes)).toEqual({ unknown: range(outcomes.length) });
    expect(outcomes.length).toBeGreaterThanOrEqual(2);
  });
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
