import { readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { writeXlsx } from "hucre";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../command.js";
import { peopleCsv, takingService, type TakingService } from "../takingService.js";

const ROWS = 9;

async function stage(): Promise<{ service: TakingService; file: string; results: string }> {
  const file = join(await temporaryFolder(), "people.csv");
  await writeFile(file, peopleCsv(ROWS));
  return { service: await takingService(), file, results: `${file}.results.csv` };
}

describe("results that are sent", () => {
  test("are refused when a later run of their file sent rows that are unsent in them", async () => {
    const { service, file, results } = await stage();
    await service.send(file, "--first", "3");
    const other = join(dirname(file), "later.csv");
    expect((await service.send(file, "--out", other)).code).toBe(0);
    for (const args of [[], ["--dry-run"]]) {
      const { code, stderr } = await service.send(results, ...args);
      expect(code).toBe(2);
      expect(stderr.replace(/\s+/g, " ")).toContain(
        "the first of them at line 5, were sent or may have been sent",
      );
    }
    expect(service.twice()).toEqual([]);
    expect((await service.send(results, "--new-run-and-risk-duplicates")).code).not.toBe(2);
  });

  test("are sent when they are those of the last run, and then the file itself is refused", async () => {
    const { service, file, results } = await stage();
    await service.send(file, "--first", "3");
    // Rows that were left out, so 3.
    expect((await service.send(results)).code).toBe(3);
    expect(service.taken.size).toBe(ROWS);
    for (const args of [[], ["--dry-run"]]) expect((await service.send(file, ...args)).code).toBe(2);
    expect(service.twice()).toEqual([]);
  });
});

describe("results under a name of their own", () => {
  const stageNamed = async () => {
    const { service, file } = await stage();
    const old = join(dirname(file), "monday.csv");
    await service.send(file, "--first", "3", "--out", old);
    return { service, file, old };
  };

  test("are refused when a later run of their file sent rows that are unsent in them", async () => {
    const { service, file, old } = await stageNamed();
    expect((await service.send(file)).code).toBe(0);
    for (const args of [[], ["--dry-run"]]) {
      const { code, stderr } = await service.send(old, ...args);
      expect([code, stderr.replace(/\s+/g, " ")]).toEqual([
        2,
        expect.stringMatching(/the first of them at line 5, were sent or may .* Go on with \S*people\.csv,/),
      ]);
    }
    expect(service.twice()).toEqual([]);
    expect((await service.send(old, "--new-run-and-risk-duplicates")).code).not.toBe(2);
  });

  test("are sent when they are those of the last run, and then the file itself is refused", async () => {
    const { service, file, old } = await stageNamed();
    expect((await service.send(old)).code).toBe(3);
    expect(service.taken.size).toBe(ROWS);
    for (const args of [[], ["--dry-run"]]) expect((await service.send(file, ...args)).code).toBe(2);
    expect(service.twice()).toEqual([]);
  });

  test("saved as a workbook and sent, are found as well when others of the same run are sent", async () => {
    const { service, file, old } = await stageNamed();
    const saved = join(dirname(file), "saved.xlsx");
    const rows = (await readFile(old, "utf8")).trimEnd().split(/\r?\n/);
    await writeFile(
      saved,
      await writeXlsx({ sheets: [{ name: "results", rows: rows.map((row) => row.split(",")) }] }),
    );
    expect((await service.send(saved)).code).toBe(3);
    expect(service.taken.size).toBe(ROWS);
    for (const other of [old, file]) expect((await service.send(other)).code).toBe(2);
    expect(service.twice()).toEqual([]);
  });

  test("saved anew by a spreadsheet, are refused once others of the same run were sent, and the file as well", async () => {
    const { service, file, old } = await stageNamed();
    const saved = join(dirname(file), "saved.csv");
    await writeFile(saved, `\ufeff${(await readFile(old, "utf8")).replaceAll(",", ";")}`);
    expect((await service.send(saved, "--separator", ";")).code).toBe(3);
    expect(service.taken.size).toBe(ROWS);
    for (const other of [old, file]) expect((await service.send(other)).code).toBe(2);
    expect(service.twice()).toEqual([]);
  });

  test("do not stand in the way of another run to the same people", async () => {
    const { service, file, old } = await stageNamed();
    const other = join(dirname(file), "other.csv");
    await writeFile(other, peopleCsv(ROWS).replaceAll("text", "another text"));
    expect((await service.send(other)).code).toBe(0);
    expect((await service.send(old)).code).toBe(3);
  });
});

test("a missing journal: whoever is told to send the results is told how old they may be", async () => {
  const { service, file } = await stage();
  await service.send(file, "--first", "3");
  await rm(`${file}.journal`);
  const { code, stderr } = await service.send(file);
  expect(code).toBe(2);
  expect(stderr.replace(/\s+/g, " ")).toContain(
    "results are as old as the last run that ended by itself: what a run sent that was killed after that is sent a second time",
  );
});

test("a copy whose run began while this one was asked about is not sent again, and leaves nothing behind", async () => {
  const { service, file } = await stage();
  const copy = join(dirname(file), "copy.csv");
  await writeFile(copy, peopleCsv(ROWS));
  let isSent = false;
  const ended = await service.asking(file, async () => {
    isSent = (await service.send(copy)).code === 0;
    return "yes";
  });
  expect([isSent, ended.code, service.twice()]).toEqual([true, 2, []]);
  expect((await readdir(dirname(file))).filter((name) => name.startsWith("people."))).toEqual(["people.csv"]);
});

test("of copies that are started together, no two are sent", async () => {
  const { service, file } = await stage();
  const files = ["p", "q", "r"].map((name) => join(dirname(file), `${name}.csv`));
  for (const one of files) await writeFile(one, peopleCsv(ROWS));
  await Promise.all(files.map((one) => service.send(one)));
  expect(service.twice()).toEqual([]);
});

test.each([[], ["--dry-run"]])(
  "fewer rows than the run came to already are not taken for other ones %s",
  async (...args) => {
    const { service, file } = await stage();
    await service.send(file, "--first", "6");
    const { code, stderr } = await service.send(file, "--first", "3", ...args);
    expect([code, service.twice()]).toEqual([2, []]);
    expect(stderr.replace(/\s+/g, " ")).toContain("The run came to row 6 already, and --first 3 is fewer.");
  },
);
