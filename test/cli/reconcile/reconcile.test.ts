import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CliEnvironment } from "../../../src/cli/base/environment.js";
import { duration, list } from "../../../src/cli/options/optionParsers.js";
import { displayWidth } from "../../../src/cli/terminal/format.js";
import { reconcileCommand } from "../../../src/cli/terminal/nextSteps.js";
import { noVerdicts, reconcileText } from "../../../src/cli/reconcile/reconcileText.js";
import { sendCommand } from "../../../src/cli/reconcile/sendCommand.js";
import { correlationToken, readJournalInOrder, systemClock, type Clock } from "../../../src/index.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
  type MockServer,
  type MockServerOptions,
} from "../../../src/mock/index.js";
import { temporaryFolder } from "../command.js";
import { runInside } from "../support.js";

const env = { HUAWEICLOUD_SDK_AK: sandboxCredentials.ak, HUAWEICLOUD_SDK_SK: sandboxCredentials.sk };
const numberOf = (index: number): string => `138${String(index).padStart(8, "0")}`;

/** Reports are asked for at a pace, which takes seconds here. */
const hurried: Clock = { ...systemClock, sleep: () => Promise.resolve() };

interface Stage {
  path: string;
  server: MockServer;
  send: (...more: string[]) => ReturnType<typeof runInside>;
  reconcile: (...more: string[]) => ReturnType<typeof runInside>;
  inside: (changes: Partial<CliEnvironment>, ...args: string[]) => ReturnType<typeof runInside>;
  statuses: () => Promise<string[]>;
}

/** A file of thirty rows, of which ten went out in a request whose answer never came. */
async function stage(options: MockServerOptions = {}): Promise<Stage> {
  const path = join(await temporaryFolder(), "people.csv");
  const rows = Array.from({ length: 30 }, (_, index) => `${numberOf(index)},text ${index}`);
  await writeFile(path, `endpoint,message\n${rows.join("\n")}\n`);
  const server = await startMockServer({ seed: 1, ...options });
  onTestFinished(() => server.close());
  const connection = ["--base-url", server.url, "--project-id", sandboxProjectId];
  const shared = [path, ...connection, "--sign-id", sandboxSign.sign_id];
  const pace = ["--yes", "--batch-size", "10", "--concurrency", "1"];
  const inside: Stage["inside"] = (changes, name, ...more) =>
    runInside([name ?? "", ...shared, ...(name === "send" ? pace : []), ...more], {
      env,
      clock: name === "reconcile" ? hurried : systemClock,
      ...changes,
    });
  return {
    path,
    server,
    inside,
    send: (...more) => inside({}, "send", ...more),
    reconcile: (...more) => inside({}, "reconcile", ...more),
    async statuses() {
      const found: string[] = [];
      for await (const { status } of readJournalInOrder(`${path}.journal`)) found.push(status);
      return found;
    },
  };
}

const LOST_BEFORE = { faults: [{ kind: "reset", when: "before", after: 1 } as const] };
const LOST_AFTER = { faults: [{ kind: "reset", when: "after", after: 1 } as const] };
const of = (count: number, status: string): string[] => Array<string>(count).fill(status);

