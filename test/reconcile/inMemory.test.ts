import { describe, expect, it } from "vitest";
import {
  correlationToken,
  reconcile,
  type Attempt,
  type ReconcilableJournal,
  type Reconciled,
  type ReconcileOptions,
  type ReportQuery,
  type ReportSource,
  type Settlement,
  type SmsMessage,
  type SmsReport,
} from "../../src/index.js";
import type { AcceptedRecord, UnknownRecord } from "../../src/journal/journal.js";
import { senderOf } from "../../src/journal/journalSender.js";
import { messageOf, messagesOf, numberOf, range } from "../bulk/support.js";
import { AT, CLOCK, reportOf } from "./support.js";

const MINUTE = 60_000;
const NOW = AT + 60 * MINUTE;
const SENT: Attempt = { at: AT, until: AT, clock: CLOCK, correlate: "extend_code" };
const token = (index: number): string => correlationToken("run", index);
/** The report of the input at this index. */
const reportOn = (index: number, changes: Partial<SmsReport> = {}): SmsReport =>
  reportOf({
    message_id: `id${index}`,
    mobile: numberOf(index).slice(3),
    extend_code: token(index),
    ...changes,
  });

/** A journal in memory, and what it was told. */
function journalOf(
  unknown: readonly number[],
  accepted: readonly number[] = [],
  parts: Partial<ReconcilableJournal> = {},
): ReconcilableJournal & { settled: Settlement[][] } {
  const settled: Settlement[][] = [];
  return {
    runId: "run",
    settled,
    settle: async (some) => void settled.push([...some]),
    async *unknowns() {
      for (const index of unknown) yield await Promise.resolve<UnknownRecord>({ index, attempts: [SENT] });
    },
    async *accepted() {
      for (const index of accepted)
        yield await Promise.resolve<AcceptedRecord>({ index, message_id: `id${index}`, attempt: SENT });
    },
    ...parts,
  };
}

/** Reports by signature and number; the times of a query are not looked at. */
function sourceOf(list: readonly SmsReport[], parts: Partial<ReportSource> = {}) {
  const queries: ReportQuery[] = [];
  const source: ReportSource = {
    async *reports(query) {
      queries.push(query);
      if (query.limit === 1) return;
      for (const report of list)
        if (
          report.sign_id === query.sign_id &&
          (query.mobile ?? report.mobile) === report.mobile &&
          (query.message_id ?? report.message_id) === report.message_id
        )
          yield await Promise.resolve(report);
    },
    ...parts,
  };
  return { source, queries };
}

interface Given extends ReconcileOptions<SmsMessage> {
  journal?: ReconcilableJournal;
  inputs?: readonly SmsMessage[];
}

async function collect(
  source: ReportSource,
  { journal = journalOf([0], [1]), inputs, ...options }: Given = {},
) {
  const found: Reconciled[] = [];
  const clock = { now: () => NOW, sleep: () => Promise.resolve() };
  for await (const one of reconcile(source, journal, inputs ?? messagesOf(3), { clock, ...options }))
    found.push(one);
  return found;
}

