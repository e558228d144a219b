import { spawnSync } from "node:child_process";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import fc from "fast-check";
import Papa from "papaparse";
import { describe, expect, test } from "vitest";
import type { JournalRecord } from "../../../src/journal/journal.js";
import type { JournalHost } from "../../../src/journal/journalHost.js";
import { createNodeHost } from "../../../src/journal/nodeHost.js";
import type { Counts } from "../../../src/cli/base/exitCode.js";
import type { TableOptions } from "../../../src/cli/input/openTable.js";
import { createRowReader } from "../../../src/cli/rows/createRowReader.js";
import { resultColumns } from "../../../src/cli/results/resultColumns.js";
import { fileTarget, streamTarget } from "../../../src/cli/results/resultsTarget.js";
import { removeStale, temporaryPath } from "../../../src/cli/results/temporaryFile.js";
import { writeResults } from "../../../src/cli/results/writeResults.js";
import { temporaryFolder } from "../command.js";
import { memory, rowsOf, tableOf } from "../support.js";

async function merge(
  content: string,
  records: JournalRecord[],
  options: Partial<TableOptions> = {},
): Promise<{ text: string; counts: Counts }> {
  const table = await tableOf(content, options);
  const shape = { template: undefined, phoneColumn: "endpoint", signId: "s", checkNumber: true };
  await rowsOf(table); // as the check does: JSON Lines know their columns afterwards
  async function* inOrder(): AsyncGenerator<JournalRecord[]> {
    for (let at = 0; at < records.length; at += 2) yield records.slice(at, at + 2);
    yield [];
  }
  const output = memory();
  const counts = await writeResults(table, inOrder(), createRowReader(table, shape), streamTarget(output));
  return { text: output.text, counts };
}

