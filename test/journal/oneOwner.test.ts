import { execFileSync } from "node:child_process";
import { link, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { openJournal, readJournal, reconcile, SmnError } from "../../src/index.js";
import type { Journal, ReconcilableJournal } from "../../src/journal/journal.js";
import { claimJournal } from "../../src/journal/claimJournal.js";
import { byStatus, drain, manualClock, messagesOf, run, service, settled } from "../bulk/support.js";

let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-owner-"));
});
afterAll(() => rm(directory, { recursive: true }));
const newPath = (): string => join(directory, `journal-${files++}`);
const INPUT = { inputId: "input" };

const throwing = (): never => {
  throw new Error("nothing is to be asked");
};

const memoryJournal = (): Journal => {
  const sent = new Set<number>();
  return {
    runId: "run",
    decide: (index) => (sent.has(index) ? "skip" : "send"),
    intend: async (indices) => {
      for (const index of indices) sent.add(index);
    },
    settle: async () => undefined,
    close: async () => undefined,
  };
};

describe("a journal that two runs use at a time", () => {
  it.each([
    ["in a file", () => openJournal(newPath(), INPUT)],
    ["of one's own", () => Promise.resolve(memoryJournal())],
  ])("is refused to the second one, %s", async (_name, create) => {
    const journal = await create();
    const held = service("hold");
    const first = drain(run(held, messagesOf(20), { journal, batchSize: 5 }));
    while (held.open.length < 4) await settled();
    const other = service();
    const second = await drain(run(other, messagesOf(20), { journal, batchSize: 5 }));
    expect(second).toMatchObject({ outcomes: [], error: { code: "journal", reason: "claimed", sent: "no" } });
    expect(other.texts).toEqual([]);
    for (const request of [...held.open]) request.accept();
    expect((await first).error).toBeUndefined();
    expect(held.texts).toHaveLength(20);
    // Afterwards it is free again, and knows what was sent.
    expect(await drain(run(other, messagesOf(20), { journal }))).toEqual({ outcomes: [] });
    expect(other.texts).toEqual([]);
    await journal.close();
  });

  const wrappers: [string, (journal: Journal) => Journal][] = [
    ["a copy", (journal) => ({ ...journal })],
    ["a copy of another name", (journal) => ({ ...journal, runId: "another" })],
    ["an object that inherits from it", (journal) => Object.create(journal) as Journal],
    ["a proxy", (journal) => new Proxy(journal, {})],
    [
      "methods that call its own",
      (journal) => ({
        runId: journal.runId,
        decide: (index) => journal.decide(index),
        intend: (indices, details) => journal.intend(indices, details),
        settle: (settlements) => journal.settle(settlements),
        close: () => journal.close(),
      }),
    ],
  ];
  const pairs = wrappers.flatMap(([name, wrap]) => [
    { where: "in a file", name, create: () => openJournal(newPath(), INPUT), wrap },
    // Nothing but its name tells that it is the same.
    ...(name.endsWith("another name")
      ? []
      : [{ where: "of one's own", name, create: () => Promise.resolve(memoryJournal()), wrap }]),
  ]);

  it.each(pairs)("is refused to the second one that has $name, $where", async ({ create, wrap }) => {
    for (const wrapped of ["the first", "the second", "both"]) {
      const journal = await create();
      const one = wrapped === "the second" ? journal : wrap(journal);
      const other = wrapped === "the first" ? journal : wrap(journal);
      const first = run(service(), messagesOf(3), { journal: one });
      await first.next();
      const held = service();
      const second = await drain(run(held, messagesOf(3), { journal: other }));
      expect(second).toMatchObject({ outcomes: [], error: { code: "journal", reason: "claimed" } });
      expect(held.texts).toEqual([]);
      if ("unknowns" in other) {
        const judged = reconcile({ reports: throwing }, other as Journal & ReconcilableJournal, []);
        await expect(judged.next()).rejects.toMatchObject({ reason: "claimed" });
      }
      await first.return?.();
      await journal.close();
    }
  });

  it("is refused by another copy of the package in the same process", async () => {
    const journal = await openJournal(newPath(), INPUT);
    const own = memoryJournal();
    vi.resetModules();
    const copy = await import("../../src/journal/claimJournal.js");
    expect(copy.claimJournal).not.toBe(claimJournal);
    for (const one of [journal, own]) {
      const release = claimJournal(one);
      expect(() => copy.claimJournal(one)).toThrow(expect.objectContaining({ reason: "claimed" }) as Error);
      release();
      copy.claimJournal(one)();
    }
    await journal.close();
  });

  it("is given back by its owner alone, and once", () => {
    const journal = memoryJournal();
    const first = claimJournal(journal);
    first();
    const second = claimJournal(journal);
    first();
    expect(() => claimJournal(journal)).toThrow(expect.objectContaining({ reason: "claimed" }) as Error);
    second();
    claimJournal(journal)();
  });

  it("is refused as long as nobody has seen all outcomes of the first one", async () => {
    const journal = memoryJournal();
    const first = run(service(), messagesOf(3), { journal });
    await first.next();
    for (let turns = 0; turns < 10; turns++) await settled();
    const again = (): Promise<unknown> => drain(run(service(), messagesOf(3), { journal }));
    expect(await again()).toMatchObject({ outcomes: [], error: { reason: "claimed" } });
    await first.next();
    await first.next();
    expect(await again()).toEqual({ outcomes: [] });
  });

  it("is free after a run that stopped, that was left, or that was never begun", async () => {
    const journal = memoryJournal();
    const held = service();
    void run(held, messagesOf(5), { journal });
    await run(held, messagesOf(5), { journal }).return?.();
    for await (const outcome of run(held, messagesOf(5), { journal, batchSize: 1 })) {
      expect(outcome.status).toBe("accepted");
      break;
    }
    await drain(run(held, messagesOf(5), { journal, signal: AbortSignal.abort() }));
    claimJournal(journal)();
  });
});

