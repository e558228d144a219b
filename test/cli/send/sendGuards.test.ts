import {
  appendFile,
  copyFile,
  link,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  symlink,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, onTestFinished, test } from "vitest";
import type { CliEnvironment } from "../../../src/cli/base/environment.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
  type MockServer,
} from "../../../src/mock/index.js";
import { temporaryFolder } from "../command.js";
import { runInside } from "../support.js";

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  /** Everything on the screen, in one line. */
  readonly told: string;
}

interface Play {
  readonly server: MockServer;
  readonly file: string;
  readonly send: (...args: string[]) => Promise<Ended>;
  readonly sendFile: (file: string, ...args: string[]) => Promise<Ended>;
  readonly piped: (content: string, ...args: string[]) => Promise<Ended>;
  readonly command: (name: string, ...args: string[]) => Promise<Ended>;
  readonly asking: (answer: string, ...args: string[]) => Promise<Ended>;
  /** How often each number was sent something. */
  readonly taken: () => Record<string, number>;
}

const PEOPLE = "endpoint,message\n13800000001,one\n13800000002,two\n13800000003,three\n";

async function play(content = PEOPLE): Promise<Play> {
  const file = join(await temporaryFolder(), "people.csv");
  await writeFile(file, content);
  const server = await startMockServer({ seed: 1 });
  onTestFinished(() => server.close());
  const where = [
    "--base-url",
    server.url,
    "--project-id",
    sandboxProjectId,
    "--sign-id",
    sandboxSign.sign_id,
  ];
  const run = async (args: string[], changes: Partial<CliEnvironment> = {}): Promise<Ended> => {
    const ended = await runInside(args, {
      env: { HUAWEICLOUD_SDK_AK: sandboxCredentials.ak, HUAWEICLOUD_SDK_SK: sandboxCredentials.sk },
      ...changes,
    });
    return { ...ended, told: `${ended.stdout}${ended.stderr}`.replace(/\s+/g, " ") };
  };
  const sendFile = (path: string, ...args: string[]): Promise<Ended> =>
    run(["send", path, ...where, "--yes", ...args]);
  return {
    server,
    file,
    sendFile,
    send: (...args) => sendFile(file, ...args),
    piped: (input, ...args) =>
      run(["send", "-", ...where, "--yes", ...args], { stdin: Readable.from([input]) }),
    command: (name, ...args) => run([name, file, ...where, ...args]),
    asking: (answer, ...args) =>
      run(["send", file, ...where, ...args], {
        stdin: Readable.from([answer]),
        isTTY: { stdin: true, stderr: true },
      }),
    taken: () => {
      const times: Record<string, number> = {};
      for (const { endpoint } of server.service.messages) times[endpoint] = (times[endpoint] ?? 0) + 1;
      return times;
    },
  };
}

const ALL = { "13800000001": 1, "13800000002": 1, "13800000003": 1 };

describe("a value that is an option", () => {
  test.each([
    ["--template", "--dry-run"],
    ["--template=--dry-run"],
    ["--template", "--dry-run=1"],
    ["--sign-name", "--yes"],
    ["--out", "--dry-run", "--yes"],
    ["--journal", "-h"],
    ["--template", "—dry-run"],
  ])("is refused, and nothing is sent: %s %s", async (...args) => {
    const { send, taken } = await play();
    const { code, told } = await send(...args.filter((word) => word !== undefined));
    expect([code, taken()]).toEqual([2, {}]);
    expect(told).toContain("which is an option itself");
  });

  test("is told programs as an event", async () => {
    const { send } = await play();
    const { stdout } = await send("--json", "--template", "--dry-run");
    expect(JSON.parse(stdout)).toMatchObject({ event: "error", exit_code: 2 });
  });
});

test("two lists of numbers to leave out are refused, because one would be ignored", async () => {
  const { send, taken } = await play();
  const { code, told } = await send("--exclude", "a.txt", "--exclude=b.txt");
  expect([code, taken()]).toEqual([2, {}]);
  expect(told).toContain("--exclude is there twice, and only the last list would count");
});

