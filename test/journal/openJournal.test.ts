import { randomUUID } from "node:crypto";
import fc from "fast-check";
import { appendFile, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  openJournal,
  readJournal,
  readJournalInOrder,
  SmnError,
  type JournalRecord,
} from "../../src/index.js";
import { openJournalOn } from "../../src/journal/openJournal.js";
import { readJournalOn } from "../../src/journal/readJournal.js";
import { memorySystem } from "./memoryFiles.js";
import type { Settlement } from "../../src/journal/journal.js";
import {
  byStatus,
  drain,
  INVALID,
  messageOf,
  messagesOf,
  numberOf,
  range,
  run,
  service,
  settled,
  START,
} from "../bulk/support.js";

let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-journal-"));
});
afterAll(() => rm(directory, { recursive: true }));
const newPath = (): string => join(directory, `journal-${files++}`);
const INPUT = { inputId: "input" };

const accepted = (index: number): Settlement => ({
  index,
  disposition: { status: "accepted", endpoint: numberOf(index), message_id: `id ${index}`, request_id: "r1" },
});
const unsent = (index: number): Settlement => ({
  index,
  disposition: { status: "unsent", cause: new SmnError("Not sent.", { code: "network", sent: "no" }) },
});

async function all(records: AsyncIterable<JournalRecord>): Promise<JournalRecord[]> {
  const found: JournalRecord[] = [];
  for await (const record of records) found.push(record);
  return found;
}

/** A journal file of two requests with every kind of outcome, and its text. */
async function written(path = newPath()): Promise<{ path: string; text: string }> {
  const journal = await openJournal(path, INPUT);
  await journal.intend([0, 1, 3]);
  await journal.settle([{ index: 2, disposition: { status: "invalid", issues: [] } }]);
  await journal.settle([
    accepted(0),
    { index: 1, disposition: { status: "rejected", code: "SMN.0227", reason: "no", request_id: "r1" } },
    unsent(3),
  ]);
  await journal.intend([4, 5]);
  await journal.settle([accepted(4), accepted(5)]);
  await journal.intend([6]);
  await journal.close();
  return { path, text: await readFile(path, "utf8") };
}

