import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { openJournal } from "../../src/journal/openJournal.js";
import { readOrderedBatches } from "../../src/journal/readJournalInOrder.js";
import type { Counts } from "../../src/cli/exitCode.js";
import type { Row, RowIssue, Table } from "../../src/cli/input/row.js";
import { checkRows } from "../../src/cli/message/checkRows.js";
import { createRowReader, type RowReader } from "../../src/cli/message/createRowReader.js";
import { RowSet } from "../../src/cli/message/rowSet.js";
import { LiveResults, type LiveResultsOptions } from "../../src/cli/results/liveResults.js";
import { createResultLines } from "../../src/cli/results/resultLines.js";
import { fileTarget } from "../../src/cli/results/resultsTarget.js";
import { writeResults } from "../../src/cli/results/writeResults.js";
import { SmnError } from "../../src/base/errors.js";
import type { MessageIssue } from "../../src/base/messageIssue.js";
import { createOutcome, type Disposition } from "../../src/messages/outcome.js";
import { temporaryFolder } from "./command.js";
import { collect, tableOf } from "./support.js";

interface Play {
  readonly folder: string;
  readonly path: string;
  readonly table: Table;
  readonly reader: RowReader;
  readonly rows: readonly Row[];
  readonly open: (changes?: Partial<LiveResultsOptions>) => LiveResults;
}

async function stage(content: string, separator = ","): Promise<Play> {
  const table = await tableOf(content, { separator });
  const shape = { template: undefined, phoneColumn: "endpoint", signId: "s", checkNumber: true };
  const reader = createRowReader(table, shape);
  const invalidRows = new RowSet();
  await checkRows(table, reader, { signName: undefined, phoneColumn: "endpoint", invalidSet: invalidRows });
  const folder = await temporaryFolder();
  const path = join(folder, "out.csv");
  const lines = createResultLines(table, reader);
  const open: Play["open"] = (changes = {}) =>
    new LiveResults({
      lines,
      invalidRows,
      open: () => fileTarget(path),
      hasRoom: () => Promise.resolve(true),
      ...changes,
    });
  return {
    folder,
    path,
    table,
    reader,
    rows: (await collect(table.batches({ withRaw: true }))).flat(),
    open,
  };
}

/** Gives each row its outcome, in this order; rows are read as far as they are needed. */
function play(results: LiveResults, rows: readonly Row[], outcomes: readonly [number, Disposition][]): void {
  let read = 0;
  for (const [index, disposition] of outcomes) {
    for (; read <= index && read < rows.length; read++) results.expect(rows[read] as Row);
    results.add(createOutcome(index, undefined, disposition));
  }
}

async function fromJournal(
  { folder, table, reader }: Play,
  outcomes: readonly [number, Disposition][],
  together: number,
): Promise<{ text: string; counts: Counts }> {
  const journalPath = join(folder, "journal");
  const journal = await openJournal(journalPath, { inputId: "i" });
  for (let at = 0; at < outcomes.length; at += together)
    await journal.settle(
      outcomes.slice(at, at + together).map(([index, disposition]) => ({ index, disposition })),
    );
  await journal.close();
  const path = join(folder, "later.csv");
  const counts = await writeResults(table, readOrderedBatches(journalPath), reader, await fileTarget(path));
  return { text: await readFile(path, "utf8"), counts };
}

const people = (count: number): string =>
  `endpoint,message\n${Array.from({ length: count }, (_, n) => `138${String(n).padStart(8, "0")},第${n}号\n`).join("")}`;
const accepted = (id: string): Disposition => ({
  status: "accepted",
  endpoint: "13800000000",
  message_id: id,
  request_id: "r",
});
const invalid = (issues: readonly RowIssue[]): Disposition => ({
  status: "invalid",
  issues: issues as readonly MessageIssue[],
});
const inOrder = (count: number): [number, Disposition][] =>
  Array.from({ length: count }, (_, index) => [index, accepted(`m${index}`)]);

const word = fc.string({
  unit: fc.constantFrom(
    "a",
    "7",
    ",",
    ";",
    "|",
    "\t",
    '"',
    "\n",
    "\r",
    " ",
    "\u3000",
    "\uFEFF",
    "中",
    "😀",
    "\ud83d",
  ),
  maxLength: 6,
});
const cause = fc
  .record({ message: word, requestId: fc.option(word, { nil: undefined }) })
  .map(({ message, requestId }) => new SmnError(message, { code: "network", sent: "maybe", requestId }));