describe("smn-sms reconcile", () => {
  test("finds what was sent", async () => {
    const { send, reconcile, statuses, path, server } = await stage(LOST_AFTER);
    expect((await send()).code).toBe(4);
    expect(await statuses()).toEqual([...of(10, "accepted"), ...of(10, "unknown"), ...of(10, "accepted")]);
    const { code, stdout, stderr } = await reconcile();
    expect(stderr).toBe("Asking for reports on 10 messages.\n");
    expect(code).toBe(0);
    expect(stdout.replaceAll(path, "people.csv")).toMatchInlineSnapshot(`
      "
      people.csv: 10 messages were unknown

        accepted  10  have a report: they were sent
        unsent     0  have none: they were not sent
        unknown    0

      people.csv: 30 rows

        accepted  30  taken by the service, which will deliver them
        rejected   0  refused by the service; not sent
        invalid    0  break a rule; never sent
        unsent     0  certainly not sent; safe to send again
        unknown    0  may or may not have been sent; look before you resend

      Results, row by row: people.csv.results.csv
      Journal, to resume:  people.csv.journal
      "
    `);
    const taken = new Map(server.service.messages.map(({ message, message_id }) => [message, message_id]));
    const lines = (await readFile(`${path}.results.csv`, "utf8")).trimEnd().split("\n");
    for (const line of lines.slice(1)) {
      const [, text = "", status, message_id] = line.split(",");
      expect([status, message_id]).toEqual(["accepted", taken.get(text)]);
    }
  });

  test("finds what was not sent, and the rest of the run goes out once", async () => {
    const { send, reconcile, statuses, server } = await stage(LOST_BEFORE);
    expect((await send()).stdout).toContain("smn-sms reconcile");
    const early = await reconcile();
    expect(early.code).toBe(4);
    expect(early.stdout).toContain("10 have no report yet, and were sent just now: ask later");
    expect((await statuses()).slice(10, 20)).toEqual(of(10, "unknown"));
    expect((await send()).code).toBe(4);
    expect(server.service.messages).toHaveLength(20);

    const later = await reconcile("--settle", "0");
    expect(later.code).toBe(4);
    expect(later.stdout).toContain("unsent    10  have none: they were not sent");
    expect(later.stdout).toContain("the same command sends them, and nothing twice:");
    expect(later.stdout).toContain("smn-sms send");
    expect(later.stdout).not.toContain("--settle");
    expect((await send("--retry", "unsent")).code).toBe(0);
    const texts = server.service.messages.map(({ message }) => message);
    expect(texts).toHaveLength(30);
    expect(new Set(texts).size).toBe(30);
    expect((await reconcile()).stdout).toContain("nothing was unknown.");
  });

  test("needs a consent to call messages unsent where nothing was accepted", async () => {
    const { send, reconcile, server } = await stage({
      faults: [{ kind: "reset", when: "before", times: 3 }],
    });
    expect((await send()).code).toBe(4);
    const without = await reconcile("--settle", "0", "--json");
    const [event] = without.stdout.split("\n").map((line) => JSON.parse(line || "{}") as object);
    expect(event).toMatchObject({ unsent: 0, reasons: { no_control: 30 }, controls: { none: 30 } });
    const consented = await reconcile("--settle", "0", "--unsent-without-control");
    expect(consented.stdout).toContain("unsent    30  have none: they were not sent");
    expect(consented.stdout).not.toContain("--unsent-without-control");
    expect((await send()).code).toBe(0);
    expect(server.service.messages).toHaveLength(30);
  });

  test("tells programs the same", async () => {
    const { send, reconcile, path } = await stage(LOST_AFTER);
    await send();
    const { stdout } = await reconcile("--json");
    const [first, last] = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as object);
    expect(first).toEqual({
      event: "reconcile",
      file: path,
      journal: `${path}.journal`,
      checked: 10,
      accepted: 10,
      unsent: 0,
      unknown: 0,
      reasons: {},
    });
    expect(last).toMatchObject({ event: "summary", accepted: 30, exit_code: 0 });
  });

  test("changes nothing when the reports cannot be had", async () => {
    const { send, reconcile, path, server } = await stage(LOST_AFTER);
    await send();
    const before = await readFile(`${path}.journal`, "utf8");
    server.service.faults.add({ kind: "redirect", location: "/", operationId: "ListSmsMsgReport" });
    const { code, stderr } = await reconcile();
    expect(code).toBe(5);
    expect(stderr).toContain("The reports could not be read.");
    expect(await readFile(`${path}.journal`, "utf8")).toBe(before);
    expect((await reconcile()).code).toBe(0);
  });

  test("asks the service nothing for a file without a journal, another file, or none", async () => {
    const { reconcile, send, path, server, inside } = await stage(LOST_AFTER);
    const missing = await reconcile();
    expect(missing.code).toBe(2);
    expect(missing.stderr).toContain("There is no journal");
    await send();
    const requests = server.service.requests.length;
    await writeFile(path, `endpoint,message\n${numberOf(1)},another\n`);
    const other = await reconcile();
    expect(other.code).toBe(2);
    expect(other.stderr.replaceAll("\n", " ")).toContain("another content");
    const interrupted = AbortSignal.abort();
    expect((await inside({ signal: interrupted }, "reconcile")).code).toBe(130);
    expect(server.service.requests).toHaveLength(requests);
  });

  test("knows messages that were sent without tokens by nothing", async () => {
    const { send, reconcile, server } = await stage(LOST_AFTER);
    await send("--no-correlate");
    expect(server.service.messages.every((message) => !("extend_code" in message))).toBe(true);
    const { code, stdout } = await reconcile("--settle", "0");
    expect(code).toBe(4);
    expect(stdout).toContain("10 have no code, and reports on their number may be theirs");
  });

  test("is what send prepares for: a token for every message, from the journal's run", async () => {
    const { send, path, server } = await stage();
    await send();
    const [header = ""] = (await readFile(`${path}.journal`, "utf8")).split("\n");
    const { run_id } = JSON.parse(header) as { run_id: string };
    const codes = new Map(server.service.messages.map(({ message, extend_code }) => [message, extend_code]));
    for (let index = 0; index < 30; index++)
      expect(codes.get(`text ${index}`)).toBe(correlationToken(run_id, index));
  });

  test("explains itself", async () => {
    const { stdout, code } = await runInside(["reconcile", "--help"]);
    expect(code).toBe(0);
    for (const line of stdout.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(stdout).toContain("--settle <time>");
    expect(stdout).toContain("--unsent-without-control");
  });
});

