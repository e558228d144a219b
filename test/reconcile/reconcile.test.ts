import fc from "fast-check";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  correlationToken,
  openJournal,
  readJournalInOrder,
  reconcile,
  SmnError,
  type FileJournal,
  type IntentDetails,
  type ReconcilableJournal,
  type Reconciled,
  type ReconcileOptions,
  type ReportQuery,
  type ReportSource,
  type SmsMessage,
  type SmsReport,
} from "../../src/index.js";
import {
  drain,
  manualClock,
  messageOf,
  messagesOf,
  numberOf,
  range,
  run,
  service,
  START,
} from "../bulk/support.js";

const MINUTE = 60_000;
let directory: string;
let files = 0;
beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "smn-sms-reconcile-"));
});
afterAll(() => rm(directory, { recursive: true }));
const newPath = (): string => join(directory, `journal-${files++}`);

const lost = (): SmnError => new SmnError("The connection broke.", { code: "network", sent: "maybe" });

interface Taken {
  message: SmsMessage;
  at: number;
}

/** A service that lists what it took, in pages as far as the pace can tell, and counts what it is asked. */
function reportsOf(
  taken: readonly Taken[],
  change: (report: SmsReport) => SmsReport = (report) => report,
): ReportSource & { queries: ReportQuery[]; read: number } {
  const source = {
    queries: [] as ReportQuery[],
    read: 0,
    async *reports(query: ReportQuery) {
      source.queries.push(query);
      for (const [place, { message, at }] of taken.entries()) {
        const mobile = message.endpoint.replace(/^\+86/, "");
        if (message.sign_id !== query.sign_id) continue;
        if (at < Number(query.start_time) || at > Number(query.end_time)) continue;
        if (query.mobile !== undefined && query.mobile !== mobile) continue;
        source.read++;
        yield change({
          message_id: `id${place}`,
          status: 0,
          sign_id: query.sign_id,
          fee_num: 1,
          extend_code: message.extend_code ?? null,
          nation_code: "86",
          mobile,
          submit_time: new Date(at).toISOString(),
        });
      }
    },
  };
  return source;
}

interface Aftermath {
  journal: FileJournal;
  path: string;
  inputs: SmsMessage[];
  /** What the service has of the run, were every message taken. */
  sent: Taken[];
  /** What it accepted in its answers. */
  controls: Taken[];
}

/** Ids of the control sample. */
const controlId = (place: number): string => `control${place}`;

/**
 * A run at START whose requests all broke off: every outcome is unknown. Behind the inputs, the last ones were
 * accepted, one with each kind of signature.
 */
async function brokenRun(
  inputs: SmsMessage[] = messagesOf(6),
  { correlate = true, at = START }: { correlate?: boolean; at?: number } = {},
): Promise<Aftermath> {
  const path = newPath();
  const clock = manualClock(at);
  const journal = await openJournal(path, { inputId: "input", clock });
  const held = service("hold");
  const details = correlate ? { correlate: "extend_code" as const } : {};
  const ended = drain(run(held, inputs, { journal, ...details }, clock));
  let isOver = false;
  void ended.then(() => (isOver = true));
  while (!isOver) {
    await new Promise((resolve) => setImmediate(resolve));
    for (const request of [...held.open]) request.fail(lost());
  }
  const messages = held.requests.flatMap((request) => request.messages);
  const controls = await accept(journal, inputs, details, at);
  return {
    journal,
    path,
    inputs: [...inputs, ...controls.map(({ message }) => message)],
    sent: messages.map((message) => ({ message, at })),
    controls,
  };
}

/** Records the control sample. */
async function accept(
  journal: FileJournal,
  inputs: readonly SmsMessage[],
  details: IntentDetails,
  at: number,
): Promise<Taken[]> {
  const kinds = new Map(
    inputs.map(({ sign_id, message_include_sign_flag: flag }) => {
      const kind = {
        ...(sign_id === undefined ? {} : { sign_id }),
        ...(flag === undefined ? {} : { message_include_sign_flag: flag }),
      };
      return [JSON.stringify(kind), kind];
    }),
  );
  const controls: Taken[] = [];
  for (const kind of kinds.values()) {
    const place = controls.length;
    const index = inputs.length + place;
    // As the kind was taken from a message, it is one.
    const message = { endpoint: numberOf(900_000 + place), message: "control", ...kind } as SmsMessage;
    const extend_code = correlationToken(journal.runId, index);
    await journal.intend([index], details);
    const accepted = { status: "accepted" as const, message_id: controlId(place), request_id: "r1" };
    await journal.settle([{ index, disposition: { ...accepted, endpoint: message.endpoint } }]);
    controls.push({ message: details.correlate === undefined ? message : { ...message, extend_code }, at });
  }
  return controls;
}

