import fc from "fast-check";
import type pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SmnError, type IntentDetails, type JournalRecord, type SmsMessage } from "../../src/index.js";
import { createLedger, type Ledger, type LedgerJournal } from "../../src/ledger/index.js";
import type { FileJournal } from "../../src/journal/fileJournal.js";
import type { JournalOptions } from "../../src/journal/journalOptions.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { readJournalOn } from "../../src/journal/readJournal.js";
import type { Disposition } from "../../src/messages/outcome.js";
import {
  byStatus,
  drain,
  INVALID,
  messageOf,
  messagesOf,
  numberOf,
  range,
  run,
  service,
  settled,
} from "../bulk/support.js";
import { memorySystem } from "../journal/memoryFiles.js";
import { newDatabase } from "./postgres.js";

/** Where a journal is kept, wherever that is. */
interface Store {
  readonly open: (
    options?: Partial<Pick<JournalOptions, "inputId" | "retry">>,
  ) => Promise<FileJournal | LedgerJournal>;
  readonly records: () => Promise<JournalRecord[]>;
}

let pool: pg.Pool;
let ledger: Ledger;
let runs = 0;
beforeAll(async () => {
  pool = await newDatabase();
  ledger = createLedger({ pool });
  await ledger.migrate();
});
afterAll(() => pool.end());

const STORES: [string, () => Store][] = [
  [
    "a file",
    () => {
      const system = memorySystem();
      return {
        open: (options) => openJournalOn(system, "/journal", { inputId: "input", ...options }),
        records: () => all(readJournalOn(system.files, "/journal")),
      };
    },
  ],
  [
    "the ledger",
    () => {
      const key = `run ${runs++}`;
      return {
        open: (options) => ledger.journal(key, { inputId: "input", ...options }),
        records: async () => (await all(ledger.outcomes(key))) as unknown as JournalRecord[],
      };
    },
  ],
];

async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of values) found.push(one);
  return found;
}

const accepted = (index: number): Extract<Disposition, { status: "accepted" }> => ({
  status: "accepted",
  endpoint: numberOf(index),
  message_id: `id ${index}`,
  request_id: "r1",
});
const no = new SmnError("Not sent.", { code: "network", sent: "no" });
const maybe = new SmnError("Broken.", { code: "network", sent: "maybe" });

/** Two requests with every kind of outcome, and one that was about to leave. */
async function written({ open }: Store): Promise<void> {
  const journal = await open();
  await journal.intend([0, 1, 3]);
  await journal.settle([{ index: 2, disposition: { status: "invalid", issues: [] } }]);
  await journal.settle([
    { index: 0, disposition: accepted(0) },
    { index: 1, disposition: { status: "rejected", code: "SMN.0227", reason: "no", request_id: "r1" } },
    { index: 3, disposition: { status: "unsent", cause: no } },
  ]);
  await journal.intend([4, 5]);
  await journal.settle([4, 5].map((index) => ({ index, disposition: accepted(index) })));
  await journal.intend([6]);
  await journal.close();
}

