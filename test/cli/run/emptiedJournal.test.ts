import { copyFile, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../command.js";
import { sentFile, type TakingService } from "../takingService.js";

const ROWS = 9;

/** A file that was sent, whose journal something happened to afterwards. */
async function sent(
  act: (journal: string) => Promise<unknown>,
): Promise<{ service: TakingService; file: string; results: string }> {
  const { service, file } = await sentFile(ROWS);
  await act(`${file}.journal`);
  return { service, file, results: await readFile(`${file}.results.csv`, "utf8") };
}

/** Cuts a journal behind so many lines. */
async function cut(journal: string, lines: number): Promise<void> {
  const kept = (await readFile(journal, "utf8")).split("\n").slice(0, lines);
  await writeFile(journal, `${kept.join("\n")}\n`);
}

const CHANGES: Record<string, (journal: string) => Promise<unknown>> = {
  emptied: (journal) => truncate(journal),
  "filled with zeros": async (journal) => writeFile(journal, Buffer.alloc((await stat(journal)).size)),
  "cut within its first line": (journal) => truncate(journal, 70),
  "cut behind its first line": (journal) => cut(journal, 1),
  "cut behind its last intent": async (journal) =>
    cut(journal, (await readFile(journal, "utf8")).trim().split("\n").length - 1),
  "cut before its last intent": async (journal) =>
    cut(journal, (await readFile(journal, "utf8")).trim().split("\n").length - 2),
  "replaced by an older copy": (journal) => copyFile(journal.replace(/journal$/, "older"), journal),
};

describe.each(Object.entries(CHANGES))("a journal that was %s beside complete results", (_, act) => {
  test.each(["send", "reconcile", "report"] as const)("changes nothing for %s", async (name) => {
    const { service, file, results } = await sent(act);
    const { code } = name === "send" ? await service.send(file) : await service.command(name, file);
    expect([code, service.twice()]).toEqual([2, []]);
    expect(await readFile(`${file}.results.csv`, "utf8")).toBe(results);
  });
});

test("a dry run refuses what the run would refuse", async () => {
  const { service, file } = await sent((journal) => truncate(journal));
  expect((await service.send(file, "--dry-run")).code).toBe(2);
});

test("results under another name count as well, when they would be overwritten", async () => {
  const { service, file } = await sent((journal) => rm(journal));
  const out = join(file, "..", "out.csv");
  await copyFile(`${file}.results.csv`, out);
  await rm(`${file}.results.csv`);
  const { code, stderr } = await service.send(file, "--out", out);
  expect([code, service.twice()]).toEqual([2, []]);
  expect(stderr.replace(/\s+/g, " ")).toContain("shows outcomes, from line 2 on");
});

test("results of other people may be overwritten", async () => {
  const { service, file } = await sent(() => Promise.resolve());
  const other = join(await temporaryFolder(), "others.csv");
  await writeFile(other, "endpoint,message\n13900000001,text\n");
  expect((await service.send(other, "--out", `${file}.results.csv`)).code).toBe(0);
});

test("a journal that has only its first line is used, where no results say otherwise", async () => {
  const { service, file } = await sent((journal) => cut(journal, 1));
  await rm(`${file}.results.csv`);
  service.taken.clear();
  expect((await service.send(file)).code).toBe(0);
  expect(service.taken.size).toBe(ROWS);
});