/** The reports of the source, and those of the control sample; what is asked about the sample alone passes it by. */
function withControls(source: ReportSource, controls: readonly Taken[]): ReportSource {
  return {
    async *reports(query, options) {
      const numbers = controls.map(({ message }) => message.endpoint.replace(/^\+86/, ""));
      const isAboutControls = query.message_id !== undefined || numbers.includes(query.mobile ?? "");
      for (const [place, { message, at }] of controls.entries()) {
        if (query.limit === 1 || (query.message_id ?? controlId(place)) !== controlId(place)) continue;
        if (at < Number(query.start_time) || at > Number(query.end_time)) continue;
        if ((query.mobile ?? numbers[place]) !== numbers[place]) continue;
        if (message.sign_id !== undefined && message.sign_id !== query.sign_id) continue;
        yield {
          message_id: controlId(place),
          status: 0,
          sign_id: query.sign_id,
          fee_num: 1,
          extend_code: message.extend_code ?? null,
          nation_code: "86",
          mobile: numbers[place] ?? "",
          submit_time: new Date(at).toISOString(),
        };
      }
      if (!isAboutControls && query.limit !== 1) yield* source.reports(query, options);
    },
  };
}

async function verdicts(
  source: ReportSource,
  {
    journal,
    inputs,
    controls = [],
  }: Pick<Aftermath, "inputs"> & { journal: ReconcilableJournal; controls?: Taken[] },
  options: ReconcileOptions<SmsMessage> = {},
): Promise<Reconciled[]> {
  const found: Reconciled[] = [];
  const clock = { now: () => START + 30 * MINUTE, sleep: () => Promise.resolve() };
  const reports = withControls(source, controls);
  for await (const one of reconcile(reports, journal, inputs, { clock, ...options })) found.push(one);
  return found.sort((a, b) => a.index - b.index);
}

const statuses = (found: readonly Reconciled[]): string[] =>
  found.map((one) => (one.status === "unknown" ? one.reason : one.status));