test.each<[string, number]>([
  ["UTF-8", 0],
  ["utf8", 0],
  ["GBK", 0],
  ["gb2312", 0],
  ["cp936", 0],
  ["latin1", 2],
  ["utf-16", 2],
])("the encoding may be named as people know it: %s", async (name, code) => {
  const { send } = await play();
  expect((await send("--dry-run", "--encoding", name)).code).toBe(code);
});

test.each([
  "138123456789012345",
  "138-1234-5678-9",
  "+861381234567",
  "１３８１２３４５６７８９",
  "138.1234.56789",
])("a number that cannot be one is not shown whole: %s", async (number) => {
  for (const more of [[], ["--json"]]) {
    const { code, stdout, stderr } = await runInside(["send", "people.csv", "--test-to", number, ...more]);
    expect([code, stderr]).toEqual([2, expect.stringContaining("mobile number, or + and country code")]);
    expect(stdout + stderr).toContain("****");
    expect((stdout + stderr).normalize("NFKC").replace(/[^\d+*]/g, "")).not.toContain("1381234567");
  }
});

test("usage errors are events for programs", async () => {
  const { stdout, code } = await runInside(["send", "people.csv", "--json", "--concurrency", "0"]);
  expect(code).toBe(2);
  expect(JSON.parse(stdout)).toEqual({
    event: "error",
    message: expect.stringContaining("Expected a whole number from 1 to 1000.") as string,
    exit_code: 2,
  });
});

test("an address where nothing is leaves nothing behind, so that the corrected one can be used", async () => {
  const { send, file, taken } = await play();
  const { code, told } = await send("--base-url", "http://127.0.0.1:1");
  expect([code, await readdir(dirname(file))]).toEqual([5, ["people.csv"]]);
  expect(told).toContain(
    "Could not connect to http://127.0.0.1:1 (connect ECONNREFUSED): trying again until",
  );
  expect(told).toContain("Check --base-url and --region for a typing error");
  expect((await send()).code).toBe(0);
  expect(taken()).toEqual(ALL);
});

describe("part of a file", () => {
  test("is sent with --first, and the next call sends the rest", async () => {
    const { send, taken } = await play();
    const first = await send("--first", "2");
    expect([first.code, taken()]).toEqual([4, { "13800000001": 1, "13800000002": 1 }]);
    expect(first.stdout).toContain("2 rows checked");
    expect(first.told).toContain("the same command sends them");
    expect(first.stdout.split("What to do next")[1]).not.toContain("--first");
    expect((await send("--first", "2")).code).toBe(4);
    expect((await send()).code).toBe(0);
    expect(taken()).toEqual(ALL);
  });

  test("goes to one number with --test-to, and is no part of the run", async () => {
    const { send, server, taken, file } = await play();
    const { code, told } = await send("--test-to", "13900000009");
    expect(code).toBe(0);
    expect(told).toContain("Test to 13900****09: accepted");
    expect(server.service.messages.map(({ endpoint, message }) => [endpoint, message])).toEqual([
      ["13900000009", "one"],
    ]);
    expect(await readdir(dirname(file))).toEqual(["people.csv"]);
    await send();
    expect(taken()).toEqual({ "13900000009": 1, ...ALL });
  });

  test.each(["n\n", ""])("is not sent as a test after the answer %j", async (answer) => {
    const { asking, taken } = await play();
    expect((await asking(answer, "--test-to", "13900000009")).code).toBe(4);
    expect(taken()).toEqual({});
  });

  test("is left out by a list of numbers in any spelling", async () => {
    const { send, file, taken } = await play();
    const list = join(dirname(file), "stop.txt");
    await writeFile(list, "STOP list of 2026\n+86 138-0000-0001, x\n'１３８００００００03\n\n");
    const { code, told } = await send("--exclude", list);
    expect([code, taken()]).toEqual([3, { "13800000002": 1 }]);
    expect(told).toContain("2 rows left out by the 2 numbers of --exclude");
    expect(await readFile(`${file}.results.csv`, "utf8")).toContain("got one that is on it");
    expect((await send()).code).toBe(3);
    expect(taken()).toEqual({ "13800000002": 1 });
  });

  test("may be on the list only after it was sent: the run goes on with the others", async () => {
    const { send, file, taken } = await play();
    expect((await send("--first", "2")).code).toBe(4);
    const list = join(dirname(file), "stop.txt");
    await writeFile(list, "13800000001\n");
    const { code, told } = await send("--exclude", list);
    expect([code, taken()]).toEqual([0, ALL]);
    expect(told).not.toContain("Other phone numbers");
  });

  test("may have a text that is refused only after it was sent: the run goes on with the others", async () => {
    const { send, taken } = await play(PEOPLE.replace("one", "锟斤拷"));
    expect((await send("--allow-garbled", "--first", "2")).code).toBe(4);
    const { code, told } = await send();
    expect([code, taken()]).toEqual([0, ALL]);
    expect(told).not.toContain("Other phone numbers");
  });

  test.each([
    ["phone\n8.61381E+12\n", "a spreadsheet has shortened a number"],
    ["phone\n138****0001\n", "digits of a number are hidden"],
    ["phone\n1380000xxxx\n", "digits of a number are hidden"],
    ["phone\nnobody\n", "holds no phone numbers"],
    ["138000000011380000000213800000003\n", "digits are no phone number"],
  ])("is not left out by a list that cannot be read: %j", async (content, hint) => {
    const { send, file, taken } = await play();
    const list = join(dirname(file), "stop.txt");
    await writeFile(list, content);
    const { code, told } = await send("--exclude", list);
    expect([code, taken()]).toEqual([2, {}]);
    expect(told).toContain(hint);
  });
});

