import { appendFile, readFile, rm, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import Papa from "papaparse";
import { describe, expect, onTestFinished, test } from "vitest";
import { deliveryExitCode, noDeliveries } from "../../../src/cli/report/deliveryCounts.js";
import { carrierWord } from "../../../src/cli/report/carrierWord.js";
import { reportText, type ReportSummary } from "../../../src/cli/report/reportText.js";
import { displayWidth } from "../../../src/cli/terminal/format.js";
import { systemClock } from "../../../src/base/clock.js";
import { createSmsClient } from "../../../src/createSmsClient.js";
import { openJournal } from "../../../src/journal/openJournal.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
} from "../../../src/mock/index.js";
import type { MockServer, MockServerOptions } from "../../../src/mock/index.js";
import { temporaryFolder } from "../command.js";
import { memory, runInside } from "../support.js";

const env = { HUAWEICLOUD_SDK_AK: sandboxCredentials.ak, HUAWEICLOUD_SDK_SK: sandboxCredentials.sk };
const TEXT = "您的取件码是 482913";

type Ended = Awaited<ReturnType<typeof runInside>>;

interface Stage {
  readonly file: string;
  readonly server: MockServer;
  readonly report: (...more: string[]) => Promise<Ended>;
  readonly send: (...more: string[]) => Promise<Ended>;
  readonly rows: (path?: string) => Promise<Record<string, string>[]>;
}

/** A file, sent to a sandbox. */
async function sent(content: string, options: MockServerOptions = {}, name = "people.csv"): Promise<Stage> {
  const file = join(await temporaryFolder(), name);
  await writeFile(file, content);
  const server = await startMockServer({ seed: 1, deliveryDelayMs: 0, ...options });
  onTestFinished(() => server.close());
  const to = ["--base-url", server.url, "--project-id", sandboxProjectId];
  const sign = ["--sign-id", sandboxSign.sign_id];
  const send = (...more: string[]): Promise<Ended> =>
    runInside(["send", file, "--yes", ...to, ...sign, ...more], { env });
  await send();
  return {
    file,
    server,
    send,
    report: (...more) =>
      runInside(["report", file, ...to, ...(more.includes("--sign-id") ? [] : sign), ...more], { env }),
    async rows(path = `${file}.report.csv`) {
      const text = await readFile(path, "utf8");
      return Papa.parse<Record<string, string>>(text.trimEnd(), { header: true }).data;
    },
  };
}

const people = (...numbers: string[]): string =>
  `endpoint,message\n${numbers.map((number) => `${number},${TEXT}\n`).join("")}`;
const many = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => `138${String(index).padStart(8, "0")}`);