describe("a journal that changes while a run writes it", () => {
  const changes: [string, (path: string) => Promise<unknown>][] = [
    ["is removed", (path) => rm(path)],
    ["is renamed", (path) => rename(path, `${path}.old`)],
    [
      "is replaced",
      async (path) => {
        await rm(path);
        await writeFile(path, "");
      },
    ],
    ["is emptied", (path) => writeFile(path, "")],
    ["is written by somebody else", (path) => writeFile(path, "x", { flag: "a" })],
    ["gets another name", (path) => link(path, `${path}.link`)],
    ["loses its lock", (path) => rm(`${path}.lock`)],
    [
      "gets another lock",
      async (path) => {
        await rm(`${path}.lock`);
        await writeFile(`${path}.lock`, "{}");
      },
    ],
  ];

  it.each(changes)("and %s stops the run before its next request", async (_name, change) => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    const held = service("hold");
    const ended = drain(run(held, messagesOf(10), { journal, batchSize: 2, concurrency: 1 }));
    while (held.open.length === 0) await settled();
    await change(path);
    held.open[0]!.accept();
    const { outcomes, error } = await ended;
    expect(error).toMatchObject({ code: "journal", reason: "lost", sent: "maybe" });
    expect(held.texts).toEqual(["text 0", "text 1"]);
    // Whoever took the journal away may have sent the others.
    expect(byStatus(outcomes)["accepted"]).toEqual([0, 1]);
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["accepted"]));
    await expect(journal.close()).rejects.toMatchObject({ reason: "lost" });
  });

  it.each(changes)("and %s leaves open what this run could not send", async (_name, change) => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    const held = service("hold");
    const ended = drain(run(held, messagesOf(10), { journal, batchSize: 2, concurrency: 2 }));
    while (held.open.length < 2) await settled();
    await change(path);
    held.open[0]!.fail(new SmnError("Refused.", { code: "network", sent: "no" }));
    await settled();
    held.open[0]!.fail(new SmnError("Refused.", { code: "network", sent: "no" }));
    const { outcomes, error } = await ended;
    expect(error).toMatchObject({ code: "journal", reason: "lost" });
    // Whoever took the journal away may have sent them.
    expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["unknown"]));
    expect(outcomes.length).toBeGreaterThanOrEqual(4);
    await expect(journal.close()).rejects.toMatchObject({ reason: "lost" });
  });

  it("says at its end that it is not there any more", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    await drain(run(service(), messagesOf(3), { journal }));
    await rm(path);
    await expect(journal.close()).rejects.toMatchObject({ code: "journal", reason: "lost" });
  });
});

describe("what a journal's path leads to", () => {
  it("is one journal by a symbolic link as well", async () => {
    const path = newPath();
    await symlink(path, `${path}.link`);
    const journal = await openJournal(`${path}.link`, INPUT);
    for (const name of [path, `${path}.link`])
      await expect(openJournal(name, INPUT)).rejects.toMatchObject({ reason: "locked" });
    await drain(run(service(), messagesOf(3), { journal }));
    await journal.close();
    const again = await openJournal(path, INPUT);
    expect(again.counts.accepted).toBe(3);
    await again.close();
  });

  it("is refused while the file has two names", async () => {
    const path = newPath();
    await (await openJournal(path, INPUT)).close();
    await link(path, `${path}.link`);
    for (const name of [path, `${path}.link`])
      await expect(openJournal(name, INPUT)).rejects.toMatchObject({
        reason: "locked",
        message: expect.stringContaining("2 names") as unknown,
      });
    await rm(`${path}.link`);
    await (await openJournal(path, INPUT)).close();
  });

  it("is refused at once where it is no file", async () => {
    const [pipe, folder] = [newPath(), newPath()];
    execFileSync("mkfifo", [pipe]);
    await mkdir(folder);
    for (const path of [pipe, folder, "/dev/null"]) {
      const refusal = { code: "journal", reason: "not_a_journal" };
      await expect(openJournal(path, INPUT)).rejects.toMatchObject(refusal);
      await expect(readJournal(path).next()).rejects.toMatchObject(refusal);
    }
  });
});

describe("the name of an input", () => {
  it.each([[undefined], [null], [""], ["  "], [5], [{}]])("must be one (%j)", async (inputId) => {
    const path = newPath();
    await expect(openJournal(path, { inputId: inputId as never })).rejects.toMatchObject({
      code: "validation",
      sent: "no",
    });
  });

  it("is compared before anything else, and the refusal says what a new journal does", async () => {
    const path = newPath();
    await (await openJournal(path, { ...INPUT, clock: manualClock() })).close();
    await expect(openJournal(path, { inputId: "other" })).rejects.toMatchObject({
      reason: "other_input",
      message: expect.stringContaining("also those that were sent already") as unknown,
    });
  });
});
