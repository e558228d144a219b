import { execFileSync } from "node:child_process";
import { readdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { describe, expect, test } from "vitest";
import { displayWidth } from "../../src/cli/terminal/format.js";
import { temporaryFolder } from "./command.js";
import { runInside } from "./support.js";

const KEYS = { HUAWEICLOUD_SDK_AK: "AK00000000000000TEST", HUAWEICLOUD_SDK_SK: "secretsecret" };
const NOWHERE = ["--base-url", "http://127.0.0.1:1", "--project-id", "p1", "--sign-id", "s1"];

async function people(
  content = "endpoint,message\n13800000001,hello\n",
  name = "people.csv",
): Promise<string> {
  const path = join(await temporaryFolder(), name);
  await writeFile(path, content);
  return path;
}

describe("the command line", () => {
  test("prints the version", async () => {
    expect(await runInside(["--version"])).toEqual({ code: 0, stdout: "1.2.3\n", stderr: "" });
  });

  test.each([
    [["send", "people.csv", "--sign", "x"], "Did you mean --sign-id?"],
    [["sned", "people.csv"], "Did you mean send?"],
    [["send"], "missing required argument 'file'"],
    [["send", "a.csv", "b.csv"], "too many arguments"],
    [["send", "people.csv", "--concurrency", "0"], "Expected a whole number from 1 to 1000."],
    [["send", "people.csv", "--batch-size", "1000"], "from 1 to 999"],
    [["send", "people.csv", "--rate", "-1"], "Expected a number from 0.001 to 500000."],
    [["queue", "work", "--request-rate", "0"], "Expected a number from 0.001 to 500000."],
    [["send", "people.csv", "--separator", "::"], "Expected one of"],
    [["send", "people.csv", "--retry", "accepted"], "Expected unsent, rejected or invalid"],
    [["send", "people.csv", "--retry", "unsent,unknown"], "--resend-unknown-and-risk-duplicates"],
    [["send", "people.csv", "--sign-id", ""], "It is empty."],
    [["send", "people.csv", "--encoding", "latin1"], "Allowed choices are utf-8, gb18030"],
    [["send", "people.csv", "--ak", "x"], "unknown option '--ak'"],
    [["mock", "--port", "70000"], "from 0 to 65535"],
    [["reconcile", "people.csv", "--settle", "x"], "Expected a time with its unit"],
    [["send", "people.csv", `--${"a b ".repeat(30)}`], "unknown option"],
  ])("explains what is wrong with %j", async (args, hint) => {
    const { code, stdout, stderr } = await runInside(args);
    expect(code).toBe(2);
    expect(stdout).toBe("");
    expect(stderr.replaceAll("\n", " ")).toContain(hint);
    expect(stderr).toContain("--help");
    for (const line of stderr.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  test("shows help that fits 80 columns", async () => {
    for (const args of [["--help"], ["send", "--help"], ["mock", "--help"]]) {
      const { code, stdout } = await runInside(args);
      expect(code).toBe(0);
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test("shows the commands", async () => {
    expect((await runInside(["--help"])).stdout).toMatchInlineSnapshot(`
      "Usage: smn-sms [options] [command]

      Send text messages through Huawei Cloud SMN: never twice, never lost.

      Options:
        --version                   print the version
        -h, --help                  display help for command

      Commands:
        send [options] <file>       Send one text message for every row of a file.
        reconcile [options] <file>  Find out which unknown messages were sent.
        report [options] <file>     Show whether the messages of a file were
                                    delivered.
        signs [options]             List the signatures of the account.
        queue                       Send from many machines, through a queue in
                                    PostgreSQL.
        mock [options]              Start a sandbox of the service on this machine.

      For more: smn-sms send --help, smn-sms mock --help.
      "
    `);
  });

  test("shows the options of send", async () => {
    expect((await runInside(["send", "--help"])).stdout).toMatchInlineSnapshot(`
      "Usage: smn-sms send [options] <file>

      Send one text message for every row of a file.

      Arguments:
        file                                  CSV, workbook (.xlsx) or JSON Lines
                                              (.jsonl, .ndjson); - for standard input

      Input:
        --format <format>                     default: by the name of the file, else
                                              csv (choices: "csv", "jsonl")
        --encoding <encoding>                 of the file (choices: "utf-8",
                                              "gb18030", default: "utf-8")
        --separator <character>               between cells: , ; | or tab; default: ,
                                              or as the first line says
        --sheet <name>                        sheet of a workbook; default: the first
                                              one
        --template <text>                     makes the texts: {column} becomes its
                                              value, {{ and }} braces
        --literal-template                    accept {{x}}, \${x}, [x], \\n and the
                                              like; only {column} becomes a value
        --allow-garbled                       send texts with signs of lost characters
                                              (U+FFFD, 锟斤拷)
        --phone-column <name>                 column with the phone numbers (default:
                                              "endpoint")
        --sign-id <id>                        signature of rows without a sign_id
        --sign-name <name>                    name of that signature, to count billed
                                              parts
        --no-number-check                     accept numbers that do not look like
                                              phone numbers

      Connection:
        --region <id>                         such as cn-north-4; default:
                                              HW_REGION_NAME
        --base-url <url>                      address of the service, instead of the
                                              region's
        --project-id <id>                     default: HUAWEICLOUD_SDK_PROJECT_ID,
                                              HW_PROJECT_ID,
                                              or the region's project
        --path <name>                         last part of the path (choices: "sms",
                                              "batch_sms")
        --profile-file <path>                 file with keys; default:
                                              ~/.huaweicloud/credentials
        --metadata                            also ask the metadata service of a cloud
                                              server for keys
        --allow-insecure-http                 allow http:// to other machines

      Sending:
        --dry-run                             check everything and show the first
                                              texts; send nothing
        --yes                                 do not ask before sending
        --first <count>                       send only the first rows; a later call
                                              sends the rest
        --test-to <number>                    send the first text to this number and
                                              to nobody else
        --exclude <file>                      leave out the numbers in this file, such
                                              as opt-outs
        --skip-damaged-rows                   leave out rows whose quotes are damaged
        --max-parts <count>                   refuse to send if more parts would be
                                              billed
        --concurrency <count>                 requests at once (default: 4)
        --rate <count>                        messages per second at most
        --batch-size <count>                  messages per request at most
        --ignore-hangup                       go on when the terminal is closed
                                              (SIGHUP), as under nohup
        --timeout <seconds>                   for one request (default: 30)
        --no-correlate                        do not add the extend_code by which
                                              smn-sms reconcile finds a message

      Record and results:
        --journal <path>                      default: <file>.journal
        --out <path>                          results, as CSV; - for standard output;
                                              default: <file>.results.csv
        --retry <statuses>                    send only these again: unsent, rejected,
                                              invalid
        --resend-unknown-and-risk-duplicates  also send messages that may already have
                                              been sent
        --new-run-and-risk-duplicates         send everything again although an
                                              earlier run is recorded
        --page                                also draw the run: <file>.results.html,
                                              without numbers and texts
        --json                                one JSON object per line on standard
                                              output

      Options:
        -h, --help                            display help for command

      Keys come from the environment (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK), else
      from section [basic] of ~/.huaweicloud/credentials (ak = …, sk = …). They are
      never options.

      Input: CSV with a header line, a workbook (.xlsx), or JSON Lines; UTF-8, UTF-16
      with a byte order mark, or GB18030. Columns endpoint and message, and
      optionally sign_id, message_include_sign_flag, extend_src_id, extend_code.
      Other columns are copied to the results. Standard input (-) is copied to a
      private file first; its results go to standard output unless --out is given,
      and it can be resumed only with --journal.

      Examples:
        Check a file and see the first texts, send nothing:
          $ smn-sms send people.csv --sign-id SIGN --dry-run
        Send it:
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
        Send the first text to yourself, then the first 10 rows, then the rest:
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
              --test-to 13800000001
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN --first 10
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
        Make the texts from columns:
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
              --phone-column phone --template '您的验证码是{code}'
        Resume after a crash or Ctrl-C: run the same command again.
        Find out whether unknown messages were sent, then send the rest:
          $ smn-sms reconcile people.csv --region cn-north-4 --sign-id SIGN
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN
        Send rejected messages again, once the cause is fixed:
          $ smn-sms send people.csv --region cn-north-4 --sign-id SIGN \\
              --retry rejected

      Exit codes:
          0  all messages were accepted (or valid, with --dry-run)
          1  the command itself failed
          2  wrong command line, configuration or file; nothing was sent
          3  some messages were rejected or are invalid
          4  some messages are unknown or unsent, also after the answer no
          5  stopped before the end: account or signature refused, journal or disk
             failed; or no connection to the service in the first place
        130  interrupted
        Of several, the most serious: 5 and 130 before 4 before 3.
      "
    `);
  });

  test("shows the options of mock", async () => {
    expect((await runInside(["mock", "--help"])).stdout).toMatchInlineSnapshot(`
      "Usage: smn-sms mock [options]

      Start a sandbox of the service on this machine.

      Options:
        --port <port>             to listen on; 0 is a free one (default: 8787)
        --host <address>          to listen on (default: "127.0.0.1")
        --ak <id>                 access key that it accepts; a sandbox key, never a
                                  real one
        --sk <secret>             its secret
        --token <token>           token that it accepts
        --latency <ms>            time that every answer takes
        --seed <number>           same seed, same ids
        --faults <json>           failures to show: JSON, or a file with it
        --any-sign                accept every sign_id
        --accept-boolean-flag     accept message_include_sign_flag as a boolean
                                  (default: true)
        --no-accept-boolean-flag  refuse it, as the document does
        --balance <parts>         parts that the account can pay for
        --delivery-delay <ms>     time until a report comes (default: 3000)
        --callback-url <url>      push reports there, signed
        --clock-control           let POST /__sandbox/clock move its time
        --allow-host <names>      names by which its page may be reached, with commas
                                  between
        --allow-origin <origins>  origins whose pages may control it, with commas
                                  between
        --cert <file>             serve HTTPS with this certificate (PEM)
        --key <file>              its key (PEM)
        -h, --help                display help for command

      The sandbox checks keys, signatures and messages as the service does, keeps what
      it accepts in memory and sends nothing to anybody. It also hands out tokens, as
      identity management does (POST /v3/auth/tokens, GET /v3/projects).

      Examples:
        $ smn-sms mock
        $ smn-sms mock --port 0 --seed 7 --latency 50
        $ smn-sms mock --faults '{"kind":"throttle","times":3}'
        $ smn-sms mock --faults faults.json
        $ smn-sms mock --callback-url http://127.0.0.1:9000/reports

      Its address in a browser is an inbox: every text as it arrives, every request,
      faults, replies and reports by a click.

      Control it while it runs, without credentials:
        GET    /__sandbox/health     whether it is up
        GET    /__sandbox/inbox      texts as phones show them: ?number=…&wait=5000
        GET    /__sandbox/messages   what was accepted
        DELETE /__sandbox/messages   resets the sandbox
        GET    /__sandbox/requests   every request to the service
        GET    /__sandbox/faults     pending faults; POST adds, DELETE clears
        GET    /__sandbox/pushes     every attempt to push a report
        POST   /__sandbox/replies    {"endpoint":"+86…","reply":"T"}
        POST   /__sandbox/deliveries {"message_id":"…","status_desc":"UNDELIV"}
        GET    /__sandbox/clock      its time; POST {"advanceMs":60000} moves it
        All of them: docs/testing.md

      Faults are {"kind":…} with times, after, probability, operationId:
        throttle      429: retryAfter, limit, window, hint
        tokenExpired  401 APIGW.0307
        status        any status: status, body or page "gateway"|"html", when
        latency       a late answer: ms
        stall, reset, truncate  the connection fails: when "before"|"after"
        redirect      location, status
        garbage200    200 that is no answer: body "html"|"json"
        results       change "missing"|"extra"|"renamed"|"respelled"|"reordered"
                      |"doubled"|"malformed"
        created       201 instead of 200
        reject        code, numbers, message, sensitive_word

      Exit codes: 0 stopped by Ctrl-C or SIGTERM, 1 failed, 2 wrong command line.
      "
    `);
  });
});

describe("before anything is sent", () => {
  test("a dry run needs neither keys nor an address, and tells what would be sent", async () => {
    const file = await people("endpoint,message\n13800000001,hello\n12345,hi\n");
    const { code, stdout } = await runInside(["send", file, "--sign-id", "s1", "--dry-run"]);
    expect(code).toBe(3);
    expect(stdout).toContain("1 message can be sent: 5 characters, 1 part without the signature");
    expect(stdout).toContain("line 3 (****): endpoint: expected a mainland China mobile number");
    expect((await runInside(["send", await people(), "--sign-id", "s1", "--dry-run"])).code).toBe(0);
  });

  test.each<[string, string[], Record<string, string>, string]>([
    ["the address", ["--project-id", "p1"], KEYS, "Add --region"],
    ["the keys", NOWHERE, {}, "Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK"],
    ["the secret", NOWHERE, { HUAWEICLOUD_SDK_AK: "AK" }, "HUAWEICLOUD_SDK_SK is missing"],
    ["the project", ["--base-url", "http://127.0.0.1:1"], KEYS, "Add --project-id"],
    ["encryption", ["--base-url", "http://sms.example", "--project-id", "p1"], KEYS, "must be https://"],
    ["the permission", NOWHERE, KEYS, "Add --yes"],
    [
      "the budget",
      [...NOWHERE, "--yes", "--max-parts", "0"],
      KEYS,
      "billed as 1 part, more than --max-parts 0",
    ],
    ["the journal to retry", [...NOWHERE, "--yes", "--retry", "unsent"], KEYS, "no journal"],
    ["the column", [...NOWHERE, "--yes", "--phone-column", "phone"], KEYS, "there is no column phone"],
    ["the brace", [...NOWHERE, "--yes", "--template", "{x"], KEYS, "not closed"],
  ])("%s that is missing ends it with 2", async (_, args, env, hint) => {
    const file = await people();
    const { code, stderr } = await runInside(["send", file, ...args], {
      env: { HOME: "/nonexistent", HUAWEICLOUD_SDK_CREDENTIALS_FILE: "", ...env },
    });
    expect(stderr.replaceAll("\n", " ")).toContain(hint);
    expect(code).toBe(2);
  });

  test.each([
    ["no such file", "nothing.csv", "There is no file"],
    ["a folder", ".", "is not a file"],
  ])("%s ends it with 2", async (_, file, hint) => {
    const { code, stderr } = await runInside(["send", join(await temporaryFolder(), file), "--dry-run"]);
    expect(stderr.replaceAll("\n", " ")).toContain(hint);
    expect(code).toBe(2);
  });

  test.each([
    ["the file", ["PIPE"]],
    ["the list of numbers to leave out", ["FILE", "--exclude", "PIPE"]],
  ])("a named pipe as %s ends it with 2, and does not wait for a writer", async (_, args) => {
    const file = await people();
    const pipe = join(dirname(file), "pipe");
    execFileSync("mkfifo", [pipe]);
    const given = args.map((one) => one.replace("PIPE", pipe).replace("FILE", file));
    const { code, stderr } = await runInside(["send", ...given, "--dry-run"]);
    expect(stderr.replaceAll("\n", " ")).toContain("is not a file");
    expect(code).toBe(2);
  });

  test("results must not overwrite the input or the journal", async () => {
    const file = await people();
    for (const clash of [
      ["--out", file],
      ["--journal", file],
      ["--out", "x", "--journal", "./x"],
    ]) {
      const { code, stderr } = await runInside(["send", file, ...NOWHERE, ...clash, "--yes"], { env: KEYS });
      expect([code, stderr.replaceAll("\n", " ")]).toEqual([
        2,
        expect.stringContaining("is the same file as"),
      ]);
    }
  });

  test.each(["send", "reconcile"])("%s needs the folders of its files", async (command) => {
    const file = await people();
    const folder = dirname(file);
    await writeFile(`${file}.journal`, "");
    const shared = [command, file, ...NOWHERE];
    for (const [option, path, hint] of [
      ["--out", join(folder, "none", "out.csv"), "there is no folder"],
      ["--journal", join(folder, "none", "run.journal"), "there is no folder"],
      ["--out", join(file, "out.csv"), "there is no folder"],
      ["--out", folder, "is a folder"],
    ] as const) {
      const more = command === "send" ? ["--yes"] : [];
      const { code, stderr } = await runInside([...shared, option, path, ...more], { env: KEYS });
      expect([code, stderr.replaceAll("\n", " ")]).toEqual([2, expect.stringContaining(`${option}: `)]);
      expect(stderr.replaceAll("\n", " ")).toContain(hint);
    }
    expect((await readdir(folder)).sort()).toEqual(["people.csv", "people.csv.journal"]);
  });

  test("--json of standard input needs a file for the results", async () => {
    const { code, stdout, stderr } = await runInside(["send", "-", ...NOWHERE, "--json", "--yes"], {
      env: KEYS,
    });
    expect(code).toBe(2);
    expect(stderr).toContain("--out");
    expect(JSON.parse(stdout)).toMatchObject({ event: "error", exit_code: 2 });
  });

  test("an interruption sends nothing", async () => {
    const { code, stderr } = await runInside(["send", await people(), ...NOWHERE, "--yes"], {
      env: KEYS,
      signal: AbortSignal.abort(),
    });
    expect([code, stderr]).toEqual([130, "smn-sms: Interrupted. Nothing was sent.\n"]);
  });

  test.each([
    ["n\n", "Nothing was sent."],
    ["\n", "Nothing was sent."],
    ["", "Nothing was sent."],
  ])("the answer %j to the question sends nothing", async (answer, told) => {
    const { code, stderr } = await runInside(["send", await people(), ...NOWHERE], {
      env: KEYS,
      stdin: Readable.from([answer]),
      isTTY: { stdin: true, stderr: true },
    });
    expect(stderr).toContain("Send 1 message (1 part without the signature)? [y/N] ");
    expect(stderr).toContain(told);
    expect(code).toBe(4);
  });
});