describe("smn-sms report", () => {
  test("tells of every row how it was delivered, by message_id", async () => {
    const { report, rows, server, file } = await sent(
      people("13800000001", "17099980001", "17099990227", "12345", "17099980020"),
    );
    const { code, stdout, stderr } = await report();
    expect([code, stderr]).toEqual([4, ""]);
    const ids = new Map(server.service.messages.map(({ endpoint, message_id }) => [endpoint, message_id]));
    expect(await rows()).toMatchObject([
      {
        row: "1",
        line: "2",
        status: "accepted",
        message_id: ids.get("13800000001"),
        delivery: "delivered",
        status_desc: "DELIVRD",
        fee_num: "1",
      },
      { row: "2", delivery: "failed", status_desc: "UNDELIV", message_id: ids.get("17099980001") },
      { row: "3", status: "rejected", message_id: "", delivery: "", status_desc: "", fee_num: "" },
      { row: "4", line: "5", status: "invalid", delivery: "" },
      { row: "5", delivery: "waiting", status_desc: "", deliver_time: "" },
    ]);
    expect((await rows())[0]?.["submit_time"]).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    expect((await stat(`${file}.report.csv`)).mode & 0o077).toBe(0);
    expect(stdout).toMatch(/delivered +1\n/);
    expect(stdout).toMatch(/UNDELIV +1\n/);
    expect(stdout).toContain("Billed, as far as reported: 3 parts");
    for (const line of stdout.split("\n"))
      if (!line.includes(file)) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  test("ends with 0 when everything was delivered, and shows neither numbers nor texts", async () => {
    const { report, file } = await sent(people("13812345678", "13912345678"));
    const { code, stdout, stderr } = await report();
    expect(code).toBe(0);
    expect(stdout).not.toContain("What to do next");
    const shown = stdout + stderr + (await readFile(`${file}.report.csv`, "utf8"));
    for (const secret of ["12345678", "482913", sandboxCredentials.ak, sandboxCredentials.sk])
      expect(shown).not.toContain(secret);
  });

  test("ends with 3 when a delivery failed", async () => {
    expect((await (await sent(people("13800000001", "17099980003"))).report()).code).toBe(3);
  });

  test("reads more than one page, and asks again when the service fails", async () => {
    const { report, rows, server } = await sent(people(...many(230)));
    server.service.faults.add({ kind: "status", status: 503, times: 2, operationId: "ListSmsMsgReport" });
    const { code } = await report();
    expect(code).toBe(0);
    expect((await rows()).every(({ delivery }) => delivery === "delivered")).toBe(true);
    const asked = server.service.requests.filter(({ method }) => method === "GET");
    // Three pages, one of them asked for again twice, and an empty one.
    expect(asked).toHaveLength(6);
  });

  test("leaves out reports of messages that are not of this run", async () => {
    const { report, rows, server } = await sent(people("13800000001"));
    const other = await sent(people("17099980001"), { service: server.service });
    expect((await report()).code).toBe(0);
    expect(await rows()).toHaveLength(1);
    expect((await other.report()).code).toBe(3);
  });

  test("can be asked again: late reports replace what was waiting", async () => {
    const { report, rows, server } = await sent(people("17099980010", "13800000002"));
    expect((await report()).code).toBe(4);
    expect((await rows()).map(({ delivery }) => delivery)).toEqual(["waiting", "delivered"]);
    await server.service.advance(3_600_000);
    expect((await report()).code).toBe(0);
    expect((await rows()).map(({ delivery }) => delivery)).toEqual(["delivered", "delivered"]);
  });

  test("asks for the signature of each row, of CSV and of JSON Lines", async () => {
    const other = { ...sandboxSign, sign_id: "other" };
    const lines = [
      { endpoint: "13800000001", message: TEXT, sign_id: "other" },
      { endpoint: "13800000002", message: TEXT },
    ];
    const csv = Papa.unparse(lines, { columns: ["endpoint", "message", "sign_id"] });
    for (const [name, content] of [
      ["people.csv", csv],
      ["people.jsonl", lines.map((line) => JSON.stringify(line)).join("\n")],
    ] as const) {
      const { report, rows } = await sent(content, { signs: [sandboxSign, other] }, name);
      expect((await report()).code).toBe(0);
      expect((await rows()).map(({ delivery }) => delivery)).toEqual(["delivered", "delivered"]);
    }
  });

  test("asks who signed the rows when the file does not say, before anything is asked", async () => {
    const { file, server } = await sent(people("13800000001"));
    const before = server.service.requests.length;
    const to = ["--base-url", server.url, "--project-id", sandboxProjectId];
    const { code, stderr } = await runInside(["report", file, ...to], { env });
    expect(code).toBe(2);
    expect(stderr).toContain("1 accepted row without a sign_id");
    expect(stderr).toContain("--sign-id");
    expect(server.service.requests).toHaveLength(before);
  });

  test("shows what the service does not list as unlisted", async () => {
    const { report, rows } = await sent(people("13800000001"), {
      signs: [sandboxSign, { ...sandboxSign, sign_id: "other" }],
    });
    const { code, stdout } = await report("--sign-id", "other");
    expect(code).toBe(4);
    expect(stdout).toContain("check that --sign-id");
    expect(await rows()).toMatchObject([{ delivery: "unlisted", fee_num: "", submit_time: "" }]);
  });

  test("prints one JSON object with --json", async () => {
    const { report, file } = await sent(people("13800000001", "17099980002", "17099980002"));
    const { code, stdout } = await report("--json");
    expect(code).toBe(3);
    expect(JSON.parse(stdout)).toMatchObject({
      event: "report",
      file,
      rows: 3,
      accepted: 3,
      delivered: 1,
      failed: 2,
      failures: { REJECTD: 2 },
      parts: 3,
      exit_code: 3,
      report: `${file}.report.csv`,
      too_old: false,
    });
    expect(stdout.trimEnd().split("\n")).toHaveLength(1);
  });

  test("writes to standard output with --out -, and the summary to standard error", async () => {
    const { report } = await sent(people("13800000001"));
    const { code, stdout, stderr } = await report("--out", "-");
    expect(code).toBe(0);
    expect(stdout.split("\n")).toHaveLength(3);
    expect(stdout).toMatch(/^row,line,status,/);
    expect(stderr).toContain("delivered");
    expect((await report("--out", "-", "--json")).code).toBe(2);
  });

  test("stops with 5 when the service refuses, and leaves an earlier report alone", async () => {
    const { report, server, rows } = await sent(people("13800000001"));
    await report();
    const before = await rows();
    server.service.faults.add({ kind: "status", status: 403, times: "always" });
    const { code, stderr, stdout } = await report("--json");
    expect(code).toBe(5);
    expect(stderr).toContain("403");
    expect(JSON.parse(stdout)).toMatchObject({ event: "error", exit_code: 5 });
    expect(await rows()).toEqual(before);
  });

  test("stops with 5 when the report cannot be written", async () => {
    const { report, file } = await sent(people("13800000001"));
    const { code, stderr } = await report("--out", join(dirname(file), "x".repeat(255)));
    expect(code).toBe(5);
    expect(stderr).toContain("The report could not be written");
  });

  test("is interrupted with 130 and writes nothing", async () => {
    const { file, server } = await sent(people("13800000001"));
    const to = ["--base-url", server.url, "--project-id", sandboxProjectId, "--sign-id", sandboxSign.sign_id];
    const signal = AbortSignal.abort();
    expect((await runInside(["report", file, ...to], { env, signal })).code).toBe(130);
    await expect(stat(`${file}.report.csv`)).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("says how far it is when it takes long", async () => {
    const { file, server } = await sent(people(...many(120)));
    const to = ["--base-url", server.url, "--project-id", sandboxProjectId, "--sign-id", sandboxSign.sign_id];
    let now = Date.now();
    const clock = { ...systemClock, now: () => (now += 10) };
    const { stderr } = await runInside(["report", file, ...to], {
      env,
      stdout: memory(),
      clock: { ...clock, now: () => (now += 6000) },
    });
    expect(stderr).toContain("100 reports read");
  });
});

describe("smn-sms report refuses", () => {
  test("a file without a journal", async () => {
    const { file } = await sent(people("13800000001"));
    await writeFile(`${file}2`, people("13800000001"));
    const { code, stderr } = await runInside(["report", `${file}2`, "--base-url", "http://127.0.0.1:1"], {
      env,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("There is no journal");
  });

  test("the journal of a longer file", async () => {
    const { file, report } = await sent(people(...many(3)));
    await writeFile(file, people("13800000001"));
    const { code, stderr } = await report();
    expect(code).toBe(2);
    expect(stderr.replaceAll("\n", " ")).toContain("was changed since it was sent");
  });

  test("a damaged journal, and a file that is none", async () => {
    const { file, report } = await sent(people("13800000001"));
    await appendFile(`${file}.journal`, "nonsense\n");
    expect(await report()).toMatchObject({ code: 2, stderr: expect.stringContaining("damaged") as string });
    await writeFile(`${file}.journal`, "nonsense\n");
    expect((await report()).code).toBe(2);
  });

  describe("a file whose rows are not those of the journal,", () => {
    /** As an older version, or a program with the library, would have written the journal: without the content. */
    async function sentByProgram(content: string, sentContent: string): Promise<Stage> {
      const stage = await sent(people("13800000009"));
      const { file, server } = stage;
      await rm(`${file}.journal`);
      await writeFile(file, content);
      const journal = await openJournal(`${file}.journal`, { inputId: "people" });
      const [, ...rows] = sentContent.trim().split("\n");
      const client = createSmsClient({
        baseUrl: server.url,
        projectId: sandboxProjectId,
        credentials: sandboxCredentials,
      });
      for await (const outcome of client.sendAll(rows, {
        toMessage: (row) => ({
          endpoint: row.split(",")[0] ?? "",
          message: TEXT,
          sign_id: sandboxSign.sign_id,
        }),
        journal,
      }))
        expect(outcome.status).toBe("accepted");
      await journal.close();
      return stage;
    }
    const three = many(3);

    test("because it was sorted, or has other numbers", async () => {
      const sorted = await sentByProgram(people(...[...three].reverse()), people(...three));
      expect((await sorted.report()).stderr.replaceAll("\n", " ")).toContain("other numbers are in its rows");
      const other = await sentByProgram(
        people("13800000000", "13900000001", "13800000002"),
        people(...three),
      );
      expect((await other.report()).code).toBe(2);
      const shorter = await sentByProgram(people("13800000000", "13800000001"), people(...three));
      expect((await shorter.report()).code).toBe(2);
    });

    test("but takes other spellings and texts of the same numbers", async () => {
      const content = people("+86 138-0000-0000", "138 0000 0001", "008613800000002");
      const { report, rows } = await sentByProgram(content, people(...three));
      expect((await report()).code).toBe(0);
      expect((await rows()).map(({ delivery }) => delivery)).toEqual(["delivered", "delivered", "delivered"]);
    });

    test("and asks for the column of the numbers where it has to compare them", async () => {
      const content = people(...three).replace("endpoint", "phone");
      const { report } = await sentByProgram(content, people(...three));
      expect((await report()).stderr.replaceAll("\n", " ")).toContain(
        "Name the column that holds the numbers",
      );
      expect((await report("--phone-column", "phone")).code).toBe(0);
    });
  });

  test("another column of numbers than that of the run, but needs none where the content is the same", async () => {
    const content = "phone,office,message\n13800000000,13900000000,x\n13800000001,13900000001,x\n";
    const file = join(await temporaryFolder(), "people.csv");
    await writeFile(file, content);
    const server = await startMockServer({ seed: 1, deliveryDelayMs: 0 });
    onTestFinished(() => server.close());
    const to = ["--base-url", server.url, "--project-id", sandboxProjectId, "--sign-id", sandboxSign.sign_id];
    await runInside(["send", file, "--yes", ...to, "--phone-column", "phone"], { env });
    const report = (...more: string[]): Promise<Ended> =>
      runInside(["report", file, ...to, ...more], { env });
    expect((await report()).code).toBe(0);
    expect((await report("--phone-column", "phone")).code).toBe(0);
    expect(await report("--phone-column", "office")).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("not known which row is whose") as string,
    });
  });

  test("another address or project than that of the run", async () => {
    const { file, server } = await sent(people("13800000001"));
    const other = await startMockServer({ seed: 2 });
    onTestFinished(() => other.close());
    const report = (url: string, project: string): Promise<Ended> =>
      runInside(["report", file, "--base-url", url, "--project-id", project], { env });
    const elsewhere = await report(other.url, sandboxProjectId);
    expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining(server.url)]);
    const project = await report(server.url, "0123456789abcdef0123456789abcdef");
    expect([project.code, project.stderr]).toEqual([2, expect.stringContaining("another project")]);
  });

  test("to write over the input, the journal or the results", async () => {
    const { file, report } = await sent(people("13800000001"));
    for (const path of [file, `${file}.journal`, `${file}.results.csv`]) {
      const before = await readFile(path, "utf8");
      expect((await report("--out", path)).code).toBe(2);
      expect(await readFile(path, "utf8")).toBe(before);
    }
  });

  test("a folder that is not there, before it asks for anything", async () => {
    const { file, report, server } = await sent(people("13800000001"));
    const requests = server.service.requests.length;
    const { code, stderr } = await report("--out", join(dirname(file), "none", "report.csv"));
    expect(code).toBe(2);
    expect(stderr.replaceAll("\n", " ")).toContain("--out: there is no folder");
    expect(server.service.requests).toHaveLength(requests);
  });

  test("standard input", async () => {
    expect((await runInside(["report", "-", "--base-url", "http://127.0.0.1:1"], { env })).code).toBe(2);
  });

  test("a run whose reports are gone", async () => {
    const { file, server } = await sent(people("13800000001"));
    const to = ["--base-url", server.url, "--project-id", sandboxProjectId, "--sign-id", sandboxSign.sign_id];
    const later = Date.now() + 100 * 86_400_000;
    const { code, stderr } = await runInside(["report", file, ...to], {
      env,
      clock: { ...systemClock, now: () => later },
    });
    expect(code).toBe(2);
    expect(stderr).toContain("three months");
  });
});

describe("the summary of a report", () => {
  const summary = (changes: Partial<ReportSummary>): ReportSummary => ({
    ...noDeliveries(),
    event: "report",
    file: "people.csv",
    exit_code: 0,
    report: "people.csv.report.csv",
    too_old: false,
    ...changes,
  });
  const command = ["smn-sms", "report", "people.csv", "--region", "cn-north-4", "--sign-id", "SIGN"];

  test("reads well in 80 columns", () => {
    const text = reportText(
      summary({
        rows: 2000,
        accepted: 1990,
        delivered: 1950,
        failed: 12,
        failures: { REJECTD: 2, UNDELIV: 10 },
        waiting: 25,
        unlisted: 3,
        rejected: 6,
        unknown: 4,
        parts: 2004,
        too_old: true,
      }),
      command,
      80,
    );
    expect(text).toMatchInlineSnapshot(`
      "
      people.csv: 2,000 rows, 1,990 accepted by the service

        delivered  1,950
        failed        12  the carrier could not deliver them:
          UNDELIV     10
          REJECTD      2
        waiting       25  sent; the carrier has not reported yet
        unlisted       3  accepted, but the service lists no report
        rejected       6  refused by the service; not sent
        invalid        0
        unsent         0
        unknown        4  may or may not have been sent

      Billed, as far as reported: 2,004 parts
      Report, row by row: people.csv.report.csv

      What to do next
      - waiting, unlisted: reports may take hours. Ask again later:
          smn-sms report people.csv --region cn-north-4 --sign-id SIGN
      - unlisted that stay so: check that --sign-id is the signature they were sent
        with.
      - unknown: smn-sms reconcile finds out which of them were sent.
      - not accepted: the results of smn-sms send say why, row by row.

      Part of the run is older than three months: its reports are gone."
    `);
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  test("fits narrow terminals and shows only the commonest reasons", () => {
    const failures = Object.fromEntries(Array.from({ length: 30 }, (_, index) => [`E${index}`, 30 - index]));
    const text = reportText(summary({ failed: 465, failures, waiting: 1 }), command, 40);
    expect(text).toContain("E9");
    expect(text).not.toContain("E10 ");
    expect(text).toContain("other reasons");
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(48);
  });

  test("gives the exit code of the most serious row", () => {
    expect(deliveryExitCode(noDeliveries())).toBe(0);
    expect(deliveryExitCode({ ...noDeliveries(), failed: 1 })).toBe(3);
    expect(deliveryExitCode({ ...noDeliveries(), failed: 1, waiting: 1 })).toBe(4);
    expect(deliveryExitCode({ ...noDeliveries(), unknown: 1 })).toBe(4);
  });
});

test.each([
  ["DELIVRD", "DELIVRD"],
  ["MK:0001", "MK:0001"],
  ["空号", "空号"],
  [null, ""],
  ["=cmd()", "(unprintable)"],
  ["to 13812345678", "(unprintable)"],
  ["\u001b[2J", "(unprintable)"],
])("the carrier's word %j is shown as %j", (given, expected) => {
  expect(carrierWord(given)).toBe(expected);
});