describe("the question", () => {
  test("shows the first texts with the signature that the service names", async () => {
    const { asking, taken } = await play();
    const { code, told } = await asking("y\n");
    expect([code, taken()]).toEqual([0, ALL]);
    expect(told).toContain(`as they will arrive: 13800****01 【${sandboxSign.sign_name}】one`);
    expect(told).toContain("Send 3 messages (3 parts)? [y/N]");
  });

  test.each(["n\n", "\n", ""])("answered by %j ends it with 4", async (answer) => {
    const { asking, taken, file } = await play();
    const { code, told } = await asking(answer);
    expect([code, taken()]).toEqual([4, {}]);
    expect(told).toContain("Nothing was sent.");
    expect(await readdir(dirname(file))).toEqual(["people.csv"]);
  });
});

test.each(["send", "reconcile"])("%s --json needs a file for the results", async (name) => {
  const { send, command, taken } = await play();
  await send("--yes", "--first", "1");
  const { code, stdout } = await command(name, "--json", "--out", "-");
  expect([
    code,
    stdout
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown),
  ]).toEqual([
    2,
    [expect.objectContaining({ event: "error", message: expect.stringContaining("--out") as string })],
  ]);
  expect(taken()).toEqual({ 13800000001: 1 });
});

test("answered by no with --json ends with an event that says so", async () => {
  const { asking } = await play();
  const { code, stdout } = await asking("n\n", "--json");
  const events = stdout
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect([code, events.at(-1)]).toEqual([4, { event: "declined", exit_code: 4 }]);
});

describe("a dry run", () => {
  test("says what the run itself would still send", async () => {
    const { send, taken } = await play();
    await send("--first", "2");
    const { code, told } = await send("--dry-run");
    expect([code, taken()]).toEqual([0, { "13800000001": 1, "13800000002": 1 }]);
    expect(told).toContain("2 rows done already (2 accepted)");
    expect(told).toContain("1 message left to send");
    expect(told).toContain("The text, without the signature, whose name is not known: 13800****03 three");
  });

  test("is refused for which the run itself is refused", async () => {
    const { send, file } = await play();
    expect((await send("--dry-run", "--retry", "rejected")).code).toBe(2);
    await send();
    expect((await send("--dry-run", "--template", "{message}!")).told).toContain("with other options");
    await writeFile(file, PEOPLE.replace("one", "uno"));
    expect((await send("--dry-run")).code).toBe(2);
  });
});