describe.each(STORES)("a journal in %s", (_, newStore) => {
  it("goes on where the run ended: settled skipped, unsent sent, intended unknown", async () => {
    const store = newStore();
    await written(store);
    const journal = await store.open();
    const decisions = range(8).map((index) => journal.decide(index));
    expect(decisions).toEqual(["skip", "skip", "skip", "send", "skip", "skip", "unknown", "send"]);
    expect(journal.resumed).toBe(true);
    expect(journal.counts).toEqual({
      ...{ accepted: 3, rejected: 1, invalid: 1, unsent: 1, unknown: 0, intended: 1 },
    });
    await journal.close();
    expect((await store.records()).map(({ index, status }) => [index, status])).toEqual(
      expect.arrayContaining([
        [0, "accepted"],
        [1, "rejected"],
        [2, "invalid"],
        [3, "unsent"],
        [4, "accepted"],
        [5, "accepted"],
        [6, "unknown"],
      ]),
    );
  });

  it.each<[JournalOptions["retry"] & object, number[], number[]]>([
    [["rejected"], [1], [6]],
    [["invalid"], [2], [6]],
    [["unsent"], [3], [6]],
    [["unknown"], [6], []],
    [["rejected", "unknown"], [1, 6], []],
    [[], [], [6]],
  ])("sends exactly what is to be tried again (%j)", async (retry, sent, unknown) => {
    const store = newStore();
    await written(store);
    const journal = await store.open({ retry });
    const decisions = range(8).map((index) => journal.decide(index));
    await journal.close();
    expect(range(8).filter((index) => decisions[index] === "send")).toEqual(sent);
    expect(range(8).filter((index) => decisions[index] === "unknown")).toEqual(unknown);
  });

  it("keeps the id of its run", async () => {
    const store = newStore();
    const first = await store.open();
    expect(first.resumed).toBe(false);
    await first.close();
    const second = await store.open();
    await second.close();
    expect(second.runId).toBe(first.runId);
  });

  it("is refused for another input, and while another run has it", async () => {
    const store = newStore();
    const journal = await store.open();
    await expect(store.open()).rejects.toMatchObject({ code: "journal", reason: "locked", sent: "no" });
    await journal.close();
    await expect(store.open({ inputId: "other" })).rejects.toMatchObject({ reason: "other_input" });
    await (await store.open()).close();
  });

  it("knows what it recorded since it was opened: a second run sends nothing again", async () => {
    const journal = await newStore().open();
    const first = service();
    await drain(run(first, messagesOf(10), { journal, batchSize: 3 }));
    const second = service();
    const { outcomes, error } = await drain(run(second, messagesOf(12), { journal }));
    await journal.close();
    expect(first.texts).toHaveLength(10);
    expect(error).toBeUndefined();
    expect(second.texts).toEqual(["text 10", "text 11"]);
    expect(byStatus(outcomes)).toEqual({ accepted: [10, 11] });
  });

  it("is resumed by a run, which ends with one outcome for every input", async () => {
    const store = newStore();
    const controller = new AbortController();
    const journal = await store.open();
    const held = service("hold");
    const options = { journal, batchSize: 5, concurrency: 1, signal: controller.signal };
    const ended = drain(run(held, [...messagesOf(29), INVALID], options));
    while (held.open.length < 1) await settled();
    held.open[0]!.accept();
    while (held.requests.length < 2 || held.open.length < 1) await settled();
    held.open[0]!.fail(maybe);
    controller.abort();
    const { outcomes } = await ended;
    await journal.close();
    expect(byStatus(outcomes)).toMatchObject({ accepted: range(5), unknown: range(5, 5) });
    const again = await store.open();
    const second = service();
    const { error } = await drain(
      run(second, [...messagesOf(29), INVALID], { journal: again, batchSize: 5 }),
    );
    await again.close();
    expect(error).toBeUndefined();
    expect([...held.texts, ...second.texts].sort()).toEqual(
      range(29)
        .map((index) => `text ${index}`)
        .sort(),
    );
    const records = await store.records();
    expect(records.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(30));
    expect(records.filter(({ status }) => status === "unknown")).toHaveLength(5);
  });

  it("stops a run with other people at its positions before it sends anything", async () => {
    const store = newStore();
    const journal = await store.open();
    await drain(run(service(), messagesOf(4), { journal, batchSize: 2 }));
    await journal.close();
    const again = await store.open();
    const held = service();
    const { error } = await drain(run(held, messagesOf(6).reverse(), { journal: again }));
    expect(error).toMatchObject({ reason: "other_numbers", sent: "no" });
    expect(held.texts).toEqual([]);
    expect((await drain(run(held, messagesOf(6), { journal: again }))).error).toBeUndefined();
    expect(held.texts).toEqual(["text 4", "text 5"]);
    await again.close();
  });

  it("is refused for a client of another project or address", async () => {
    const store = newStore();
    const clientOf = (project: string, baseUrl: string): ReturnType<typeof service> => {
      const held = service();
      const core: object = held.core;
      return Object.assign(held, { core: Object.assign(core, { projectId: async () => project, baseUrl }) });
    };
    const journal = await store.open();
    await drain(run(clientOf("one", "https://smn.example"), messagesOf(2), { journal }));
    await journal.close();
    for (const [project, address] of [
      ["two", "https://smn.example"],
      ["one", "https://other.example"],
    ] as const) {
      const again = await store.open();
      const held = clientOf(project, address);
      const { error } = await drain(run(held, messagesOf(4), { journal: again }));
      await again.close();
      expect(error).toMatchObject({ code: "journal", reason: "other_project", sent: "no" });
      expect(held.texts).toEqual([]);
    }
  });

  it("leaves unknown what a run that may send it again did not, until the reports say more", async () => {
    const store = newStore();
    const journal = await store.open();
    await journal.intend([0, 1]);
    await journal.close();
    const again = await store.open({ retry: ["unknown"] });
    const refuse = service("hold");
    const ended = drain(run(refuse, messagesOf(2), { journal: again }));
    while (refuse.open.length === 0) await settled();
    refuse.open[0]!.fail(new SmnError("No.", { code: "auth", sent: "no" }));
    const { outcomes } = await ended;
    await again.close();
    expect(byStatus(outcomes)).toEqual({ unknown: [0, 1] });
    const third = await store.open();
    expect([0, 1].map((index) => third.decide(index))).toEqual(["skip", "skip"]);
    await third.settle([{ index: 0, disposition: { status: "unsent", cause: no } }]);
    expect([third.decide(0), third.isDoubtful(0), third.isDoubtful(1)]).toEqual(["send", false, true]);
    await third.close();
    expect((await store.records()).map(({ index, status }) => `${index} ${status}`).sort()).toEqual([
      "0 unsent",
      "1 unknown",
    ]);
  });

  it("leaves unknown what was sent again by name and refused", async () => {
    const store = newStore();
    const journal = await store.open();
    await journal.intend([0]);
    await journal.settle([{ index: 0, disposition: { status: "unknown", cause: maybe } }]);
    await journal.close();
    const again = await store.open({ retry: ["unknown"] });
    const refuse = service("hold");
    const ended = drain(run(refuse, messagesOf(1), { journal: again }));
    while (refuse.open.length === 0) await settled();
    refuse.open[0]!.answer([
      { endpoint: messagesOf(1)[0]!.endpoint, code: "SMN.0087", message: "Too often" },
    ]);
    expect(byStatus((await ended).outcomes)).toEqual({ unknown: [0] });
    await again.close();
    const third = await store.open({ retry: ["rejected"] });
    expect([third.decide(0), third.counts.unknown]).toEqual(["skip", 1]);
    expect((await all(third.unknowns())).map(({ index }) => index)).toEqual([0]);
    await third.close();
  });

  it("tells which inputs are unknown, with all their sendings, and which an answer accepted", async () => {
    const store = newStore();
    const journal = await store.open();
    const details: IntentDetails = { correlate: "extend_code", timeoutMs: 500 };
    await journal.intend([0, 1, 2], details);
    await journal.settle([{ index: 0, disposition: { status: "unknown", cause: maybe, request_id: "r9" } }]);
    await journal.intend([1], details);
    await journal.settle([{ index: 2, disposition: accepted(2) }]);
    const unknowns = await all(journal.unknowns());
    expect(unknowns).toMatchObject([
      { index: 0, request_id: "r9", attempts: [details] },
      { index: 1, attempts: [details, details] },
    ]);
    const [ended, open] = unknowns.map(({ attempts }) => attempts.at(-1)!);
    expect(ended!.until).toBeGreaterThanOrEqual(ended!.at);
    expect(open!.until).toBeUndefined();
    expect(unknowns[1]!.attempts[0]!.until).toBe(open!.at);
    const span = { start: ended!.at, end: open!.at };
    expect(await all(journal.accepted([span]))).toMatchObject([
      { index: 2, message_id: "id 2", attempt: { ...details, at: ended!.at, clock: ended!.clock } },
    ]);
    expect(typeof ended!.clock).toBe("string");
    expect(await all(journal.accepted([{ start: 0, end: 1 }]))).toEqual([]);
    // What the reports found is no control.
    await journal.settle([{ index: 0, disposition: { ...accepted(0), request_id: "" } }]);
    expect(await all(journal.accepted([span]))).toHaveLength(1);
    await journal.close();
  });

  it("sends every text exactly once, wherever it was interrupted and however numbers repeat", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(5), { minLength: 1, maxLength: 20 }),
        fc.array(fc.nat(4), { minLength: 1, maxLength: 3 }),
        fc.integer({ min: 1, max: 6 }),
        async (people, stops, batchSize) => {
          const store = newStore();
          const inputs = people.map((person, index): SmsMessage => messageOf(index, numberOf(person)));
          const texts: string[] = [];
          for (const requests of [...stops, Infinity]) {
            const journal = await store.open();
            const stop = new AbortController();
            const held = service("hold");
            let isOver = false;
            const options = { journal, batchSize, concurrency: 1, signal: stop.signal };
            const ended = drain(run(held, inputs, options)).then(() => (isOver = true));
            let left = requests;
            while (!isOver) {
              if (left <= 0) stop.abort();
              if (held.open.length > 0) {
                left--;
                held.open[0]!.accept();
              }
              await settled();
            }
            await ended;
            await journal.close();
            texts.push(...held.texts);
          }
          expect(texts.sort()).toEqual(inputs.map(({ message }) => message).sort());
          const records = await store.records();
          expect(records.map(({ status }) => status)).toEqual(inputs.map(() => "accepted"));
        },
      ),
      { numRuns: 12 },
    );
  });
});
