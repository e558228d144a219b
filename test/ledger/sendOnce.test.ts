import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { LedgerJob } from "../../src/ledger/index.js";
import { createSmsClient, reconcile, type SmsMessage } from "../../src/index.js";
import { sandboxSign } from "../../src/mock/index.js";
import { WHOLE_NUMBER } from "../base/wholeNumber.js";
import { bench, messagesOf, type Bench } from "./support.js";

let at: Bench;
let starts = 0;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at.end());
const newMessages = (count = 3): SmsMessage[] => messagesOf(count, 10_000 * ++starts);
const sentOf = (messages: readonly SmsMessage[]): number => {
  const numbers = new Set(messages.map(({ endpoint }) => endpoint));
  return at.service.messages.filter(({ endpoint }) => numbers.has(endpoint)).length;
};
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (error: unknown) => error,
  );
async function all<T>(values: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const one of values) found.push(one);
  return found;
}

describe("a job", () => {
  it("is sent once, and gives the same outcomes when it is delivered again", async () => {
    const messages = newMessages();
    const first = await at.ledger.sendOnce(at.sms, "order 1", messages);
    expect(first).toEqual(
      messages.map((_, index) => ({
        index,
        status: "accepted",
        message_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
        request_id: expect.any(String) as string,
      })),
    );
    const { ledger, sms } = at.worker();
    expect(await ledger.sendOnce(sms, "order 1", messages)).toEqual(first);
    expect(sentOf(messages)).toBe(3);
  });

  it("keeps what was rejected and what was invalid, with the reasons", async () => {
    const messages = newMessages();
    at.service.faults.add({ kind: "reject", numbers: [messages[1]!.endpoint], code: "SMN.0227" });
    const wrong = { endpoint: "+8613800000000", message: "" } as SmsMessage;
    const job = [...messages, wrong];
    const first = await at.ledger.sendOnce(at.sms, "order 2", job);
    expect(first.map(({ status, code }) => [status, code])).toEqual([
      ["accepted", undefined],
      ["rejected", "SMN.0227"],
      ["accepted", undefined],
      ["invalid", undefined],
    ]);
    const { ledger, sms } = at.worker();
    expect(await ledger.sendOnce(sms, "order 2", job)).toEqual(first);
    expect(await all(ledger.outcomes("order 2"))).toEqual(first.map((one) => ({ key: "order 2", ...one })));
    const { rows } = await at.pool.query(
      "select index::integer, status, message_id, request_id, code, reason from smn_sms.outcome where key = 'order 2' order by index",
    );
    expect(rows.map((row: object) => withoutNulls(row))).toEqual(first);
  });

  it("refuses other messages under its key, and leaves them unsent", async () => {
    await at.ledger.sendOnce(at.sms, "order 3", newMessages());
    for (const others of [newMessages(), newMessages(2)]) {
      const failure = await failureOf(at.ledger.sendOnce(at.sms, "order 3", others));
      expect(failure).toMatchObject({ code: "journal", reason: "other_numbers", sent: "no" });
      expect(String(failure)).toContain("another one for these");
      expect(sentOf(others)).toBe(0);
    }
  });

  it("refuses to go on through another project", async () => {
    const messages = newMessages();
    await at.ledger.sendOnce(at.sms, "order 4", messages);
    const other = createSmsClient({ region: "cn-north-4", projectId: "p2", credentials: { token: "t" } });
    const failure = await failureOf(at.ledger.sendOnce(other, "order 4", messages));
    expect(failure).toMatchObject({ code: "journal", reason: "other_project" });
  });

  it("waits for the jobs that must be settled before", async () => {
    const [first, second] = [newMessages(), newMessages()];
    const failure = await failureOf(at.ledger.sendOnce(at.sms, "order 6", second, { after: ["order 5"] }));
    expect(failure).toMatchObject({ reason: "busy", sent: "no" });
    await at.ledger.sendOnce(at.sms, "order 5", first);
    await at.ledger.sendOnce(at.sms, "order 6", second, { after: ["order 5"] });
    expect(sentOf(second)).toBe(3);
  });

  it("is unsent for good when it is too old", async () => {
    const messages = newMessages();
    const notAfter = new Date(Date.now() - 1_000);
    // Options may inherit what they say.
    const options = Object.create({ notAfter }) as { notAfter: Date };
    const outcomes = await at.ledger.sendOnce(at.sms, "code 1", messages, options);
    expect(outcomes.map(({ status }) => status)).toEqual(["unsent", "unsent", "unsent"]);
    expect(await at.ledger.sendOnce(at.sms, "code 1", messages)).toEqual(outcomes);
    expect(sentOf(messages)).toBe(0);
    expect(await at.ledger.counts("code 1")).toMatchObject({ unsent: 3, pending: 0 });
  });

  it("is refused for what cannot work, before anything is sent", async () => {
    const messages = newMessages();
    const wrong: [string, SmsMessage[], object][] = [
      ["", messages, {}],
      ["a\nb", messages, {}],
      ["order 7", [], {}],
      ["order 7", messages, { indices: [1, 2, 3] }],
      ["order 7", messages, { run: "r", indices: [1, 2] }],
      ["order 7", messages, { run: "r", indices: [3, 2, 1] }],
      ["order 7", messages, { notAfter: new Date(NaN) }],
      ["order 7", messages, { notAfter: new Date(8.64e15) }],
      ["order 7", messages, { notAfter: new Date("0000-01-01T00:00:00Z") }],
      ["order 7", messages, { after: ["order 7"] }],
      ["\u77ed".repeat(900), messages, {}],
      ["a\0b", messages, {}],
      ["a\ud800", messages, {}],
      ["a\u{10ffff}", messages, {}],
    ];
    for (const [key, list, options] of wrong) {
      const failure = await failureOf(at.ledger.sendOnce(at.sms, key, list, options));
      expect(failure).toMatchObject({ code: "validation", sent: "no" });
    }
    expect(sentOf(messages)).toBe(0);
  });

  it("has any other key, also one of wildcards, and is found by how it begins", async () => {
    const keys = ["q%1", "q_1", "q11", "q\\1", "q'1", "q\u{1f600}1", "q\ud83d\ude00", `q${"x".repeat(999)}`];
    for (const key of keys) await at.ledger.sendOnce(at.sms, key, newMessages(1));
    for (const key of keys) {
      const prefix = key.slice(0, 2 + Number(key.startsWith("q\ud83d")));
      const found = (await all(at.ledger.outcomes(prefix))).map((one) => one.key);
      expect(found.sort()).toEqual(keys.filter((one) => one.startsWith(prefix)).sort());
    }
    expect(await at.ledger.counts("q")).toMatchObject({ accepted: keys.length });
  });

  it("needs a lease that is longer than a request may take", async () => {
    const messages = newMessages();
    const { ledger, sms } = at.worker({ leaseMs: 60_000 });
    const failure = await failureOf(ledger.sendOnce(sms, "order 8", messages));
    expect(failure).toMatchObject({ code: "validation", sent: "no" });
    expect(sentOf(messages)).toBe(0);
    await at.ledger.sendOnce(at.sms, "order 8", messages);
    expect(sentOf(messages)).toBe(3);
  });
});