describe("reconcile", () => {
  it("yields and records what the reports say", async () => {
    const journal = journalOf([0, 1], [2]);
    const { source } = sourceOf([reportOn(0), reportOn(2)]);
    expect(await collect(source, { journal })).toEqual([
      { index: 0, status: "accepted", message_id: "id0" },
      { index: 1, status: "unsent" },
    ]);
    expect(journal.settled).toMatchObject([
      [
        { index: 0, disposition: { status: "accepted", message_id: "id0" } },
        { index: 1, disposition: { status: "unsent" } },
      ],
    ]);
  });

  it("tells the journal nothing of what is to be asked for again", async () => {
    const journal = journalOf([0], [1]);
    const { source } = sourceOf([reportOn(1)]);
    const found = await collect(source, { journal, settleMs: 61 * MINUTE });
    expect(found).toEqual([{ index: 0, status: "unknown", reason: "too_early" }]);
    expect(journal.settled).toEqual([]);
  });

  it("waits twenty minutes from the end of a request unless told otherwise", async () => {
    const { source } = sourceOf([reportOn(1)]);
    const after = async (ms: number, options: Given = {}): Promise<string | undefined> => {
      const clock = { now: () => AT + ms, sleep: () => Promise.resolve() };
      return (await collect(source, { clock, ...options }))[0]?.status;
    };
    expect([await after(20 * MINUTE), await after(20 * MINUTE - 1)]).toEqual(["unsent", "unknown"]);
    expect(await after(0, { settleMs: 0 })).toBe("unsent");
  });

  it("asks for those together that have the same signatures", async () => {
    const signed = (index: number, sign_id: string): SmsMessage => ({ ...messageOf(index), sign_id });
    const inputs = [signed(0, "s1"), signed(1, "s2"), signed(2, "s1"), signed(3, "s1"), signed(4, "s2")];
    const journal = journalOf([0, 1, 2], [3, 4]);
    const { source, queries } = sourceOf([
      reportOn(0, { sign_id: "s1" }),
      reportOn(3, { sign_id: "s1" }),
      reportOn(1, { sign_id: "s2" }),
    ]);
    const found = await collect(source, { journal, inputs });
    expect(found).toMatchObject([
      { index: 0, status: "accepted" },
      { index: 2, status: "unsent" },
      { index: 1, status: "accepted" },
    ]);
    expect(journal.settled.map((some) => some.map(({ index }) => index))).toEqual([[0, 2], [1]]);
    const mobiles = queries.filter(({ sign_id }) => sign_id === "s2").map(({ mobile }) => mobile);
    expect(mobiles).toContain(numberOf(4).slice(3));
    expect(mobiles).not.toContain(numberOf(3).slice(3));
  });

  it("keeps lists of signatures apart", async () => {
    const flagged = (index: number): SmsMessage => ({
      endpoint: numberOf(index),
      message: "【Shop】text",
      message_include_sign_flag: "true",
    });
    const inputs = [flagged(0), { ...messageOf(1), sign_id: "s1" }, messageOf(2)];
    const journal = journalOf([0, 1]);
    const { queries, source } = sourceOf([]);
    await collect(source, { journal, inputs, sign_ids: ["s2", "s1"] });
    expect(journal.settled.map((some) => some.map(({ index }) => index))).toEqual([[0], [1]]);
    const signs = queries
      .filter(({ mobile }) => mobile === numberOf(0).slice(3))
      .map(({ sign_id }) => sign_id);
    expect(signs).toEqual(["s1", "s2"]);
  });

  it("keeps a list of signatures apart from one signature that reads the same", async () => {
    const flagged: SmsMessage = {
      ...messageOf(0),
      sign_id: "s1",
      message: "【Shop】text",
      message_include_sign_flag: "true",
    };
    const inputs = [flagged, { ...messageOf(1), sign_id: "s1s2" }, messageOf(2)];
    const { queries, source } = sourceOf([]);
    await collect(source, { journal: journalOf([0, 1]), inputs, sign_ids: ["s2"] });
    const signs = queries
      .filter(({ mobile }) => mobile === numberOf(1).slice(3))
      .map(({ sign_id }) => sign_id);
    expect(signs).toEqual(["s1s2"]);
  });

  it("says of messages that are not there, or name no signature, that it cannot look for them", async () => {
    const nameless: SmsMessage = {
      endpoint: numberOf(0),
      message: "【Shop】text",
      message_include_sign_flag: "true",
    };
    const journal = journalOf([0, 1, 7], [2]);
    const { source } = sourceOf([reportOn(2)]);
    const found = await collect(source, { journal, inputs: [nameless, ...messagesOf(3).slice(1)] });
    expect(found.sort((one, other) => one.index - other.index)).toEqual([
      { index: 0, status: "unknown", reason: "no_sign" },
      { index: 1, status: "unsent" },
      { index: 7, status: "unknown", reason: "no_message" },
    ]);
  });

  it.each<[unknown, string]>([
    [undefined, "unknown"],
    [false, "unknown"],
    ["yes", "unknown"],
    [true, "unsent"],
  ])("says unsent without a control by consent only: %j", async (consent, status) => {
    const options = { unsentWithoutControl: consent as boolean };
    const found = await collect(sourceOf([]).source, { journal: journalOf([0]), ...options });
    expect(found).toMatchObject([{ index: 0, status }]);
  });

  it("records a thousand outcomes together, each before it is yielded", async () => {
    const all = range(2_500);
    const journal = journalOf(all);
    const { source } = sourceOf([]);
    const inputs = messagesOf(2_500);
    const clock = { now: () => NOW, sleep: () => Promise.resolve() };
    const known: number[] = [];
    for await (const { index } of reconcile(source, journal, inputs, { clock, unsentWithoutControl: true })) {
      known.push(index);
      if (index % 500 === 0) expect(journal.settled).toHaveLength(1 + Math.floor(index / 1_000));
    }
    expect(known).toEqual(all);
    expect(journal.settled.map((some) => some.length)).toEqual([1_000, 1_000, 500]);
    expect(journal.settled.flat().map(({ index }) => index)).toEqual(all);
  });

  it("waits by its clock, and to its signal, until what left last is listed", async () => {
    const late = { ...SENT, at: AT + 9_000, until: AT + 9_000 };
    const journal = journalOf([], [1], {
      async *unknowns() {
        yield await Promise.resolve({ index: 0, attempts: [late] });
      },
    });
    const { signal } = new AbortController();
    const slept: unknown[] = [];
    let now = NOW;
    const clock = {
      now: () => now,
      sleep: async (ms: number, until?: AbortSignal) => {
        now += ms;
        slept.push([ms, until]);
      },
    };
    const { source } = sourceOf([reportOn(1)]);
    await collect(source, { journal, clock, signal });
    expect(slept).toContainEqual([9_000, signal]);
  });
});

