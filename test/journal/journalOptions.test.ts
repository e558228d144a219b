import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openJournal, openJournalOn } from "../../src/journal/openJournal.js";
import type { JournalOptions } from "../../src/journal/journalOptions.js";
import { createNodeHost } from "../../src/journal/nodeHost.js";
import { memorySystem } from "./memoryFiles.js";

const PATH = "/journal";

/** Why options are refused, without what every refusal has; then no file is made. */
async function refusal(options: unknown): Promise<string> {
  const system = memorySystem();
  try {
    await (await openJournalOn(system, PATH, options as JournalOptions)).close();
    return "opened";
  } catch (error) {
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect([...system.contents.keys()]).toEqual([]);
    return /^openJournal: (.*)\. Nothing was sent\.$/.exec((error as Error).message)?.[1] ?? "?";
  }
}

describe("the options of a journal", () => {
  it("name the input", async () => {
    for (const options of [{ inputId: "" }, { inputId: " \t" }, { inputId: 5 }, {}])
      expect(await refusal(options), JSON.stringify(options)).toMatch(
        /^inputId must be .* and not empty, not ./,
      );
    expect(await refusal({ inputId: " x " })).toBe("opened");
  });

  it("must be there, or nothing is opened", async () => {
    const opening = openJournal("/none/journal", undefined as unknown as JournalOptions);
    await expect(opening).rejects.toBeInstanceOf(TypeError);
  });

  it("try again only what is not accepted", async () => {
    const refused = "retry must be a list of rejected, invalid, unsent, unknown";
    for (const retry of [
      ["accepted"],
      ["rejected", "accepted"],
      ["intended"],
      "rejected",
      {},
      [undefined],
      null,
      [["unsent"]],
      [null],
    ])
      expect(await refusal({ inputId: "x", retry }), JSON.stringify(retry)).toBe(refused);
    for (const retry of [undefined, [], ["rejected", "invalid", "unsent", "unknown"]])
      expect(await refusal({ inputId: "x", retry })).toBe("opened");
  });

  it("take no lock over that stood still for less than a minute", async () => {
    const refused = "takeOverAfterMs must be a number from 60000, not ";
    for (const takeOverAfterMs of [59_999, 0, NaN, "60000", null])
      expect(await refusal({ inputId: "x", takeOverAfterMs })).toContain(refused);
    for (const takeOverAfterMs of [undefined, 60_000, Infinity])
      expect(await refusal({ inputId: "x", takeOverAfterMs })).toBe("opened");
  });
});

describe("a journal that cannot be opened", () => {
  it("is free again", async () => {
    const system = memorySystem();
    const journal = await openJournalOn(system, PATH, { inputId: "one" });
    await journal.close();
    await expect(openJournalOn(system, PATH, { inputId: "other" })).rejects.toMatchObject({
      reason: "other_input",
    });
    expect([...system.contents.keys()]).toEqual([PATH]);
    const again = await openJournalOn(system, PATH, { inputId: "one" });
    expect(again.resumed).toBe(true);
    await again.close();
  });

  it("says that nothing was sent", async () => {
    const failure = Object.assign(new Error("EIO"), { code: "EIO" });
    const system = memorySystem();
    const files = { ...system.files, open: () => Promise.reject(failure) };
    await expect(openJournalOn({ ...system, files }, PATH, { inputId: "x" })).rejects.toThrow(
      /^The journal \/journal cannot be opened \(.*\)\. Nothing was sent\.$/,
    );
  });
});

describe("the clock of a journal", () => {
  it("is the machine's, unless the caller has one of his own, of which the machine knows nothing", async () => {
    const directory = await mkdtemp(join(tmpdir(), "smn-sms-clock-"));
    try {
      const names: (string | undefined)[] = [];
      let now = 1_000;
      const clock = { now: () => now++, sleep: () => Promise.resolve() };
      for (const given of [{}, { clock }]) {
        const path = join(directory, `journal-${names.length}`);
        const before = Date.now();
        const journal = await openJournal(path, { inputId: "x", ...given });
        await journal.intend([0]);
        for await (const { attempts } of journal.unknowns()) {
          names.push(attempts[0]?.clock);
          if ("clock" in given) expect(attempts[0]?.at).toBeLessThan(2_000);
          else expect(attempts[0]?.at).toBeGreaterThanOrEqual(before);
        }
        await journal.close();
      }
      expect(names).toHaveLength(2);
      const { self, startedAt } = createNodeHost();
      if (startedAt !== undefined) expect(names[0]).toMatch(new RegExp(`^${self.boot ?? "?"} \\d+$`));
      expect(names[1]).toMatch(/^[0-9a-f-]{36}$/);
    } finally {
      await rm(directory, { recursive: true });
    }
  });
});