describe("many jobs of single texts", () => {
  it("share a request, and each has its own outcome", async () => {
    const messages = newMessages(50);
    const { length } = at.service.requests;
    const jobs = messages.map((message, place) => ({ key: `single ${place}`, messages: [message] }));
    const results = await at.ledger.sendEach(at.sms, jobs);
    expect(at.service.requests.length - length).toBe(1);
    expect(results.map(({ key }) => key)).toEqual(jobs.map(({ key }) => key));
    expect(results.every((one) => "outcomes" in one && one.outcomes[0]?.status === "accepted")).toBe(true);
    const again = await at.ledger.sendOnce(at.sms, "single 7", [messages[7]!]);
    expect(again).toEqual("outcomes" in results[7]! ? results[7].outcomes : undefined);
    expect(sentOf(messages)).toBe(50);
  });

  it("do not hold each other up", async () => {
    const [one, two, three] = newMessages() as [SmsMessage, SmsMessage, SmsMessage];
    await at.ledger.sendOnce(at.sms, "mixed 1", [one]);
    const results = await at.ledger.sendEach(at.sms, [
      { key: "mixed 1", messages: [one] },
      { key: "mixed 1", messages: [three] },
      { key: "mixed 2", messages: [two], after: ["never"] },
      { key: "", messages: [two] },
      { key: "mixed 3", messages: [three] },
    ]);
    const ends = results.map((result) =>
      "error" in result ? (result.error.reason ?? result.error.code) : result.outcomes[0]?.status,
    );
    expect(ends).toEqual(["accepted", "busy", "busy", "validation", "accepted"]);
    expect(sentOf([one, two, three])).toBe(2);
  });
});