describe("the requests for reports", () => {
  it.each([
    [undefined, 100],
    [4, 250],
  ])("leave one after the other, with the rate %s, every %i milliseconds", async (rate, ms) => {
    let now = NOW;
    const { signal } = new AbortController();
    const sleeps: unknown[] = [];
    const clock = {
      now: () => now,
      sleep: async (time: number, until?: AbortSignal) => {
        now += time;
        sleeps.push(until);
      },
    };
    const asked: number[] = [];
    const { source } = sourceOf([reportOn(1)]);
    const timed: ReportSource = {
      reports: (query, options) => {
        asked.push(now - NOW);
        return source.reports(query, options);
      },
    };
    await collect(timed, { clock, signal, ...(rate === undefined ? {} : { rate }) });
    expect(asked.slice(0, 3)).toEqual([0, ms, 2 * ms]);
    expect(new Set(sleeps)).toEqual(new Set([signal]));
  });

  it("do not make up for time in which nothing was asked", async () => {
    let now = NOW;
    const clock = { now: () => now, sleep: async (time: number) => void (now += time) };
    const asked: number[] = [];
    const { source } = sourceOf([reportOn(1)]);
    const slow: ReportSource = {
      async *reports(query, options) {
        asked.push(now - NOW);
        yield* source.reports(query, options);
        if (asked.length === 1) now += 10_000;
      },
    };
    await collect(slow, { clock });
    expect(asked.slice(0, 3)).toEqual([0, 10_000, 10_100]);
  });

  it("are not made after the signal", async () => {
    const { source, queries } = sourceOf([]);
    const controller = new AbortController();
    const stopped = collect(
      {
        reports: (query, options) => {
          controller.abort(new Error("enough"));
          return source.reports(query, options);
        },
      },
      { signal: controller.signal },
    );
    await expect(stopped).rejects.toThrow("enough");
    expect(queries).toHaveLength(1);
  });

  it("go by the time that answers tell", async () => {
    const { source, queries } = sourceOf([reportOn(1)]);
    const told: ReportSource = {
      reports(query, options) {
        options?.onServiceTime?.(NOW - 30 * MINUTE);
        return source.reports(query, options);
      },
    };
    await collect(told);
    const ends = queries.map(({ end_time }) => Number(end_time));
    expect(Math.max(...ends)).toBe(NOW - 30 * MINUTE);
  });
});