describe("openJournal", () => {
  it("goes on where the run ended: settled skipped, unsent sent, intended unknown", async () => {
    const { path } = await written();
    const journal = await openJournal(path, INPUT);
    expect(range(8).map((index) => journal.decide(index))).toEqual([
      "skip",
      "skip",
      "skip",
      "send",
      "skip",
      "skip",
      "unknown",
      "send",
    ]);
    expect(journal.resumed).toBe(true);
    expect(journal.counts).toEqual({
      accepted: 3,
      rejected: 1,
      invalid: 1,
      unsent: 1,
      unknown: 0,
      intended: 1,
    });
    await journal.close();
  });

  it("keeps the id of the run", async () => {
    const path = newPath();
    const first = await openJournal(path, INPUT);
    await first.close();
    const second = await openJournal(path, INPUT);
    await second.close();
    expect(first.resumed).toBe(false);
    expect(second.runId).toBe(first.runId);
    const other = await openJournal(newPath(), INPUT);
    await other.close();
    expect(other.runId).not.toBe(first.runId);
  });

  it.each<[Parameters<typeof openJournal>[1]["retry"] & object, number[], number[]]>([
    [["rejected"], [1], [6]],
    [["invalid"], [2], [6]],
    [["unsent"], [3], [6]],
    [["unknown"], [6], []],
    [["rejected", "unknown"], [1, 6], []],
    [[], [], [6]],
  ])("sends exactly what is to be tried again (%j)", async (retry, sent, unknown) => {
    const { path } = await written();
    const journal = await openJournal(path, { ...INPUT, retry });
    const decisions = range(8).map((index) => journal.decide(index));
    await journal.close();
    expect(range(8).filter((index) => decisions[index] === "send")).toEqual(sent);
    expect(range(8).filter((index) => decisions[index] === "unknown")).toEqual(unknown);
  });

  it("refuses to try accepted messages again, before it touches the file", async () => {
    for (const retry of [["accepted"], ["rejected", "all"], "unknown"]) {
      const path = newPath();
      await expect(openJournal(path, { ...INPUT, retry: retry as never })).rejects.toMatchObject({
        code: "validation",
      });
      await expect(stat(path)).rejects.toMatchObject({ code: "ENOENT" });
    }
  });

  it("knows what it recorded since it was opened: a second run sends nothing again", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    const first = service();
    await drain(run(first, messagesOf(10), { journal, batchSize: 3 }));
    const second = service();
    const { outcomes, error } = await drain(run(second, messagesOf(12), { journal }));
    await journal.close();
    expect(first.texts).toHaveLength(10);
    expect(error).toBeUndefined();
    expect(second.texts).toEqual(["text 10", "text 11"]);
    expect(byStatus(outcomes)).toEqual({ accepted: [10, 11] });
  });

  it("is resumed by a run, which ends with one outcome for every input", async () => {
    const path = newPath();
    const controller = new AbortController();
    const journal = await openJournal(path, INPUT);
    const held = service("hold");
    const ended = drain(
      run(held, messagesOf(30), { journal, batchSize: 5, concurrency: 2, signal: controller.signal }),
    );
    while (held.open.length < 2) await settled();
    held.open[0]!.accept();
    while (held.requests.length < 3) await settled();
    held.open[0]!.fail(new SmnError("broken", { code: "network", sent: "maybe" }));
    controller.abort();
    while (held.open.length > 0) {
      held.open[0]!.accept();
      await settled();
    }
    await ended;
    await journal.close();
    const again = await openJournal(path, INPUT);
    const second = service();
    const { error } = await drain(run(second, messagesOf(30), { journal: again, batchSize: 5 }));
    await again.close();
    expect(error).toBeUndefined();
    const texts = [...held.texts, ...second.texts];
    expect(texts.length).toBe(new Set(texts).size);
    expect(texts).toHaveLength(30);
    const records = await all(readJournal(path));
    expect(records.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(30));
    expect(records.filter(({ status }) => status === "unknown")).toHaveLength(5);
  });

  it("has an intent in its file before the request leaves", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    const held = service("hold");
    const ended = drain(run(held, messagesOf(40), { journal, batchSize: 4, concurrency: 3 }));
    for (let request = 0; request < 10; request++) {
      while (held.open.length === 0) await settled();
      const recorded = await readFile(path, "utf8");
      const from = Number(held.open[0]!.messages[0]!.message.slice(5));
      expect(recorded).toContain(`{"status":"intended","indices":[[${from},${from + 3}]],"at":`);
      held.open[0]!.accept();
    }
    await ended;
    await journal.close();
  });

  it("goes by the list of what is to be tried again as it was when it was opened", async () => {
    const { path } = await written();
    const retry: ("unsent" | "rejected")[] = ["unsent"];
    const journal = await openJournal(path, { ...INPUT, retry });
    const before = range(7).map((index) => journal.decide(index));
    retry.splice(0, 1, "rejected");
    expect(range(7).map((index) => journal.decide(index))).toEqual(before);
    await journal.close();
  });

  it("opens with its end torn off anywhere, and forgets no whole line", async () => {
    const bytes = Buffer.from((await written()).text);
    for (let length = 0; length <= bytes.length; length++) {
      const system = memorySystem();
      const path = "/journal";
      system.write(path, bytes.subarray(0, length));
      // All headers that this machine writes are as long.
      const host = { ...system.host, randomId: randomUUID };
      const journal = await openJournalOn({ ...system, host }, path, INPUT);
      const pieces = bytes.subarray(0, length).toString("utf8").split("\n");
      // A line that lacks only its line feed was written, and is known by its check sum.
      const whole = bytes[length] === 10 ? pieces : pieces.slice(0, -1);
      for (const line of whole.slice(1)) {
        const { status, indices } = JSON.parse(line) as { status: string; indices: [number, number][] };
        if (status !== "intended") continue;
        // Number 3 was unsent in the end.
        for (const index of indices.flatMap(([first, last]) => range(last - first + 1, first)))
          if (index !== 3 || length < bytes.indexOf("unsent")) expect(journal.decide(index)).not.toBe("send");
      }
      // What comes after is whole again.
      await journal.intend([100]);
      await journal.close();
      const lines = system.read(path).split("\n").slice(0, -1);
      expect(lines).toHaveLength(Math.max(whole.length, 1) + 1);
      expect(lines.slice(1, whole.length)).toEqual(whole.slice(1));
      const records = await all(readJournalOn(system.files, path));
      expect(records.at(-1)).toMatchObject({ index: 100, status: "unknown" });
      expect([...system.contents.keys()]).toEqual([path]);
    }
  });

  it("opens with zeros at its end, as a crash of the machine leaves them", async () => {
    const { path, text } = await written();
    await appendFile(path, `${"\0".repeat(512 - (text.length % 512))}[[7,7]],"at":1}\n`);
    const journal = await openJournal(path, INPUT);
    expect(journal.decide(6)).toBe("unknown");
    await journal.close();
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it("refuses a file that is damaged anywhere but at its end", async () => {
    const { text } = await written();
    const lines = text.split("\n").slice(0, -1);
    for (const place of range(lines.length - 1, 1)) {
      for (const broken of [
        "{",
        "nonsense",
        `{"status":"odd","indices":[]}`,
        `{"status":"intended","indices":[[5,3]]}`,
      ]) {
        const path = newPath();
        const damaged = lines.map((line, at) => (at === place ? broken : line));
        await writeFile(path, `${damaged.join("\n")}\n`);
        const refusal = expect.objectContaining({
          code: "journal",
          reason: "damaged",
          sent: "no",
        }) as unknown;
        await expect(openJournal(path, INPUT)).rejects.toEqual(refusal);
        await expect(all(readJournal(path))).rejects.toEqual(refusal);
        // It can be opened by nobody, but is not locked either, and was not changed.
        expect(await readFile(path, "utf8")).toBe(`${damaged.join("\n")}\n`);
        await expect(stat(`${path}.lock`)).rejects.toMatchObject({ code: "ENOENT" });
      }
    }
  });

  it("refuses a file that is no journal, and leaves it as it is", async () => {
    for (const content of [
      "no line feed",
      "{}",
      `{"phone":"13800000000"}`,
      "a,b\n1,2\n",
      "\n",
      `{"journal":"smn-sms"}\n`,
    ]) {
      const path = newPath();
      await writeFile(path, content);
      const refusal = { code: "journal", reason: "not_a_journal" };
      await expect(openJournal(path, INPUT)).rejects.toMatchObject(refusal);
      await expect(all(readJournal(path))).rejects.toMatchObject(refusal);
      expect(await readFile(path, "utf8")).toBe(content);
    }
  });

  it("refuses a journal of another input or version, and leaves it as it is", async () => {
    const { path, text } = await written();
    await expect(openJournal(path, { inputId: "other" })).rejects.toMatchObject({
      code: "journal",
      reason: "other_input",
    });
    expect(await readFile(path, "utf8")).toBe(text);
    await writeFile(path, text.replace('"version":2', '"version":3'));
    await expect(openJournal(path, INPUT)).rejects.toMatchObject({ reason: "not_a_journal" });
  });

  it("says what is wrong with a place where no file can be", async () => {
    await expect(openJournal(join(directory, "no", "such", "directory"), INPUT)).rejects.toMatchObject({
      code: "journal",
      reason: "unreadable",
      message: expect.stringMatching(/cannot be opened \(.*ENOENT.*\)\. Nothing was sent\.$/) as unknown,
    });
  });

  it("does not say that nothing was sent where a journal is read, as its run may have sent", async () => {
    await expect(readJournal(join(directory, "missing")).next()).rejects.toMatchObject({
      code: "journal",
      reason: "unreadable",
      message: expect.stringMatching(/cannot be read \(.*ENOENT.*\)\.$/) as unknown,
    });
  });

  it("can be read by nobody else", async () => {
    const { path } = await written();
    expect((await stat(path)).mode & 0o777).toBe(0o600);
  });

  it("holds no text, no number and no key", async () => {
    const marker = "geheim";
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.constantFrom("accepted", "rejected", "invalid", "unmatched", "error"), {
          minLength: 1,
          maxLength: 6,
        }),
        async (kinds) => {
          const path = newPath();
          const journal = await openJournal(path, {
            ...INPUT,
            clock: { now: () => START, sleep: async () => undefined },
          });
          const inputs = kinds.map((kind, index) => ({
            ...(kind === "invalid" ? INVALID : messageOf(index, `+861395550${1000 + index}`)),
            ...(kind === "invalid"
              ? { extend_code: `${marker}${"x".repeat(40)}` }
              : { message: `${marker} ${index}` }),
          }));
          const held = service("hold");
          const ended = drain(run(held, inputs, { journal, batchSize: 1, concurrency: 1 }));
          for (const kind of kinds) {
            if (kind === "invalid") continue;
            while (held.open.length === 0) await settled();
            const [request] = held.open;
            const { endpoint, message } = request!.messages[0]!;
            if (kind === "accepted") request!.accept();
            else if (kind === "rejected")
              request!.answer([{ endpoint, code: "SMN.0227", message: `bad: ${message} ${endpoint}` }]);
            else if (kind === "unmatched")
              request!.answer([{ endpoint: "+8613955509999", message_id: marker }]);
            else request!.fail(new Error(`${message} to ${endpoint}`));
          }
          const { outcomes } = await ended;
          await journal.close();
          expect(outcomes).toHaveLength(kinds.length);
          const text = await readFile(path, "utf8");
          expect(text).not.toContain(marker);
          expect(text).not.toMatch(/1395550\d{4}/);
        },
      ),
      { numRuns: 30 },
    );
  });
});