describe("planned jobs", () => {
  it("are pending until they are settled, and are planned once", async () => {
    const messages = newMessages();
    const jobs = ["plan/1", "plan/2"].map((key) => ({ key, run: "plan", messages: 3 }));
    expect(await at.ledger.plan(jobs)).toEqual(["plan/1", "plan/2"]);
    expect(await at.ledger.plan(jobs)).toEqual([]);
    expect(await at.ledger.counts("plan/")).toMatchObject({ pending: 6 });
    const place = { run: "plan", indices: [0, 1, 2] };
    await at.ledger.sendOnce(at.sms, "plan/1", messages, place);
    expect(await all(at.ledger.pending("plan/"))).toEqual([{ key: "plan/2", run: "plan", messages: 3 }]);
    expect(await all(at.ledger.pending("plan/", { olderThanMs: 60_000 }))).toEqual([]);
    const failure = await failureOf(at.ledger.sendOnce(at.sms, "plan/2", messages));
    expect(failure).toMatchObject({ code: "validation" });
  });

  it("are planned with the transaction of the caller, or not at all", async () => {
    const client = await at.pool.connect();
    await client.query("begin");
    await at.ledger.plan([{ key: "rolled/1", messages: 1 }], { client });
    await client.query("rollback");
    client.release();
    expect(await all(at.ledger.pending("rolled/"))).toEqual([]);
  });

  it("belong to one input", async () => {
    expect(await at.ledger.beginInput("run a", "file 1")).toBe(false);
    expect(await at.ledger.beginInput("run a", "file 1")).toBe(true);
    expect(await failureOf(at.ledger.beginInput("run a", "file 2"))).toMatchObject({ reason: "other_input" });
    await at.ledger.beginInput("run %", "file 1, sorted");
    expect(await at.ledger.runsOf("file 1")).toEqual([
      { run: "run a", inputId: "file 1" },
      { run: "run %", inputId: "file 1, sorted" },
    ]);
    expect(await at.ledger.runsOf("")).toHaveLength(2);
    expect(await at.ledger.runsOf("file 1,")).toMatchObject([{ run: "run %" }]);
    expect(await at.ledger.runsOf("file_1")).toEqual([]);
    expect(await failureOf(at.ledger.runsOf("\0"))).toMatchObject({ code: "validation" });
  });
});