const sent: fc.Arbitrary<Disposition> = fc.oneof(
  fc.record({ status: fc.constant("accepted" as const), endpoint: word, message_id: word, request_id: word }),
  fc.record(
    { status: fc.constant("rejected" as const), code: word, reason: word, request_id: word },
    { requiredKeys: ["status", "code", "reason"] },
  ),
  fc.record({ status: fc.constant("unsent" as const), cause }),
  fc.record(
    { status: fc.constant("unknown" as const), cause, request_id: word },
    { requiredKeys: ["status", "cause"] },
  ),
);

/** A cell as it may stand in a file: in quotes where it must, or just so. */
const cell = (separator: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.oneof(fc.constantFrom("13800138000", "", "12", " x"), word), fc.boolean())
    .map(([value, mayBeBare]) => {
      const mustQuote = /["\n]/.test(value) || value.includes(separator) || value.startsWith("\uFEFF");
      return mustQuote || !mayBeBare ? `"${value.replaceAll('"', '""')}"` : value;
    });
const file = fc.constantFrom(",", ";", "|", "\t").chain((separator) =>
  fc.record({
    separator: fc.constant(separator),
    hasBom: fc.boolean(),
    rows: fc.array(
      fc.tuple(
        fc.array(cell(separator), { minLength: 1, maxLength: 5 }),
        fc.constantFrom("\n", "\r\n"),
        fc.boolean(),
      ),
      { maxLength: 12 },
    ),
  }),
);

describe("results that are written while messages are sent", () => {
  test("are byte for byte what the journal gives", async () => {
    const scene = fc.record({
      file,
      dispositions: fc.array(sent, { minLength: 40, maxLength: 40 }),
      order: fc.shuffledSubarray([...Array(40).keys()], { minLength: 40 }),
      together: fc.integer({ min: 1, max: 40 }),
    });
    await fc.assert(
      fc.asyncProperty(
        scene,
        async ({ file: { separator, hasBom, rows: lines }, dispositions, order, together }) => {
          const head = ["endpoint", "message", "town"].join(separator);
          const body = lines.map(([cells, end, isGood]) => {
            const good = `13800138000${separator}text${separator}`;
            return (isGood ? `${good}${cells[0] ?? ""}` : cells.join(separator)) + end;
          });
          const scene = await stage(`${hasBom ? "\uFEFF" : ""}${head}\n${body.join("")}`, separator);
          const { rows, reader, path, open } = scene;
          const outcomes = order
            .filter((index) => index < rows.length)
            .map((index): [number, Disposition] => {
              const read = reader.read(rows[index] as Row);
              const usual = dispositions[index] as Disposition;
              return [index, "issues" in read ? invalid(read.issues) : usual];
            });
          const results = open();
          play(results, rows, outcomes);
          const counts = await results.finish(rows.length);
          expect({ text: await readFile(path, "utf8"), counts }).toEqual(
            await fromJournal(scene, outcomes, together),
          );
        },
      ),
      { numRuns: 150 },
    );
  });

  test("keep the order of a file of any size, whatever order requests are answered in", async () => {
    const scene = await stage(people(9_000));
    const requests = Array.from({ length: 9 }, (_, n) => inOrder(9_000).slice(n * 1_000, (n + 1) * 1_000));
    const outcomes = [4, 2, 0, 1, 8, 7, 3, 5, 6].flatMap((n) => requests[n] ?? []);
    const results = scene.open();
    play(results, scene.rows, outcomes);
    expect(await results.finish(9_000)).toMatchObject({ accepted: 9_000, unsent: 0 });
    expect(await readFile(scene.path, "utf8")).toBe((await fromJournal(scene, outcomes, 999)).text);
  });

  test("of a file without rows are a header", async () => {
    const { path, open } = await stage("endpoint,message\n");
    expect(await open().finish(0)).toMatchObject({ accepted: 0 });
    expect(await readFile(path, "utf8")).toBe("endpoint,message,status,message_id,code,reason,request_id\n");
  });

  test("are there only when they are finished", async () => {
    const { folder, rows, open } = await stage(people(3));
    const results = open();
    play(results, rows, inOrder(3));
    expect(await readdir(folder)).not.toContain("out.csv");
    await results.finish(3);
    expect(await readdir(folder)).toEqual(["out.csv"]);
  });
});

const full = (): Promise<never> => Promise.reject(new Error("ENOSPC"));

describe("results that cannot be written while messages are sent", () => {
  const failing: [string, Partial<LiveResultsOptions>][] = [
    ["cannot be opened", { open: full }],
    [
      "cannot be written",
      { open: () => Promise.resolve({ write: full, finish: full, discard: () => Promise.resolve() }) },
    ],
    [
      "cannot be finished, nor taken back",
      { open: () => Promise.resolve({ write: () => Promise.resolve(), finish: full, discard: full }) },
    ],
    ["leave too little room", { hasRoom: () => Promise.resolve(false) }],
    ["have a room that nobody knows", { hasRoom: full }],
    ["wait for too much", { mostWaiting: 10 }],
  ];
  test.each(failing)("are given up when they %s, and take outcomes as before", async (_, changes) => {
    const { folder, path, rows, open } = await stage(people(20_000));
    await writeFile(path, "earlier");
    const results = open(changes);
    play(results, rows, inOrder(20_000));
    expect(await results.finish(20_000)).toBe(undefined);
    play(results, rows, inOrder(20_000));
    expect(await readdir(folder)).toEqual(["out.csv"]);
    expect(await readFile(path, "utf8")).toBe("earlier");
  });

  const wrong: [string, [number, Disposition][]][] = [
    ["a row has no outcome", inOrder(2)],
    ["a row in between has none", [...inOrder(1), [2, accepted("m2")]]],
    ["a row has two", [...inOrder(3), [1, accepted("again")]]],
    [
      "a row has two before an earlier one has any",
      [[2, accepted("m2")], [2, accepted("m2")], ...inOrder(2)],
    ],
    ["there are more outcomes than rows", inOrder(4)],
    ["a good row is found to be invalid", [...inOrder(2), [2, invalid([])]]],
  ];
  test.each(wrong)("are given up when %s", async (_, outcomes) => {
    const { folder, rows, open } = await stage(people(3));
    const results = open();
    play(results, rows, outcomes);
    expect(await results.finish(3)).toBe(undefined);
    expect(await readdir(folder)).toEqual([]);
  });

  test("leave nothing behind when the run stops", async () => {
    const { folder, rows, open } = await stage(people(3));
    const results = open();
    play(results, rows, inOrder(2));
    await results.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  test("hold no more than they may while the first row waits for its outcome", async () => {
    const { rows, open } = await stage(people(20_000));
    let written = 0;
    const write = (content: string | Uint8Array): Promise<void> =>
      Promise.resolve(void (written += content.length));
    const target = { write, finish: () => Promise.resolve(), discard: () => Promise.resolve() };
    const outcomes = inOrder(20_000);
    const late = [...outcomes.slice(1), ...outcomes.slice(0, 1)];
    const patient = open({ open: () => Promise.resolve(target) });
    play(patient, rows, late);
    expect(await patient.finish(20_000)).toMatchObject({ accepted: 20_000 });
    expect(written).toBeGreaterThan(800_000);
    written = 0;
    const strict = open({ open: () => Promise.resolve(target), mostWaiting: 500_000 });
    play(strict, rows, late);
    expect(await strict.finish(20_000)).toBe(undefined);
    expect(written).toBeLessThan(1_000);
  });

  test("are given up when the texts of rows without an outcome are too much, and not for rows that had theirs", async () => {
    const note = "x".repeat(200);
    const two = `+8613800138000,hi,${note}\n+86,hi,${note}\n`;
    const { rows, open, folder } = await stage(`endpoint,message,note\n${two.repeat(50)}`);
    const mostWaiting = 40_000; // less than two bytes for each character
    const outcomes = rows.map(({ index }): [number, Disposition] =>
      index % 2 === 0
        ? [index, { status: "accepted", endpoint: "e", message_id: "m", request_id: "r" }]
        : [index, invalid([])],
    );
    const done = (): Promise<void> => Promise.resolve();
    const target = { write: done, finish: done, discard: done };
    const waiting = open({ open: () => Promise.resolve(target), mostWaiting });
    for (const row of rows) waiting.expect(row);
    for (const [index, disposition] of outcomes) waiting.add(createOutcome(index, undefined, disposition));
    expect(await waiting.finish(rows.length)).toBe(undefined);
    const soon = open({ open: () => Promise.resolve(target), mostWaiting });
    play(soon, rows, outcomes);
    expect(await soon.finish(rows.length)).toMatchObject({ accepted: 50, invalid: 50 });
    expect(await readdir(folder)).toEqual([]);
  });
});