describe("readJournal and readJournalInOrder", () => {
  it("give the outcomes that the run gave", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    const inputs = range(200).map((index) =>
      index % 7 === 3 ? INVALID : messageOf(index, numberOf(index % 50)),
    );
    const { outcomes } = await drain(run(service(), inputs, { journal, batchSize: 6 }));
    await journal.close();
    const records = await all(readJournal(path));
    const ordered = await all(readJournalInOrder(path));
    expect(ordered.map(({ index }) => index)).toEqual(range(200));
    expect([...records].sort((a, b) => a.index - b.index)).toEqual(ordered);
    for (const outcome of outcomes) {
      const record = ordered[outcome.index]!;
      expect(record.status).toBe(outcome.status);
      if (outcome.status === "accepted")
        expect(record).toMatchObject({ message_id: outcome.message_id, request_id: outcome.request_id });
    }
  });

  it("give the last of several outcomes", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    await journal.intend([0, 1]);
    await journal.settle([unsent(0), unsent(1)]);
    await journal.intend([1]);
    await journal.settle([accepted(1)]);
    await journal.close();
    expect(await all(readJournal(path))).toEqual([
      { index: 0, status: "unsent", code: "network", reason: "Not sent." },
      { index: 1, status: "accepted", message_id: "id 1", request_id: "r1" },
    ]);
  });

  it("give what is whole while a run is writing", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    let isOver = false;
    const ended = drain(run(service(), messagesOf(3_000), { journal, batchSize: 10 })).then((end) => {
      isOver = true;
      return end;
    });
    let counts = 0;
    while (!isOver) {
      const ordered = await all(readJournalInOrder(path));
      const indices = ordered.map(({ index }) => index);
      expect(new Set(indices).size).toBe(indices.length);
      expect(indices.length).toBeGreaterThanOrEqual(counts);
      counts = indices.length;
      expect(ordered.every(({ status }) => status === "accepted" || status === "unknown")).toBe(true);
    }
    expect((await ended).outcomes).toHaveLength(3_000);
    await journal.close();
    expect(byStatus((await all(readJournal(path))) as never)).toEqual({ accepted: range(3_000) });
  });

  it("sort more than they hold in memory", async () => {
    const path = newPath();
    const journal = await openJournal(path, INPUT);
    const indices = [...range(5_000, 100_000), ...range(10), ...range(3_000, 60_000)];
    await journal.settle(indices.map(accepted));
    await journal.close();
    const ordered = (await all(readJournalInOrder(path))).map(({ index }) => index);
    expect(ordered).toEqual([...indices].sort((a, b) => a - b));
  });

  it("give nothing of an empty file", async () => {
    const path = newPath();
    await writeFile(path, "");
    expect(await all(readJournal(path))).toEqual([]);
    expect(await all(readJournalInOrder(path))).toEqual([]);
  });
});

describe("readJournal of a file that is not there", () => {
  it("names the file and the reason", async () => {
    await expect(readJournal("no/such.journal").next()).rejects.toMatchObject({
      code: "journal",
      message: expect.stringContaining("no/such.journal") as string,
    });
  });
});