describe("the same file again", () => {
  test("under the name of a link finds its journal", async () => {
    const { send, sendFile, file, taken } = await play();
    await send();
    const other = join(dirname(file), "link.csv");
    await symlink("people.csv", other);
    expect((await sendFile(other)).code).toBe(0);
    expect(taken()).toEqual(ALL);
  });

  test.each<[string, (from: string, to: string) => Promise<void>]>([
    ["a copy", copyFile],
    ["a hard link", link],
    ["another name", rename],
  ])("as %s is refused", async (_, move) => {
    const { send, sendFile, file, taken } = await play();
    await send();
    const other = join(dirname(file), "other.csv");
    await move(file, other);
    const { code, told } = await sendFile(other);
    expect([code, taken()]).toEqual([2, ALL]);
    expect(told).toContain("people.csv.journal records a run of the same rows");
    expect(told).toContain("everybody gets the text a second time");
    expect((await sendFile(other, "--journal", `${file}.journal`)).code).toBe(0);
    expect(taken()).toEqual(ALL);
    expect((await sendFile(other, "--new-run-and-risk-duplicates")).code).toBe(0);
    expect(taken()).toEqual({ "13800000001": 2, "13800000002": 2, "13800000003": 2 });
  });

  test("whose journal was moved away is refused", async () => {
    const { send, file, taken } = await play();
    await send();
    await mkdir(join(dirname(file), "old"));
    await rename(`${file}.journal`, join(dirname(file), "old", "people.csv.journal"));
    const found = await send();
    expect([found.code, taken()]).toEqual([2, ALL]);
    expect(found.told).toContain("old/people.csv.journal records a run of the same rows");
    await rm(join(dirname(file), "old"), { recursive: true });
    const { code, told } = await send();
    expect([code, taken()]).toEqual([2, ALL]);
    expect(told).toContain("shows that");
    expect(told).toContain("its journal");
  });

  test.each([
    ["in a folder below", "below", "people.csv"],
    ["in the folder above", ".", "list.csv"],
  ])("as a copy %s is refused, also in a dry run", async (_, to, name) => {
    const { send, sendFile, file, taken } = await play();
    const from = to === "." ? join(dirname(file), "sub", "people.csv") : file;
    await mkdir(dirname(from), { recursive: true });
    if (from !== file) await rename(file, from);
    await (from === file ? send() : sendFile(from));
    const copy = join(dirname(file), to, name);
    await mkdir(dirname(copy), { recursive: true });
    await copyFile(from, copy);
    for (const more of [[], ["--dry-run"]]) {
      const { code, told } = await sendFile(copy, ...more);
      expect([code, told]).toEqual([2, expect.stringContaining("records a run of the same rows")]);
    }
    expect(taken()).toEqual(ALL);
  });

  test("as a copy with more rows is refused, and the advice is to send just those", async () => {
    const { send, sendFile, file, taken } = await play();
    await send();
    const other = join(dirname(file), "more.csv");
    await writeFile(other, `${PEOPLE}13800000004,four\n`);
    const { code, told } = await sendFile(other);
    expect([code, taken()]).toEqual([2, ALL]);
    expect(told).toContain("records a run of the first of these rows");
    expect(told).toContain("put just them into a new file");
  });

  test("without rows leaves nothing behind that other files are taken for", async () => {
    const { send, sendFile, file, taken } = await play();
    const empty = join(dirname(file), "empty.csv");
    await writeFile(empty, PEOPLE.slice(0, PEOPLE.indexOf("\n") + 1));
    for (let night = 0; night < 2; night++) expect(await sendFile(empty)).toMatchObject({ code: 0 });
    expect((await send()).code).toBe(0);
    expect(taken()).toEqual(ALL);
    // The same name, with rows by now, is another file's run.
    await writeFile(empty, PEOPLE.replaceAll("13800", "13900"));
    expect((await sendFile(empty)).code).toBe(0);
    expect(Object.keys(taken())).toHaveLength(2 * Object.keys(ALL).length);
  });

  test("saved anew, or with another text, is told from the numbers", async () => {
    const { send, sendFile, file, taken } = await play();
    await send();
    const other = join(dirname(file), "excel.csv");
    await writeFile(other, `\uFEFF${PEOPLE.replaceAll("\n", "\r\n").replaceAll("1380", "+86 1380")}`);
    const dry = await sendFile(other, "--dry-run");
    expect([dry.code, dry.told]).toEqual([
      0,
      expect.stringContaining("people.csv.journal. If the texts are"),
    ]);
    expect(taken()).toEqual(ALL);
    const sorted = join(dirname(file), "sorted.csv");
    const [head, ...rows] = PEOPLE.trim().split("\n");
    await writeFile(sorted, [head, ...rows.reverse(), ""].join("\n"));
    expect((await sendFile(sorted, "--dry-run")).told).not.toContain("same numbers");
  });

  test("through standard input is refused where its journal lies", async () => {
    const { send, piped, file, taken } = await play();
    await send();
    const { code, told } = await piped(PEOPLE, "--journal", join(dirname(file), "x.journal"));
    expect([code, taken()]).toEqual([2, ALL]);
    expect(told).toContain("people.csv.journal records a run of the same rows");
  });

  test("as its own results sends only what was not sent", async () => {
    const { send, sendFile, file, taken } = await play(`${PEOPLE}17099990227,four\n12345,five\n`);
    expect((await send("--first", "4")).code).toBe(4);
    expect(taken()).toEqual(ALL);
    const results = `${file}.results.csv`;
    const text = await readFile(results, "utf8");
    await writeFile(results, text.replace("17099990227", "13800000004").replace("12345", "13800000005"));
    const { code, told } = await sendFile(results);
    expect(told).toContain("3 rows left out: this is a results file");
    expect([code, taken()]).toEqual([3, { ...ALL, "13800000004": 1, "13800000005": 1 }]);
  });

  test("as results does not send again what may have been sent", async () => {
    const { send, sendFile, file, server, taken } = await play();
    server.service.faults.add({ kind: "reset", when: "after" });
    expect((await send()).code).toBe(4);
    expect(taken()).toEqual(ALL);
    const results = `${file}.results.csv`;
    expect((await sendFile(results)).code).toBe(3);
    expect(taken()).toEqual(ALL);
    await rm(`${results}.journal`);
    await rm(`${results}.results.csv`);
    await sendFile(results, "--resend-unknown-and-risk-duplicates");
    expect(taken()).toEqual({ "13800000001": 2, "13800000002": 2, "13800000003": 2 });
  });

  test("that was changed is refused by send, reconcile and report, without advice to send twice", async () => {
    const { send, command, file, taken } = await play();
    await send();
    await writeFile(file, PEOPLE.split("\n").reverse().join("\n"));
    await writeFile(file, "endpoint,message\n13800000003,three\n13800000002,two\n13800000001,one\n");
    for (const ended of [await send(), await command("reconcile"), await command("report")]) {
      expect(ended.code).toBe(2);
      expect(ended.told).not.toMatch(/delete/);
    }
    expect((await send()).told).toContain("put just them into a new file and send that");
    expect(taken()).toEqual(ALL);
  });

  test("that has grown is finished as it was", async () => {
    const { send, command, file, taken } = await play();
    await send("--first", "2");
    await appendFile(file, "13800000004,four\n");
    const { code, told } = await send();
    expect([code, taken()]).toEqual([0, ALL]);
    expect(told).toContain("has grown since its run began");
    expect((await command("report")).stdout).toContain("3 rows");
  });
});

test("results and journal that cannot be opened stop it before anything is sent, and name the option", async () => {
  const { send, file, taken } = await play();
  const long = join(dirname(file), "x".repeat(300));
  for (const option of ["--out", "--journal"]) {
    const { code, told } = await send(option, long);
    expect([code, taken()]).toEqual([2, {}]);
    expect(told).toContain("ENAMETOOLONG");
    expect(told).toContain(option);
    expect(told).not.toContain("fault of smn-sms");
  }
  expect((await readdir(dirname(file))).sort()).toEqual(["people.csv"]);
});

test("a dumb terminal gets no codes that move the cursor", async () => {
  const { file, server } = await play();
  const { stderr } = await runInside(
    [
      "send",
      file,
      "--base-url",
      server.url,
      "--project-id",
      sandboxProjectId,
      "--sign-id",
      sandboxSign.sign_id,
      "--yes",
    ],
    {
      env: {
        HUAWEICLOUD_SDK_AK: sandboxCredentials.ak,
        HUAWEICLOUD_SDK_SK: sandboxCredentials.sk,
        TERM: "dumb",
      },
      isTTY: { stdin: true, stderr: true },
    },
  );
  expect(stderr).not.toContain("\u001b");
});