describe("reconcile refuses", () => {
  const { source, queries } = sourceOf([]);

  it.each<[string, readonly unknown[]]>([
    ["no sending", [{ index: 0, attempts: [] }]],
    ["no list of sendings", [{ index: 0 }]],
    ["a sending without its time", [{ index: 0, attempts: [{}] }]],
    ["a sending at no time", [{ index: 0, attempts: [{ at: Number.NaN }] }]],
    ["a time that is a text", [{ index: 0, attempts: [{ at: "2026-03-01T08:00:00Z" }] }]],
    ["no sending at all", [{ index: 0, attempts: [null] }]],
    ["no index", [{ attempts: [{ at: AT }] }]],
    ["an index that is a text", [{ index: "0", attempts: [{ at: AT }] }]],
    ["nothing", [undefined]],
  ])("a journal whose unknown inputs have %s, for absence would prove nothing", async (_, records) => {
    const journal = journalOf([], [1]);
    const given = {
      ...journal,
      async *unknowns() {
        for (const record of records) yield await Promise.resolve(record as UnknownRecord);
      },
    };
    await expect(collect(source, { journal: given, unsentWithoutControl: true })).rejects.toMatchObject({
      code: "journal",
      reason: "failed",
      sent: "no",
    });
    expect([queries, journal.settled]).toEqual([[], []]);
  });

  it.each<[string, Given]>([
    ["settleMs", { settleMs: -1 }],
    ["settleMs", { settleMs: 2 ** 53 }],
    ["settleMs", { settleMs: "1" as never }],
    ["rate", { rate: 0.0009 }],
    ["rate", { rate: 1_001 }],
  ])("a %s that cannot work", async (name, options) => {
    await expect(collect(source, options)).rejects.toMatchObject({
      code: "validation",
      sent: "no",
      message: expect.stringMatching(
        new RegExp(`^reconcile: ${name} must be a number from .* Nothing was changed\\.$`),
      ) as string,
    });
    expect(queries).toEqual([]);
  });

  it.each<Given>([{ settleMs: 0 }, { settleMs: 2 ** 53 - 1 }, { rate: 0.001 }, { rate: 1_000 }])(
    "not the ends of what can: %j",
    async (options) => {
      expect(await collect(sourceOf([]).source, options)).toHaveLength(1);
    },
  );

  it("a client of another project, which it asks with the signal, and no other client", async () => {
    const { signal } = new AbortController();
    const sender = senderOf("run", "p1", "https://sms.example");
    const given: unknown[] = [];
    const clientOf = (projectId: string): ReportSource =>
      sourceOf([], {
        destination: async (options) => {
          given.push(options);
          return { projectId, baseUrl: "https://sms.example" };
        },
      }).source;
    const journal = (): ReconcilableJournal => journalOf([0], [], { sender });
    await expect(collect(clientOf("p2"), { journal: journal(), signal })).rejects.toMatchObject({
      code: "journal",
      reason: "other_project",
    });
    expect(await collect(clientOf("p1"), { journal: journal() })).toHaveLength(1);
    expect(given).toEqual([{ signal }, undefined]);
    // Nothing is compared where one of them does not say.
    expect(await collect(clientOf("p2"), { journal: journalOf([0]) })).toHaveLength(1);
    expect(await collect(sourceOf([]).source, { journal: journal() })).toHaveLength(1);
    expect(given).toHaveLength(2);
  });

  it("a journal in use, and gives it back at the end, whichever it is", async () => {
    const journal = journalOf([0, 1]);
    const first = reconcile(sourceOf([]).source, journal, messagesOf(3), {
      clock: { now: () => NOW, sleep: () => Promise.resolve() },
    });
    await first.next();
    await expect(collect(source, { journal })).rejects.toMatchObject({ reason: "claimed" });
    await first.return(undefined);
    await expect(collect(source, { journal, rate: 0 })).rejects.toMatchObject({ code: "validation" });
    expect(await collect(sourceOf([]).source, { journal })).toHaveLength(2);
    expect(await collect(sourceOf([]).source, { journal })).toHaveLength(2);
  });

  it("nothing where nothing is unknown: not even the inputs are read", async () => {
    const inputs: Iterable<SmsMessage> = {
      [Symbol.iterator]() {
        throw new Error("read");
      },
    };
    expect(await reconcile(source, journalOf([]), inputs).next()).toEqual({ value: undefined, done: true });
    expect(queries).toEqual([]);
  });

  it("inputs of other numbers", async () => {
    const journal = journalOf([0], [], { intended: () => [{ first: 0, last: 0, digest: 5 }] });
    await expect(collect(source, { journal })).rejects.toMatchObject({ reason: "other_numbers" });
  });
});
