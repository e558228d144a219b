import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import type { Disposition } from "../../src/messages/outcome.js";
import type { AcceptedRecord, TimeSpan, UnknownRecord } from "../../src/journal/journal.js";
import type { FileJournal } from "../../src/journal/fileJournal.js";
import { openJournal } from "../../src/journal/openJournal.js";

let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-attempts-"));
});
afterAll(() => rm(directory, { recursive: true }));

const cause = new SmnError("The connection broke.", { code: "network", sent: "maybe" });
const unknown: Disposition = { status: "unknown", cause };
const unsent: Disposition = { status: "unsent", cause };
const accepted = (message_id: string, request_id = "r1"): Disposition => ({
  status: "accepted",
  endpoint: "+8613800000001",
  message_id,
  request_id,
});

/** A journal whose clock shows what the test sets. */
async function journalAt(): Promise<{ journal: FileJournal; clock: { time: number }; path: string }> {
  const clock = { time: 0 };
  const path = join(directory, `journal-${files++}`);
  const journal = await openJournal(path, {
    inputId: "input",
    clock: { now: () => clock.time, sleep: () => Promise.resolve() },
  });
  return { journal, clock, path };
}

async function unknownsOf(journal: FileJournal): Promise<UnknownRecord[]> {
  const all: UnknownRecord[] = [];
  for await (const one of journal.unknowns()) all.push(one);
  return all;
}

async function acceptedOf(journal: FileJournal, ...spans: TimeSpan[]): Promise<AcceptedRecord[]> {
  const all: AcceptedRecord[] = [];
  for await (const one of journal.accepted(spans)) all.push(one);
  return all;
}

/** A name like any other. */
const CLOCK = expect.stringMatching(/./) as string;

const settle = (journal: FileJournal, index: number, disposition: Disposition): Promise<void> =>
  journal.settle([{ index, disposition }]);

describe("the sendings of an unknown input", () => {
  it("end when their outcome is recorded, whatever is recorded about them later", async () => {
    const { journal, clock } = await journalAt();
    clock.time = 1_000;
    await journal.intend([0, 1], { correlate: "extend_code", timeoutMs: 500 });
    clock.time = 1_400;
    await settle(journal, 0, unknown);
    clock.time = 9_000;
    await settle(journal, 0, unknown);
    const attempt = { at: 1_000, clock: CLOCK, correlate: "extend_code", timeoutMs: 500 };
    expect(await unknownsOf(journal)).toEqual([
      { index: 0, attempts: [{ ...attempt, until: 1_400 }] },
      { index: 1, attempts: [attempt] },
    ]);
    await journal.close();
  });

  it("end when the next one begins, where they have no outcome", async () => {
    const { journal, clock } = await journalAt();
    clock.time = 1_000;
    await journal.intend([0]);
    clock.time = 2_000;
    await journal.intend([0]);
    clock.time = 2_500;
    await settle(journal, 0, unsent);
    clock.time = 3_000;
    await journal.intend([0]);
    const attempts = [{ at: 1_000, until: 2_000 }, { at: 2_000, until: 2_500 }, { at: 3_000 }].map((one) => ({
      ...one,
      clock: CLOCK,
    }));
    expect(await unknownsOf(journal)).toEqual([{ index: 0, attempts }]);
    await journal.close();
  });

  it("have no end in a journal of an older version, unless another one follows", async () => {
    const path = join(directory, `journal-${files++}`);
    const lines = [
      { journal: "smn-sms", version: 1, input_id: "input", run_id: "0011223344556677", created_at: "2026" },
      { status: "intended", indices: [[0, 1]], at: 1_000 },
      { status: "unknown", indices: [[0, 1]], request_id: "r1", code: "timeout", reason: "late" },
      { status: "intended", indices: [[1, 1]], at: 2_000 },
    ];
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const journal = await openJournal(path, { inputId: "input" });
    expect(await unknownsOf(journal)).toEqual([
      { index: 0, attempts: [{ at: 1_000 }], request_id: "r1" },
      { index: 1, attempts: [{ at: 1_000, until: 2_000 }, { at: 2_000 }] },
    ]);
    await journal.close();
  });
});

describe("the accepted inputs", () => {
  it("are those that an answer accepted, with the sending that it answered", async () => {
    const { journal, clock } = await journalAt();
    clock.time = 1_000;
    await journal.intend([0, 1]);
    clock.time = 2_000;
    await journal.intend([1], { correlate: "extend_code" });
    await journal.settle([
      { index: 0, disposition: accepted("id0") },
      { index: 1, disposition: accepted("id1") },
    ]);
    expect(await acceptedOf(journal, { start: 0, end: 3_000 })).toEqual([
      { index: 0, message_id: "id0", attempt: { at: 1_000, clock: CLOCK } },
      { index: 1, message_id: "id1", attempt: { at: 2_000, clock: CLOCK, correlate: "extend_code" } },
    ]);
    await journal.close();
  });

  it("are not those that were found among the reports", async () => {
    const { journal } = await journalAt();
    await journal.intend([0, 1]);
    await settle(journal, 0, unknown);
    await settle(journal, 0, accepted("id0"));
    await settle(journal, 1, accepted("id1", ""));
    expect(await acceptedOf(journal, { start: 0, end: 1 })).toEqual([]);
    await journal.close();
  });

  it("are those of the spans, their ends included", async () => {
    const { journal, clock } = await journalAt();
    for (const index of [0, 1, 2, 3, 4, 5]) {
      clock.time = index * 10;
      await journal.intend([index]);
      await settle(journal, index, accepted(`id${index}`));
    }
    // The sending outside is the one that was answered.
    await journal.intend([6]);
    clock.time = 1_000;
    await journal.intend([6]);
    await settle(journal, 6, accepted("id6"));
    const found = await acceptedOf(journal, { start: 10, end: 20 }, { start: 40, end: 999 });
    expect(found.map(({ index }) => index)).toEqual([1, 2, 4, 5]);
    await journal.close();
  });
});