describe("the text of a reconciliation", () => {
  test("fits the terminal, with every reason", () => {
    const reasons = {
      too_early: 12_345,
      too_old: 1,
      no_sign: 1,
      no_code: 1,
      shared_code: 1,
      other_number: 1,
      several: 1,
      no_message: 1,
      no_control: 6,
    };
    const controls = { none: 1, missing: 2, altered: 3 };
    const event = { ...noVerdicts(), file: "people.csv", journal: "people.csv.journal" };
    const text = reconcileText(
      { ...event, event: "reconcile", checked: 12_358, unknown: 12_358, reasons, controls },
      80,
    );
    const lines = text.split("\n");
    for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
    expect(text).not.toContain("undefined");
    expect(text).toContain("12,345 have no report yet");
    expect(text).toContain("1 have no report, but no accepted message nearby");
    expect(text).toContain("2 have no report, but accepted ones have none either");
    expect(text).toContain("3 have no report, but reports show accepted ones");
  });
});

describe("the commands that lead to one another", () => {
  const input = ["people.csv", "--template", "{name}", "--no-number-check"];

  test("drop what the other does not know", () => {
    const send = ["smn-sms", "send", ...input, "--yes", "--rate", "5", "--batch-size=9", "--retry", "unsent"];
    expect(reconcileCommand(send)).toEqual(["smn-sms", "reconcile", ...input]);
    const reconcile = [
      "smn-sms",
      "reconcile",
      ...input,
      "--settle",
      "1h",
      "--text-signs=a,b",
      "--unsent-without-control",
    ];
    expect(sendCommand(reconcile)).toEqual(["smn-sms", "send", ...input]);
  });

  test("keep a file that is called like a command", () => {
    expect(reconcileCommand(["smn-sms", "send", "send"])).toEqual(["smn-sms", "reconcile", "send"]);
  });
});

describe("options", () => {
  test.each([
    ["0", 0],
    ["250ms", 250],
    ["90s", 90_000],
    ["1.5m", 90_000],
    ["2h", 7_200_000],
  ])("read the time %s", (text, ms) => {
    expect(duration(text)).toBe(ms);
  });

  test.each(["", "20", "-1m", "1d", "m", "1 m"])("refuse the time %j", (text) => {
    expect(() => duration(text)).toThrow(InvalidArgumentError);
  });

  test("read lists", () => {
    expect(list("a, b")).toEqual(["a", "b"]);
    expect(() => list("a,,b")).toThrow(InvalidArgumentError);
  });
});