describe("reconcile", () => {
  it("finds what the service took, says what it did not take, and records both", async () => {
    const after = await brokenRun();
    const source = reportsOf(after.sent.filter((_, index) => index % 2 === 0));
    const found = await verdicts(source, after);
    expect(found).toEqual([
      { index: 0, status: "accepted", message_id: "id0" },
      { index: 1, status: "unsent" },
      { index: 2, status: "accepted", message_id: "id1" },
      { index: 3, status: "unsent" },
      { index: 4, status: "accepted", message_id: "id2" },
      { index: 5, status: "unsent" },
    ]);
    await after.journal.close();
    const again = await openJournal(after.path, { inputId: "input" });
    expect(range(6).map((index) => again.decide(index))).toEqual([
      "skip",
      "send",
      "skip",
      "send",
      "skip",
      "send",
    ]);
    await again.close();
    const records = [];
    for await (const record of readJournalInOrder(after.path)) records.push(record);
    expect(records[0]).toEqual({ index: 0, status: "accepted", message_id: "id0" });
    expect(records[1]).toMatchObject({
      status: "unsent",
      reason: expect.stringContaining("no report") as string,
    });
    expect(await readFile(after.path, "utf8")).not.toContain(numberOf(0).slice(3));
  });

  it("has nothing to ask when nothing is unknown", async () => {
    const after = await brokenRun([]);
    const source = reportsOf([]);
    expect(await verdicts(source, after)).toEqual([]);
    expect(source.queries).toEqual([]);
    await after.journal.close();
  });

  it("also settles what was under way when the process died", async () => {
    const path = newPath();
    const journal = await openJournal(path, { inputId: "input", clock: manualClock() });
    await journal.intend([0, 1], { correlate: "extend_code" });
    const controls = await accept(journal, messagesOf(3), { correlate: "extend_code" }, START);
    const message = { ...messageOf(0), extend_code: correlationToken(journal.runId, 0) };
    const inputs = [...messagesOf(3), ...controls.map((one) => one.message)];
    const found = await verdicts(reportsOf([{ message, at: START }]), { journal, inputs, controls });
    expect(statuses(found)).toEqual(["accepted", "unsent"]);
    await journal.close();
  });

  it("leaves as it is what was sent too short a time ago", async () => {
    const after = await brokenRun();
    const before = await readFile(after.path, "utf8");
    const clock = { now: () => START + 19 * MINUTE, sleep: () => Promise.resolve() };
    const found = await verdicts(reportsOf([]), after, { clock });
    expect(statuses(found)).toEqual(range(6).map(() => "too_early"));
    expect(await readFile(after.path, "utf8")).toBe(before);
    expect(statuses(await verdicts(reportsOf([]), after, { clock, settleMs: 19 * MINUTE }))).toEqual(
      range(6).map(() => "unsent"),
    );
    await after.journal.close();
  });

  it("finds a first sending that shows up late, after the message was sent again", async () => {
    const after = await brokenRun(messagesOf(1));
    await after.journal.settle([{ index: 0, disposition: { status: "unsent", cause: lost() } }]);
    await after.journal.intend([0], { correlate: "extend_code" });
    expect(await verdicts(reportsOf(after.sent), after)).toEqual([
      { index: 0, status: "accepted", message_id: "id0" },
    ]);
    await after.journal.close();
  });

  it("looks after every attempt of a request that was repeated", async () => {
    const path = newPath();
    const clock = manualClock();
    const journal = await openJournal(path, { inputId: "input", clock });
    await journal.intend([0], { correlate: "extend_code" });
    await clock.advance(10 * MINUTE);
    await journal.intend([0], { correlate: "extend_code" });
    const now = { now: () => START + 29 * MINUTE, sleep: () => Promise.resolve() };
    const found = await verdicts(reportsOf([]), { journal, inputs: messagesOf(1) }, { clock: now });
    expect(statuses(found)).toEqual(["too_early"]);
    await journal.close();
  });

  it("does not tell without codes whether it was this message, but that no message was sent", async () => {
    const after = await brokenRun(messagesOf(2), { correlate: false });
    expect(statuses(await verdicts(reportsOf(after.sent.slice(0, 1)), after))).toEqual(["no_code", "unsent"]);
    expect(await readFile(after.path, "utf8")).toContain("no code to tell");
    await after.journal.close();
  });

  it("goes by an extend_code of your own when no other message to the number has it", async () => {
    const inputs = [
      { ...messageOf(0), extend_code: "order-1" },
      { ...messageOf(1, numberOf(0)), extend_code: "order-2" },
      { ...messageOf(2), extend_code: "campaign" },
      { ...messageOf(3), extend_code: "campaign" },
      { ...messageOf(4, numberOf(3)), extend_code: "campaign" },
    ];
    const after = await brokenRun(inputs);
    const found = await verdicts(reportsOf(after.sent), after);
    expect(statuses(found)).toEqual(["accepted", "accepted", "accepted", "shared_code", "shared_code"]);
    await after.journal.close();
  });

  it("does not take a text that was sent twice for one that was sent", async () => {
    const after = await brokenRun(messagesOf(1));
    const found = await verdicts(reportsOf([...after.sent, ...after.sent]), after);
    expect(statuses(found)).toEqual(["several"]);
    await after.journal.close();
  });

  it("never calls unsent what the service lists under a number that reads differently", async () => {
    const after = await brokenRun(messagesOf(3));
    const masked = reportsOf(after.sent, (report) => ({ ...report, mobile: "138****0000" }));
    expect(statuses(await verdicts(masked, after))).toEqual(range(3).map(() => "other_number"));
    await after.journal.close();
  });

  it.each([
    ["that is another message's", (_: string, codes: readonly string[]) => codes[0] ?? ""],
    ["that is cut off", (code: string) => code.slice(0, 12)],
    ["in other letters", (code: string) => code.toUpperCase()],
  ])("never calls unsent what the service lists with a code %s", async (_, change) => {
    const after = await brokenRun();
    const codes = after.sent.map(({ message }) => message.extend_code ?? "");
    const source = reportsOf(after.sent, (report) => ({
      ...report,
      extend_code: change(report.extend_code ?? "", codes),
    }));
    const all = await verdicts(source, after);
    expect(all.filter(({ status }) => status === "unsent")).toEqual([]);
    expect(all.filter(({ status }) => status === "unknown").length).toBeGreaterThanOrEqual(5);
    await after.journal.close();
  });

  const ownCodes = (count: number, code = (index: number): string => `order-${index}`): SmsMessage[] =>
    messagesOf(count).map((message, index) => ({ ...message, extend_code: code(index) }));
  const altered = (change: Partial<SmsReport>): ((report: SmsReport) => SmsReport) => {
    return (report) => ({ ...report, ...change });
  };

  it.each<[string, string, (report: SmsReport) => SmsReport]>([
    ["under a masked number", "other_number", (report) => ({ ...report, mobile: "138****0000" })],
    ["under another number", "other_number", altered({ mobile: "13900000000" })],
    [
      "under a masked number, in other letters",
      "other_number",
      altered({ mobile: "1", extend_code: "ORDER" }),
    ],
    ["in other letters", "no_code", altered({ extend_code: "ORDER" })],
    ["cut off", "no_code", altered({ extend_code: "orde" })],
  ])("never calls unsent what the service lists with its own code %s", async (_, reason, change) => {
    const after = await brokenRun(ownCodes(14, () => "order"));
    const apart = await brokenRun(ownCodes(1, () => "order"));
    const found = await verdicts(reportsOf(after.sent, change), after);
    expect(found.filter(({ status }) => status === "unsent")).toEqual([]);
    expect(statuses(found)).toEqual(range(14).map(() => reason));
    expect(statuses(await verdicts(reportsOf(apart.sent, change), apart))).toEqual([reason]);
    await after.journal.close();
    await apart.journal.close();
  });

  it("never calls unsent what the service lists under the number of another message with the code", async () => {
    const after = await brokenRun(ownCodes(14, () => "campaign"));
    const source = reportsOf(after.sent, altered({ mobile: numberOf(3).slice(3) }));
    const expected: string[] = range(14).map((index) => (index === 3 ? "several" : "other_number"));
    expect(statuses(await verdicts(source, after))).toEqual(expected);
    await after.journal.close();
  });

  it("tells messages with one code apart by their numbers", async () => {
    const inputs = [
      ...ownCodes(4, () => "campaign"),
      { ...messageOf(4, numberOf(0)), extend_code: "CAMPAIGN" },
      { ...messageOf(5, numberOf(0)), extend_code: "camp" },
      { ...messageOf(6, numberOf(5)), extend_code: "campaign" },
      { ...messageOf(7, numberOf(5)), extend_code: "campaign" },
    ];
    const after = await brokenRun(inputs);
    const lists = ["text 1", "text 4", "text 5", "text 6", "text 7"];
    const sent = after.sent.filter(({ message }) => lists.includes(message.message));
    const all = statuses(await verdicts(reportsOf(sent), after));
    // Of two codes for one number that differ in their case only, each may be the other one, changed on its way.
    expect(all.slice(0, 4)).toEqual(["no_code", "accepted", "unsent", "unsent"]);
    expect(all.slice(4)).toEqual(["no_code", "accepted", "shared_code", "shared_code"]);
    await after.journal.close();
  });

  it("says accepted of one report with its number and own code, although others have the code", async () => {
    const after = await brokenRun(ownCodes(2, () => "campaign"));
    const others = { message: { ...messageOf(9), extend_code: "campaign" }, at: START };
    const source = reportsOf([after.sent[0]!, others]);
    const deaf: ReportSource = { reports: (query) => source.reports({ ...query, mobile: undefined }) };
    expect(statuses(await verdicts(deaf, after))).toEqual(["accepted", "other_number"]);
    await after.journal.close();
  });

  it("is not misled by the reports of other messages to the number", async () => {
    const after = await brokenRun(range(40).map((index) => messageOf(index % 2)));
    const all = await verdicts(reportsOf(after.sent.slice(0, 3)), after);
    expect(all.map(({ status }) => status)).toEqual([
      ...Array<string>(3).fill("accepted"),
      ...Array<string>(37).fill("unsent"),
    ]);
    await after.journal.close();
  });

  it("takes a token that was cut off for nobody's, and for anybody's on the same number", async () => {
    const after = await brokenRun(range(38).map((index) => messageOf(index, numberOf(index % 2))));
    const [sent] = after.sent.filter(({ message }) => message.message === "text 37");
    const cut = {
      ...sent!,
      message: { ...sent!.message, extend_code: sent!.message.extend_code!.slice(0, -1) },
    };
    const found = statuses(await verdicts(reportsOf([...after.sent.slice(0, 2), cut]), after));
    expect([found[1], found[35], found[37]]).toEqual(["accepted", "no_code", "no_code"]);
    await after.journal.close();
  });

  it("never calls accepted what has the code of another message, cut off, on the same number", async () => {
    const coded = (extend_code: string, number = numberOf(0)): SmsMessage => ({
      ...messageOf(0, number),
      message: extend_code,
      extend_code,
    });
    const inputs = [coded("order-1"), coded("order-12"), coded("order-123", numberOf(1))];
    const said = async (shown: readonly string[], extend_code?: string): Promise<string[]> => {
      const after = await brokenRun(inputs, { correlate: false });
      const reported = after.sent.filter(({ message }) => shown.includes(message.message));
      const reports = reported.map((one) =>
        extend_code === undefined ? one : { ...one, message: { ...one.message, extend_code } },
      );
      const found = await verdicts(reportsOf(reports), after, { unsentWithoutControl: true });
      await after.journal.close();
      return statuses(found);
    };
    // Nor is the other one called unsent.
    expect(await said(["order-12"], "order-1")).toEqual(["no_code", "no_code", "unsent"]);
    // A longer code that comes back whole shows that nothing is cut off there.
    expect(await said(["order-1", "order-123"])).toEqual(["accepted", "unsent", "accepted"]);
  });

  it("asks for texts with their signature in front under the signatures that it is told", async () => {
    const signed: SmsMessage = {
      endpoint: numberOf(0),
      message: "【Shop】text",
      message_include_sign_flag: "true",
    };
    const after = await brokenRun([signed, messageOf(1)]);
    const sent = [{ message: { ...after.sent[0]!.message, sign_id: "sign2" }, at: START }, after.sent[1]!];
    expect(statuses(await verdicts(reportsOf(sent), after))).toEqual(["no_sign", "accepted"]);
    expect(statuses(await verdicts(reportsOf(sent), after, { sign_ids: ["sign3", "sign2"] }))).toEqual([
      "accepted",
    ]);
    await after.journal.close();
  });

  it("does not call unsent what may stand under the signature in its text", async () => {
    const signed: SmsMessage = {
      endpoint: numberOf(0),
      message: "【Shop】text",
      message_include_sign_flag: "true",
      sign_id: "sign1",
    };
    const after = await brokenRun([signed, { ...signed, endpoint: numberOf(1) }]);
    const source = reportsOf(after.sent.slice(0, 1));
    expect(statuses(await verdicts(source, after))).toEqual(["accepted", "no_sign"]);
    expect(statuses(await verdicts(source, after, { sign_ids: ["sign2"] }))).toEqual(["unsent"]);
    await after.journal.close();
  });

  it("says so when the inputs do not have the message, or it was sent too long ago", async () => {
    const after = await brokenRun(messagesOf(3));
    const clock = { now: () => START + 100 * 86_400_000, sleep: () => Promise.resolve() };
    const toMessage = (message: SmsMessage, index: number): SmsMessage => {
      if (index === 1) throw new Error("not a message");
      return message;
    };
    const inputs = after.inputs.slice(0, 2);
    // One that does not know whose numbers were at its positions.
    const { runId, settle, unknowns, accepted } = after.journal;
    const journal = { runId, settle, unknowns, accepted };
    const found = await verdicts(reportsOf([]), { ...after, journal, inputs }, { clock, toMessage });
    expect(statuses(found)).toEqual(["too_old", "no_message", "no_message"]);
    await after.journal.close();
  });

  it("knows foreign numbers, which it does not ask for one by one", async () => {
    const foreign = { ...messageOf(0), endpoint: "+1 310-555-0123" };
    const after = await brokenRun([foreign, messageOf(1)]);
    const source = reportsOf(after.sent, (report) =>
      report.mobile.startsWith("138") ? report : { ...report, nation_code: "1", mobile: "3105550123" },
    );
    expect(statuses(await verdicts(source, after))).toEqual(["accepted", "accepted"]);
    expect(source.queries.map(({ mobile }) => mobile)).toEqual([undefined, undefined, undefined]);
    await after.journal.close();
  });

  it("changes nothing when the reports cannot be had", async () => {
    const after = await brokenRun();
    const before = await readFile(after.path, "utf8");
    const failure = new SmnError("503", { code: "api", sent: "no", status: 503 });
    const source: ReportSource = {
      async *reports(query) {
        yield* reportsOf(after.sent.slice(0, 1)).reports(query);
        throw failure;
      },
    };
    await expect(verdicts(source, after)).rejects.toBe(failure);
    expect(await readFile(after.path, "utf8")).toBe(before);
    expect(after.journal.decide(0)).toBe("skip");
    await after.journal.close();
  });

  it("stops at the signal", async () => {
    const after = await brokenRun();
    const controller = new AbortController();
    controller.abort(new Error("enough"));
    await expect(verdicts(reportsOf([]), after, { signal: controller.signal })).rejects.toThrow("enough");
    await after.journal.close();
  });

  it.each([{ settleMs: -1 }, { settleMs: Number.NaN }, { rate: 0 }])("refuses %j", async (options) => {
    const after = await brokenRun([]);
    await expect(verdicts(reportsOf([]), after, options)).rejects.toMatchObject({ code: "validation" });
    await after.journal.close();
  });

  it("records nothing about what the loop did not come to", async () => {
    const inputs = [...messagesOf(2), { ...messageOf(2), sign_id: "sign2" }];
    const after = await brokenRun(inputs);
    const clock = { now: () => START + 30 * MINUTE, sleep: () => Promise.resolve() };
    for await (const one of reconcile(reportsOf(after.sent), after.journal, inputs, { clock })) {
      expect(one.index).toBe(0);
      break;
    }
    const left = [];
    for await (const { index } of after.journal.unknowns()) left.push(index);
    expect(left).toEqual([2]);
    await after.journal.close();
  });

  it("reads journals of runs that knew nothing of codes", async () => {
    const path = newPath();
    const lines = [
      { journal: "smn-sms", version: 1, input_id: "input", run_id: "0011223344556677", created_at: "2026" },
      { status: "intended", indices: [[0, 1]], at: START },
      { status: "unknown", indices: [[0, 0]], request_id: "r1", code: "timeout", reason: "late" },
    ];
    await writeFile(path, lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
    const journal = await openJournal(path, { inputId: "input" });
    const unknowns = [];
    for await (const one of journal.unknowns()) unknowns.push(one);
    expect(unknowns).toEqual([
      { index: 0, attempts: [{ at: START }], request_id: "r1" },
      { index: 1, attempts: [{ at: START }] },
    ]);
    await journal.close();
  });
});

describe("the requests for reports", () => {
  it("are one for each number when there are few", async () => {
    const after = await brokenRun(messagesOf(3));
    const others = range(5_000, 100).map((index) => ({ message: messageOf(index), at: START }));
    const source = reportsOf([...after.sent.slice(0, 2), ...others]);
    expect(statuses(await verdicts(source, after))).toEqual(["accepted", "accepted", "unsent"]);
    // The last one once more.
    expect(source.queries.map(({ mobile }) => mobile)).toEqual(
      [0, 1, 2, 2].map((index) => numberOf(index).slice(3)),
    );
    expect(source.read).toBe(2);
    await after.journal.close();
  });

  it("do not trust a filter that finds nothing: then everything is read", async () => {
    const after = await brokenRun(messagesOf(3));
    const all = reportsOf(after.sent);
    const none = reportsOf([]);
    const deaf: ReportSource = {
      reports: (query) => (query.mobile === undefined ? all : none).reports(query),
    };
    expect(statuses(await verdicts(deaf, after))).toEqual(range(3).map(() => "accepted"));
    expect([none.queries.length, all.queries.length]).toEqual([3, 1 + 2]);
    await after.journal.close();
  });

  it("read the whole time when there are many, in few requests", async () => {
    const after = await brokenRun(messagesOf(10_000));
    const source = reportsOf(after.sent.filter((_, index) => index % 3 > 0));
    const found = await verdicts(source, after);
    expect(found.filter(({ status }) => status === "unsent").map(({ index }) => index)).toEqual(
      range(10_000).filter((index) => index % 3 === 0),
    );
    // Once as a whole, then in parts.
    expect(source.queries).toHaveLength(1 + 8);
    await after.journal.close();
  });

  it("are bounded by three times the numbers when others sent much more", async () => {
    const after = await brokenRun(messagesOf(60));
    const others = range(20_000, 100).map((index) => ({ message: messageOf(index), at: START }));
    const source = reportsOf([...others, ...after.sent.slice(0, 30)]);
    const found = await verdicts(source, after);
    expect(found.map(({ status }) => status)).toEqual(
      range(60).map((index) => (index < 30 ? "accepted" : "unsent")),
    );
    // All reports, each number, and those without a report once more.
    expect(source.queries).toHaveLength(1 + 60 + 30);
    // The control sample is the first of the 6,000.
    expect(source.read).toBe(5_999 + 30);
    await after.journal.close();
  });

  it("end with an error, and settle nothing, when those of one number have no end", async () => {
    const most = 100_000;
    const after = await brokenRun([messageOf(0)]);
    const before = await readFile(after.path, "utf8");
    let read = 0;
    const source: ReportSource = {
      async *reports(query) {
        for await (const report of reportsOf(after.sent).reports(query))
          for (; read < 2 * most; read++) yield { ...report, message_id: `id${read}` };
      },
    };
    await expect(verdicts(source, after)).rejects.toMatchObject({
      code: "protocol",
      message: expect.stringContaining("do not come to an end") as string,
    });
    // What comes next is seen, and left.
    expect(read).toBe(most);
    expect(await readFile(after.path, "utf8")).toBe(before);
    await after.journal.close();
  }, 60_000);

  it("go out at the given rate", async () => {
    const after = await brokenRun(messagesOf(1_000));
    let now = START + 30 * MINUTE;
    const started = now;
    const clock = { now: () => now, sleep: async (ms: number) => void (now += ms) };
    const source = reportsOf(after.sent);
    const asked: number[] = [];
    const logged: ReportSource = {
      reports(query) {
        asked.push(now);
        return source.reports(query);
      },
    };
    await verdicts(logged, after, { clock, rate: 2 });
    for (const [place, time] of asked.entries())
      expect(time - (asked[place - 1] ?? 0)).toBeGreaterThanOrEqual(500);
    // Every page of a hundred is a request.
    expect(now - started).toBeGreaterThanOrEqual((source.read / 100) * 500);
    await after.journal.close();
  });

  it("are not held up by a clock that is set back", async () => {
    const after = await brokenRun(messagesOf(3));
    const source = reportsOf(after.sent);
    let [now, elapsed] = [START + 30 * MINUTE, 0];
    const pass = (ms: number): void => {
      now += ms;
      elapsed += ms;
    };
    const clock = { now: () => now, monotonic: () => elapsed, sleep: async (ms: number) => pass(ms) };
    const setBack: ReportSource = {
      reports(query) {
        now -= 10 * MINUTE;
        return source.reports(query);
      },
    };
    await verdicts(setBack, after, { clock, rate: 2 });
    expect(source.queries.length).toBeGreaterThan(1);
    expect(elapsed).toBeLessThan(MINUTE);
    await after.journal.close();
  });

  it("ask for the times of the sendings only", async () => {
    const after = await brokenRun(messagesOf(1));
    const source = reportsOf(after.sent);
    const clock = { now: () => START + 40 * 86_400_000, sleep: () => Promise.resolve() };
    await verdicts(source, after, { clock });
    expect(source.queries).toEqual([
      {
        sign_id: "sign1",
        mobile: numberOf(0).slice(3),
        start_time: START - 15 * MINUTE,
        end_time: START + 35 * MINUTE,
      },
    ]);
    await after.journal.close();
  });
});

describe("a run that is reconciled and gone on with", () => {
  it("sends every text exactly once, whatever the service took", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.boolean(), { minLength: 1, maxLength: 12 }),
        fc.integer({ min: 1, max: 4 }),
        async (took, numbers) => {
          const inputs = took.map((_, index) => messageOf(index, numberOf(index % numbers)));
          const after = await brokenRun(inputs);
          const taken = after.sent.filter(({ message }) => took[Number(message.message.slice(5))]);
          await verdicts(reportsOf(taken), after);
          const held = service();
          await drain(run(held, inputs, { journal: after.journal, correlate: "extend_code" }));
          await after.journal.close();
          const texts = [...taken.map(({ message }) => message.message), ...held.texts];
          expect(texts.sort()).toEqual(inputs.map(({ message }) => message).sort());
        },
      ),
      { numRuns: 40 },
    );
  });
});