describe("the jobs of a run that became unknown", () => {
  it("are reconciled together, with each other for a control sample", async () => {
    const messages = newMessages(6);
    const options = { run: "batch", correlate: "extend_code" } as const;
    const job = (from: number): [string, SmsMessage[], { indices: number[] } & typeof options] => [
      `batch/${from}`,
      messages.slice(from, from + 2),
      { ...options, indices: [from, from + 1] },
    ];
    await at.ledger.sendOnce(at.sms, ...job(0));
    // The answers to these are lost: the service took one of them.
    at.service.faults.add({ kind: "reset", when: "after" });
    await at.ledger.sendOnce(at.sms, ...job(2));
    at.service.faults.add({ kind: "reset", when: "before" });
    await at.ledger.sendOnce(at.sms, ...job(4));
    expect(await at.ledger.counts("batch/")).toMatchObject({ accepted: 2, unknown: 4 });
    const journal = await at.ledger.runJournal("batch");
    const clock = { now: () => Date.now() + 3_600_000, sleep: () => Promise.resolve() };
    await at.service.advance(3_600_000);
    const verdicts = await all(
      reconcile(at.sms, journal, messages, { clock, sign_ids: [sandboxSign.sign_id] }),
    );
    expect(verdicts.map(({ index, status }) => [index, status])).toEqual([
      [2, "accepted"],
      [3, "accepted"],
      [4, "unsent"],
      [5, "unsent"],
    ]);
    expect(await at.ledger.counts("batch/")).toMatchObject({ accepted: 4, unknown: 0, pending: 2 });
    expect(await all(at.ledger.pending("batch/"))).toMatchObject([{ key: "batch/4" }]);
    const again = await at.ledger.sendOnce(at.sms, ...job(4));
    expect(again.map(({ status }) => status)).toEqual(["accepted", "accepted"]);
    expect(sentOf(messages)).toBe(6);
  });
});

describe("a question", () => {
  it("that can have no answer is refused", async () => {
    const wrong: unknown[] = ["a\0", "\ud800", undefined, 7];
    for (const prefix of wrong as string[]) {
      expect(await failureOf(at.ledger.counts(prefix))).toMatchObject({ code: "validation" });
      expect(await failureOf(all(at.ledger.outcomes(prefix)))).toMatchObject({ code: "validation" });
      expect(await failureOf(all(at.ledger.pending(prefix)))).toMatchObject({ code: "validation" });
    }
    for (const olderThanMs of [NaN, -1, 1e300])
      expect(await failureOf(all(at.ledger.pending("", { olderThanMs })))).toMatchObject({
        code: "validation",
      });
    for (const messages of [0, 1.5, 2 ** 40])
      expect(await failureOf(at.ledger.plan([{ key: "huge", messages }]))).toMatchObject({
        code: "validation",
      });
    for (const after of ["a", 5, {}] as unknown[] as string[][]) {
      const [wrongOne, fine] = await at.ledger.sendEach(at.sms, [
        { key: "wrong after", messages: newMessages(), after },
        { key: `beside it ${typeof after}`, messages: newMessages() },
      ]);
      expect(wrongOne).toMatchObject({ error: { code: "validation", sent: "no" } });
      expect(fine).toMatchObject({ outcomes: [{}, {}, {}] });
    }
    const [result] = await at.ledger.sendEach(at.sms, [null as unknown as LedgerJob]);
    expect(result).toMatchObject({ key: "", error: { code: "validation", sent: "no" } });
  });
});

describe("the ledger", () => {
  it("holds no text and no whole number", async () => {
    const messages = newMessages();
    await at.ledger.sendOnce(at.sms, "secret 1", messages);
    const journal = await at.ledger.journal("secret run");
    for await (const { status } of at.sms.sendAll(newMessages(), { journal }))
      expect(status).toBe("accepted");
    await journal.close();
    const { rows } = await at.pool.query(
      "select table_name from information_schema.tables where table_schema = 'smn_sms'",
    );
    const tables = rows as { table_name: string }[];
    expect(tables.length).toBeGreaterThan(4);
    const contents = await Promise.all(
      tables.map(async ({ table_name }) => {
        const { rows: found } = await at.pool.query(`select t::text as row from smn_sms.${table_name} t`);
        return (found as { row: string }[]).map(({ row }) => row).join("\n");
      }),
    );
    const text = contents.join("\n");
    expect(text).toContain("secret 1");
    expect(text).not.toMatch(WHOLE_NUMBER);
    expect(text).not.toContain("Your code");
  });
});

function withoutNulls(row: object): object {
  return Object.fromEntries(Object.entries(row).filter(([, value]) => value !== null));
}