describe("the results", () => {
  test("repeat every row with what became of it", async () => {
    const { text, counts } = await merge(
      "endpoint,message,town\n13800000001,a,x\n12,b,\n13800000003,c,z\n13800000004,d,z\n",
      [
        { index: 0, status: "accepted", message_id: "m0", request_id: "r0" },
        { index: 1, status: "invalid" },
        { index: 2, status: "rejected", code: "SMN.0227", reason: 'no, "never"', request_id: "r1" },
      ],
    );
    expect(text).toBe(
      [
        "endpoint,message,town,status,message_id,code,reason,request_id",
        "13800000001,a,x,accepted,m0,,,r0",
        '12,b,,invalid,,minLength,"line 3: endpoint: expected a phone number, got 2 digits, and no + and country code",',
        '13800000003,c,z,rejected,,SMN.0227,"no, ""never""",r1',
        "13800000004,d,z,unsent,,,not reached,",
        "",
      ].join("\n"),
    );
    expect(counts).toEqual({ accepted: 1, rejected: 1, invalid: 1, unsent: 1, unknown: 0 });
  });

  test("keep byte order mark, separator and line ends of the input", async () => {
    const { text } = await merge("\uFEFFendpoint;message\r\n1;=A1\r\n", [{ index: 0, status: "unknown" }], {
      separator: ";",
    });
    expect(text).toBe(
      "\uFEFFendpoint;message;status;message_id;code;reason;request_id\r\n1;=A1;unknown;;;;\r\n",
    );
  });

  test("do not shift the status of a row with too many or too few cells", async () => {
    const { text } = await merge("endpoint,message\n1\n2,b,c\n", []);
    expect(text.split("\n").slice(1, 3)).toEqual(["1,,unsent,,,not reached,", "2,b,unsent,,,not reached,"]);
  });

  test("of JSON Lines have a column for every name", async () => {
    const { text } = await merge('{"endpoint":"1","n":{"a":1}}\n{"message":"x"}\nbroken\n', [], {
      format: "jsonl",
    });
    expect(text.split("\n").slice(0, 4)).toEqual([
      "endpoint,n,message,status,message_id,code,reason,request_id",
      '1,"{""a"":1}",,unsent,,,not reached,',
      ",,x,unsent,,,not reached,",
      ",,,unsent,,,not reached,",
    ]);
  });

  test("put a prefix only before names that the input has already", () => {
    expect(Object.values(resultColumns(["code", " reason ", "smn_code"]))).toEqual([
      "status",
      "message_id",
      "smn_smn_code",
      "smn_reason",
      "request_id",
    ]);
  });

  test("have one row for every row of the input, in its order, whatever the journal knows", async () => {
    const cell = fc.string({ unit: fc.constantFrom("a", ",", '"', "\n", " ", "中"), maxLength: 5 });
    const file = fc.array(
      fc.tuple(cell, fc.option(fc.constantFrom("accepted", "unsent", "unknown" as const))),
      {
        maxLength: 30,
      },
    );
    await fc.assert(
      fc.asyncProperty(file, async (rows) => {
        const cells = rows.map(([value], index) => [String(index), value]);
        const content = Papa.unparse([["endpoint", "message"], ...cells], { newline: "\n" });
        const records = rows.flatMap(([, status], index): JournalRecord[] =>
          status === null ? [] : [{ index, status }],
        );
        const { text } = await merge(content, records);
        const parsed = Papa.parse<string[]>(text.trimEnd()).data.slice(1);
        expect(parsed.map((row) => row.slice(0, 3))).toEqual(
          rows.map(([value, status], index) => [String(index), value, status ?? "unsent"]),
        );
      }),
      { numRuns: 60 },
    );
  });

  test("appear as a file only when they are complete", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "out.csv");
    await writeFile(path, "earlier");
    const broken = await fileTarget(path);
    await broken.write("half");
    expect(await readFile(path, "utf8")).toBe("earlier");
    await broken.discard();
    const whole = await fileTarget(path);
    await whole.write("who");
    await whole.write("le");
    await whole.finish();
    expect(await readFile(path, "utf8")).toBe("whole");
    expect(await readdir(folder)).toEqual(["out.csv"]);
  });

  test("are not finished when a text before the last could not be written", async () => {
    const folder = await temporaryFolder();
    const target = await fileTarget(join(folder, "out.csv"));
    // A text that is no text is what the system cannot write on any machine.
    await target.write(undefined as unknown as string);
    await expect(target.write("next")).rejects.toThrow();
    await expect(target.finish()).rejects.toThrow();
    await target.discard();
    expect(await readdir(folder)).toEqual([]);
  });

  test("take away what killed processes left of them, and nothing else", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "out.csv");
    const { pid: dead } = spawnSync(process.execPath, ["--eval", ""]);
    const host = createNodeHost();
    const leftBy = (self: Partial<JournalHost["self"]>, of = path): string =>
      temporaryPath(of, { ...host, self: { ...host.self, ...self } });
    const kept = [
      leftBy({}),
      leftBy({ pid: process.ppid, started: host.look(process.ppid).started }),
      // Where a number means another process, or may do so, nobody knows whether it has ended.
      leftBy({ pid: dead, host: "another" }),
      leftBy({ pid: dead, boot: "another" }),
      leftBy({ pid: dead, namespace: "another" }),
      leftBy({ pid: dead }, join(folder, "another.csv")),
      leftBy({ pid: dead }, join(folder, "out.csv.csv")),
      `${leftBy({ pid: dead })}.txt`,
      join(folder, ".out.csv.0123abcd.tmp"),
      join(folder, ".out.csv.tmp"),
    ];
    const left = [leftBy({ pid: dead }), leftBy({ pid: dead }), leftBy({ pid: dead, started: undefined })];
    // A number that belongs to a process which started at another time was given anew.
    if (host.self.started !== undefined) left.push(leftBy({ pid: process.ppid, started: "1" }));
    for (const file of [...left, ...kept]) await writeFile(file, "");
    const target = await fileTarget(path);
    await target.finish();
    const names = [path, ...kept].map((file) => basename(file));
    expect((await readdir(folder)).sort()).toEqual(names.sort());
  });

  test("stay where a system does not tell its boots or namespaces apart", async () => {
    const folder = await temporaryFolder();
    const path = join(folder, "out.csv");
    const { pid: dead } = spawnSync(process.execPath, ["--eval", ""]);
    const host = createNodeHost();
    for (const self of [
      { ...host.self, boot: undefined },
      { ...host.self, namespace: undefined },
    ]) {
      const blind = { ...host, self };
      const file = temporaryPath(path, { ...blind, self: { ...self, pid: dead } });
      await writeFile(file, "");
      await removeStale(path, blind);
      expect(await readdir(folder)).toContain(basename(file));
    }
  });
});
