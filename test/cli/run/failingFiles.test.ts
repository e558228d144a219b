import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../command.js";
import { beforeCall, failure } from "../failingFiles.js";
import { memory } from "../support.js";
import { peopleCsv, takingService, type TakingService } from "../takingService.js";

const ROWS = 6;

/** A file of some people, and a service that takes their messages. */
async function stage(): Promise<{ service: TakingService; file: string }> {
  const file = join(await temporaryFolder(), "people.csv");
  await writeFile(file, peopleCsv(ROWS));
  return { service: await takingService(), file };
}

/** Lets calls fail with such a path once something was done with another. */
function failAfter([call, path]: ["open" | "rm", RegExp], [earlier, done]: ["rm" | "rename", RegExp]): void {
  let isDone = false;
  beforeCall(earlier, (given) => {
    isDone ||= done.test(given);
  });
  beforeCall(call, (given) => {
    if (isDone && path.test(given)) throw failure("EIO");
  });
}

const flat = (text: string): string => text.replace(/\s+/g, " ");

describe("a disk that fails behind a run", () => {
  test("does not hide what became of standard input", async () => {
    const { service } = await stage();
    const folder = /smn-sms-\w{6}$/;
    const kept: string[] = [];
    let isBroken = true;
    beforeCall("rm", (path) => {
      if (!isBroken || !folder.test(path)) return;
      kept.push(path);
      throw failure("EIO");
    });
    const stdout = memory();
    Object.assign(stdout, {
      write: (_: unknown, done: (error: Error) => void) => done(failure("ENOSPC")),
    });
    const { code, stderr } = await service.piped(peopleCsv(ROWS), stdout);
    expect(code).toBe(5);
    expect(flat(stderr)).toContain("This run had these outcomes: 6 accepted.");
    expect(kept.map((path) => dirname(path))).toEqual([tmpdir()]);
    isBroken = false;
    for (const path of kept) await rm(path, { recursive: true });
  });

  test("is not taken for a journal that somebody took away", async () => {
    const { service, file } = await stage();
    failAfter(["open", /\.journal$/], ["rm", /\.journal\.lock$/]);
    const { code, stdout } = await service.send(file);
    expect(code).toBe(5);
    expect(flat(stdout)).toMatch(/The journal \S+ cannot be read \(open EIO\)\. accepted 6 /);
    expect(stdout).not.toContain("removed, renamed");
  });

  test("is what the results say of rows that only the journal knows, and no reason to refuse them later", async () => {
    const { service, file } = await stage();
    let isBroken = true;
    let isOver = false;
    beforeCall("rm", (path) => {
      isOver ||= path.endsWith(".journal.lock");
    });
    beforeCall("open", (path) => {
      if (isBroken && isOver && path.endsWith(".journal")) throw failure("EIO");
    });
    expect((await service.send(file, "--first", "3")).code).toBe(5);
    const results = await readFile(`${file}.results.csv`, "utf8");
    expect(results).toContain("not reached by the run, but its journal could not be read");
    expect(results).not.toContain("lost");
    isBroken = false;
    expect([(await service.send(file)).code, service.taken.size]).toEqual([0, ROWS]);
    expect(service.twice()).toEqual([]);
  });

  test("is told where the page cannot be drawn, and leaves nothing of it", async () => {
    const { service, file } = await stage();
    failAfter(["open", /\.journal$/], ["rename", /\.results\.csv\./]);
    const { code, stderr } = await service.send(file, "--page");
    expect(code).toBe(5);
    expect(flat(stderr)).toMatch(
      /The page \S+ could not be written \(.* EIO.*\)\. The results are complete\./,
    );
    expect((await readdir(dirname(file))).sort()).toEqual([
      "people.csv",
      "people.csv.journal",
      "people.csv.results.csv",
    ]);
  });

  test("leaves no part of a page behind", async () => {
    const { service, file } = await stage();
    beforeCall("rename", (path) => {
      if (path.includes(".html.")) throw failure("EIO");
    });
    expect((await service.send(file, "--page")).code).toBe(5);
    expect((await readdir(dirname(file))).filter((name) => name.includes("html"))).toEqual([]);
  });

  test("is told where the report cannot be written", async () => {
    const { service, file } = await stage();
    await service.send(file);
    let isAsked = false;
    service.asked = () => (isAsked = true);
    beforeCall("open", (path) => {
      if (isAsked && path.endsWith(".journal")) throw failure("EIO");
    });
    const { code, stderr } = await service.command("report", file);
    expect(code).toBe(5);
    expect(flat(stderr)).toMatch(
      /The report could not be written \(The journal \S+ cannot be read \(open EIO\)\.\)/,
    );
  });

  test("is told where outcomes that were found cannot be kept", async () => {
    const { service, file } = await stage();
    service.before = (_, response) => {
      response.destroy();
      return false;
    };
    expect((await service.send(file)).code).toBe(4);
    service.asked = () => rm(`${file}.journal`, { force: true });
    const { code, stderr } = await service.command("reconcile", file);
    expect(code).toBe(5);
    expect(flat(stderr)).toContain("was removed, renamed, replaced");
  });
});

test("a journal that cannot be read before a run goes on is no fault of the command", async () => {
  const { service, file } = await stage();
  await service.send(file, "--first", "3");
  let isLocked = false;
  beforeCall("rm", (path) => {
    isLocked ||= path.includes(".journal.lock.");
  });
  let opened = 0;
  beforeCall("open", (path) => {
    // It is opened to go on, to see whether it has rows, and to compare them with the results.
    if (isLocked && path.endsWith(".journal") && ++opened === 3) throw failure("EIO");
  });
  const { code, stderr } = await service.send(file);
  expect([code, service.taken.size]).toEqual([5, 3]);
  expect(flat(stderr)).toMatch(/smn-sms: The journal \S+ cannot be read \(open EIO\)\./);
  expect((await service.send(file)).code).toBe(0);
  expect(service.twice()).toEqual([]);
});

test("why nothing was sent is told although a temporary file cannot be removed", async () => {
  const { service, file } = await stage();
  await mkdir(`${file}.journal`);
  beforeCall("rm", (path) => {
    if (path.endsWith(".tmp")) throw failure("EIO");
  });
  const { code, stderr } = await service.send(file);
  expect([code, service.taken.size]).toEqual([2, 0]);
  expect(flat(stderr)).toContain("is a directory. Name the journal of this run.");
  expect(flat(stderr)).toContain("Nothing was sent.");
});
