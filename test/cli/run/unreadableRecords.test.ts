import { copyFile, mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { describe, expect, test } from "vitest";
import { temporaryFolder } from "../command.js";
import { beforeCall, failReads, failure } from "../failingFiles.js";
import { peopleCsv, sentFile, takingService } from "../takingService.js";

const ROWS = 9;

function failOpening(path: RegExp, code = "EIO"): void {
  beforeCall("open", (given) => {
    if (path.test(given)) throw failure(code);
  });
}

/** Other folders can be listed: temporary files are looked for there. */
function failListing(folder: string, code: string): void {
  beforeCall("readdir", (given) => {
    if (given === folder) throw failure(code);
  });
}

const flat = (text: string): string => text.replace(/\s+/g, " ");

describe("results that cannot be read", () => {
  test("are not taken for results that show nothing", async () => {
    const { service, file } = await sentFile(ROWS);
    await rm(`${file}.journal`);
    await copyFile(`${file}.older`, `${file}.journal`);
    failOpening(/\.results\.csv$/);
    const { code, stderr } = await service.send(file);
    expect([code, service.twice()]).toEqual([2, []]);
    expect(flat(stderr)).toMatch(
      /results\.csv cannot be read \(EIO\)\. So it is not known whether it shows outcomes that \S+ does not have\. Nothing was sent\./,
    );
  });

  test.each([
    [0, 2],
    [1, 2],
    [2, 5],
  ])("are not taken for those either when %i reads were fine", async (reads, wanted) => {
    const { service, file } = await sentFile(ROWS);
    await copyFile(`${file}.older`, `${file}.journal`);
    failReads(/\.results\.csv$/, reads);
    const { code } = await service.send(file);
    expect([code, service.twice()]).toEqual([wanted, []]);
  });

  test("keep a run from beginning anew whose journal is gone", async () => {
    const { service, file } = await sentFile(ROWS);
    await rm(`${file}.journal`);
    await rm(`${file}.older`);
    failOpening(/\.results\.csv$/, "EACCES");
    expect([(await service.send(file)).code, service.twice()]).toEqual([2, []]);
  });
});

describe("a journal nearby that cannot be read", () => {
  test("may be one of the same rows", async () => {
    const { service, file } = await sentFile(ROWS);
    await rm(`${file}.older`);
    const copy = `${file}.copy.csv`;
    await copyFile(file, copy);
    failOpening(/people\.csv\.journal$/);
    const { code, stderr } = await service.send(copy);
    expect([code, service.twice()]).toEqual([2, []]);
    expect(flat(stderr)).toContain("So it is not known whether a run of the same rows is recorded there.");
  });

  test("is passed over where it is another user's", async () => {
    const { service, file } = await sentFile(ROWS);
    const other = `${file}.other.csv`;
    await writeFile(other, "endpoint,message\n13900000001,other\n");
    failOpening(/people\.csv\.journal$/, "EACCES");
    expect((await service.send(other)).code).toBe(0);
  });

  test("may be in a folder that cannot be listed", async () => {
    const { service, file } = await sentFile(ROWS);
    const below = join(dirname(file), "below");
    await mkdir(below);
    const copy = join(below, "copy.csv");
    await copyFile(file, copy);
    failListing(dirname(file), "EIO");
    const { code, stderr } = await service.send(copy);
    expect([code, service.twice()]).toEqual([2, []]);
    expect(flat(stderr)).toMatch(
      /cannot be read \(EIO\)\. So it is not known whether a run of the same rows/,
    );
  });

  test("may be one of results of a run that goes on", async () => {
    const service = await takingService();
    const file = join(await temporaryFolder(), "people.csv");
    await writeFile(file, peopleCsv(ROWS));
    await service.send(file, "--first", "3");
    failListing(dirname(dirname(file)), "EIO");
    const { code, stderr } = await service.send(file);
    expect([code, service.taken.size]).toEqual([2, 3]);
    expect(flat(stderr)).toMatch(
      /cannot be read \(EIO\)\. So it is not known whether a run of the same rows/,
    );
  });

  test("is none in a folder that is closed to this user", async () => {
    const service = await takingService();
    const file = join(await temporaryFolder(), "people.csv");
    await writeFile(file, peopleCsv(ROWS));
    failListing(dirname(dirname(file)), "EACCES");
    expect((await service.send(file)).code).toBe(0);
  });
});
