import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { PassThrough, Readable } from "node:stream";
import { onTestFinished } from "vitest";
import type { Clock } from "../../src/base/clock.js";
import type { CliEnvironment } from "../../src/cli/base/environment.js";
import type { ExitCode } from "../../src/cli/base/exitCode.js";
import { openInputFile } from "../../src/cli/input/inputFile.js";
import { openTable, type TableOptions } from "../../src/cli/input/openTable.js";
import type { Row, Table } from "../../src/cli/input/row.js";
import { runCommand } from "../../src/cli/runCommand.js";
import { temporaryFolder } from "./command.js";

/** A table over a real file with this content. */
export async function tableOf(
  content: string | Uint8Array,
  options: Partial<TableOptions> = {},
): Promise<Table> {
  const path = join(await temporaryFolder(), "people.csv");
  await writeFile(path, content);
  const file = await openInputFile(path, "people.csv");
  onTestFinished(() => file.close());
  return openTable(file, { format: "csv", encoding: "utf-8", separator: ",", ...options });
}

export async function rowsOf(table: Table): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of table.batches()) rows.push(...batch);
  return rows;
}

export async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

/** A stream that remembers what was written. */
export function memory(): PassThrough & { readonly text: string } {
  const stream = new PassThrough();
  const chunks: string[] = [];
  stream.on("data", (chunk: Buffer) => chunks.push(chunk.toString("utf8")));
  return Object.defineProperty(stream, "text", { get: () => chunks.join("") }) as PassThrough & {
    text: string;
  };
}

/** A clock that moves only when it is told to. */
export function handClock(): Clock & { advance(ms: number): void } {
  let now = 0;
  return {
    now: () => now,
    sleep: () => Promise.resolve(),
    advance: (ms) => void (now += ms),
  };
}

/** Runs the command inside this process. */
export async function runInside(
  args: readonly string[],
  changes: Partial<CliEnvironment> = {},
): Promise<{ code: ExitCode; stdout: string; stderr: string }> {
  const stdout = memory();
  const stderr = memory();
  const code = await runCommand(args, {
    stdin: Readable.from([]),
    stdout,
    stderr,
    env: {},
    isTTY: { stdin: false, stderr: false },
    columns: 80,
    clock: { now: () => Date.now(), sleep: () => Promise.resolve() },
    signal: new AbortController().signal,
    version: "1.2.3",
    ...changes,
  });
  return { code, stdout: stdout.text, stderr: stderr.text };
}
