import { copyFile, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeldRecords } from "../../../src/cli/run/heldRecords.js";
import { OwnOutcomes } from "../../../src/cli/run/ownOutcomes.js";
import { temporaryFolder } from "../command.js";
import { peopleCsv, takingService, type TakingService } from "../takingService.js";

const ROWS = 18;
const REQUESTS = ROWS / 3;

/** A run whose journal something happens to while a request is under way. */
async function lose(
  act: (journal: string) => Promise<unknown>,
  at: number,
): Promise<{ service: TakingService; file: string; ended: Awaited<ReturnType<TakingService["send"]>> }> {
  const file = join(await temporaryFolder(), "people.csv");
  await writeFile(file, peopleCsv(ROWS));
  const service = await takingService();
  service.before = async (request) => {
    if (request === 2) await copyFile(`${file}.journal`, `${file}.older`);
    if (request === at) await act(`${file}.journal`);
  };
  const ended = await service.send(file);
  service.before = () => undefined;
  return { service, file, ended };
}

const LOSSES: Record<string, (journal: string) => Promise<unknown>> = {
  removed: (journal) => rm(journal),
  renamed: (journal) => rename(journal, `${journal}.old`),
  emptied: (journal) => truncate(journal),
  "replaced by an older copy": (journal) => copyFile(journal.replace(/journal$/, "older"), journal),
  "replaced by another file": (journal) => writeFile(journal, "{}\n"),
};

describe.each(Object.entries(LOSSES))("a journal that is %s during a run", (_, act) => {
  test.each([3, REQUESTS])("takes no outcome away, at request %i", async (at) => {
    const { service, file, ended } = await lose(act, at);
    expect(ended.code).toBe(5);
    expect(ended.stdout).toMatch(/ unsent +0 /);
    expect(ended.stdout.replace(/\s+/g, " ")).toContain(
      "do not run the same command without the very journal that this run wrote to",
    );
    const results = await readFile(`${file}.results.csv`, "utf8");
    const statuses = results
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",")[2]);
    // That of the request under way may not be certain any more.
    expect(statuses).toHaveLength(ROWS);
    expect(new Set(statuses.slice(0, 3 * (at - 1)))).toEqual(new Set(["accepted"]));
    expect(new Set(statuses.slice(3 * at))).toEqual(new Set(at === REQUESTS ? [] : ["unknown"]));
    expect(service.taken.size).toBe(3 * at);
    await service.send(file);
    expect(service.twice()).toEqual([]);
  });
});

test("the outcomes of a lost journal are told where the results cannot be written either", async () => {
  const { ended } = await lose((journal) => rm(dirname(journal), { recursive: true }), 3);
  expect(ended.code).toBe(5);
  const told = ended.stderr.replace(/\s+/g, " ");
  expect(told).toContain("The outcomes are not in");
  expect(told).toMatch(/This run had these outcomes: [69] accepted/);
  expect(told).not.toContain("sends nothing twice");
});

describe("the records of a journal, beside the outcomes of its run", () => {
  const statuses = fc.array(fc.constantFrom("accepted", "rejected", "unknown", "unsent", undefined), {
    minLength: 1,
    maxLength: 20,
  });

  test("never make unsent what the run has sent or may have sent, whatever lies at the path", () => {
    fc.assert(
      fc.property(statuses, statuses, fc.boolean(), (had, found, isLost) => {
        const own = new OwnOutcomes();
        had.forEach((status, index) => status !== undefined && own.add(index, status));
        const held = new HeldRecords("none", { runId: "r", own }, isLost);
        for (const [index, status] of had.entries()) {
          const there = found[index];
          const told = held.outcomeOf(index, there && { index, status: there })?.status ?? "unsent";
          if (status !== undefined && status !== "unsent") expect(told).toBe(status);
          else if (there !== "accepted" && isLost) expect(told).toBe("unknown");
          else if (there === "accepted") expect(told).toBe("accepted");
        }
      }),
    );
  });

  test("show that one was lost when it lacks what was answered", () => {
    const own = new OwnOutcomes();
    own.add(0, "accepted");
    const held = new HeldRecords("none", { runId: "r", own }, false);
    expect(held.outcomeOf(0, undefined)).toEqual({ index: 0, status: "accepted" });
    expect([held.isLost, held.outcomeOf(1, undefined)?.status]).toEqual([true, "unknown"]);
  });
});

test("the journal of a lost run, put back, resumes it", async () => {
  const { service, file } = await lose((journal) => rename(journal, `${journal}.away`), 3);
  await rename(`${file}.journal.away`, `${file}.journal`);
  await service.send(file);
  expect([service.twice(), service.taken.size]).toEqual([[], ROWS]);
});
