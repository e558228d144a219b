import { describe, expect, test } from "vitest";
import { exitCodeOf, noCounts } from "../../../src/cli/base/exitCode.js";
import { commandText } from "../../../src/cli/terminal/commandText.js";
import { displayWidth, formatDuration, wrap } from "../../../src/cli/terminal/format.js";
import { createJsonReporter } from "../../../src/cli/terminal/jsonReporter.js";
import { nextSteps } from "../../../src/cli/terminal/nextSteps.js";
import { createProgress } from "../../../src/cli/terminal/progress.js";
import { createBarView, createLineView, progressLine } from "../../../src/cli/terminal/progressView.js";
import type { ProgressEvent } from "../../../src/cli/terminal/runEvent.js";
import { checkText } from "../../../src/cli/terminal/checkText.js";
import { resumeText, summaryText } from "../../../src/cli/terminal/runTexts.js";
import { handClock, memory } from "../support.js";

const progress = (done: number, total = 2000): ProgressEvent => ({
  ...noCounts(),
  event: "progress",
  done,
  total,
  accepted: done,
  per_second: 310,
  seconds_left: 3,
});

describe("progress", () => {
  test("knows rate and time left", () => {
    const clock = handClock();
    const counting = createProgress(100, clock);
    expect(counting.snapshot()).toMatchObject({ done: 0, per_second: 0, seconds_left: null });
    clock.advance(2000);
    for (let i = 0; i < 40; i++) counting.add("accepted");
    counting.add("unknown");
    expect(counting.snapshot()).toMatchObject({
      done: 41,
      accepted: 40,
      unknown: 1,
      per_second: 20.5,
      seconds_left: 3,
    });
  });

  test("is one line with what there is to tell", () => {
    expect(progressLine({ ...progress(1234), accepted: 1230, rejected: 4 })).toBe(
      "1,234 of 2,000 · 310/s · 0:03 left · accepted 1,230, rejected 4",
    );
  });

  test("in a log comes every few seconds, when something changed, and in the end", () => {
    const clock = handClock();
    const stderr = memory();
    const view = createLineView(stderr, clock, 80);
    view.progress(progress(64));
    clock.advance(5000);
    view.progress(progress(128));
    view.progress(progress(192));
    clock.advance(5000);
    view.progress(progress(128));
    view.pause(12, "the service asks to send more slowly");
    view.pause(12, "the service asks to send more slowly");
    view.progress(progress(2000));
    expect(stderr.text.split("\n").map((line) => line.split(" · ")[0])).toEqual([
      "128 of 2,000",
      "waiting 0:12: the service asks to send more slowly",
      "2,000 of 2,000",
      "",
    ]);
  });

  test("on a terminal is a bar of one line", () => {
    const stderr = Object.assign(memory(), { isTTY: true, columns: 80 });
    const view = createBarView(stderr, handClock(), 80);
    view.progress(progress(1000));
    view.pause(3, "the service asks to send more slowly");
    view.progress(progress(2000));
    view.rest();
    expect(stderr.text).toContain("[████████████████] 100% 2,000 of 2,000");
    // Terminal sequences take no room.
    const lines = stderr.text.replace(/\u001b\[[\d;?]*[a-zA-Z]/g, "\n").split("\n");
    expect(Math.max(...lines.map(displayWidth))).toBeLessThan(80);
  });

  test("as JSON comes once a second at most", () => {
    const clock = handClock();
    const stdout = memory();
    const reporter = createJsonReporter(stdout, clock);
    reporter.report(progress(1));
    reporter.report(progress(2));
    clock.advance(1000);
    reporter.report(progress(3));
    reporter.report(progress(2000));
    const lines = stdout.text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as ProgressEvent);
    expect(lines.map(({ done }) => done)).toEqual([1, 3, 2000]);
  });
});

describe("the advice", () => {
  const command = [
    "smn-sms",
    "send",
    "people.csv",
    "--template",
    "{name}'s",
    "--retry",
    "unsent",
    "--retry=invalid",
    "--yes",
  ];
  const columns = { status: "status", code: "smn_code", reason: "reason" };
  const advise = (counts: object, canResume = true): ReturnType<typeof nextSteps> =>
    nextSteps({ counts: { ...noCounts(), ...counts }, exitCode: 4, command, canResume, columns });

  test("is nothing when everything was accepted", () => {
    expect(advise({ accepted: 5 })).toEqual([]);
  });

  test("gives the command for every count", () => {
    const steps = advise({ unsent: 1, unknown: 1, rejected: 1, invalid: 1 });
    const plain = ["smn-sms", "send", "people.csv", "--template", "{name}'s", "--yes"];
    expect(steps.map(({ concerns, command: again }) => [concerns, again])).toEqual([
      ["unsent", plain],
      ["unknown", ["smn-sms", "reconcile", "people.csv", "--template", "{name}'s"]],
      ["unknown", [...plain, "--resend-unknown-and-risk-duplicates"]],
      ["rejected", [...plain, "--retry", "rejected"]],
      ["invalid", undefined],
    ]);
    expect(steps[3]?.advice).toContain("smn_code");
  });

  test("gives no command where there is no journal", () => {
    const steps = advise({ unsent: 1, unknown: 1, rejected: 1 }, false);
    expect(steps.every((step) => !("command" in step))).toBe(true);
    expect(steps.every(({ advice }) => advice.endsWith("."))).toBe(true);
  });

  test("can be copied into a shell", () => {
    expect(commandText(command, 60)).toBe(
      [
        "    smn-sms send people.csv --template '{name}'\\''s' \\",
        "      --retry unsent --retry=invalid --yes",
      ].join("\n"),
    );
  });
});

describe("texts", () => {
  const columns = 80;
  const issue = {
    property: "endpoint",
    rule: "phone",
    expected: "a mainland China mobile number, or + and country code",
    received: "5 digits",
  };

  test("fit 80 columns", () => {
    const invalid_rows = Array.from({ length: 20 }, (_, line) => ({
      line: line + 1e6,
      endpoint: "+861380****01",
      issues: [issue, { ...issue, property: "您的姓名" }],
    }));
    const check = {
      event: "check",
      file: "people.csv",
      rows: 1e7,
      valid: 9e6,
      invalid: 1e6,
      characters: 1e9,
      parts: 2e7,
      most_parts: 3e7,
      unsigned: 1e6,
      long: 1e6,
      excluded: 1e5,
      sent_earlier: 1e5,
      exclude_list: 1e6,
      unit: "line",
      invalid_rows,
      unusual: [
        {
          kind: "repeated",
          rows: 1e6,
          lines: [1e6, 1e6 + 1, 1e6 + 2, 1e6 + 3, 1e6 + 4],
          numbers: 1e6,
          most: 1e6,
        },
        { kind: "called_sent", rows: 1e6, lines: [1e6] },
        { kind: "error_value", rows: 1e6, lines: [1e6], values: ["#N/A", "#REF!", "undefined"] },
        { kind: "outer_blanks", rows: 1, lines: [1e6] },
        { kind: "trimmed_number", rows: 1e6, lines: [1e6] },
        { kind: "blank_rows", rows: 1e6, lines: [] },
        { kind: "no_line_end", rows: 1, lines: [] },
      ],
    } as const;
    const counts = { accepted: 8e6, rejected: 1e5, invalid: 1e6, unsent: 5e5, unknown: 1e5 };
    const next = nextSteps({
      counts,
      exitCode: 5,
      command: [
        "smn-sms",
        "send",
        "people.csv",
        "--region",
        "cn-north-4",
        "--template",
        "您的验证码是{code}",
        "--journal",
        "x".repeat(30),
      ],
      canResume: true,
      columns: { status: "status", code: "code", reason: "reason" },
    });
    const texts = [
      checkText({ ...check, dry_run: true }, { columns }),
      checkText({ ...check, dry_run: false }, { columns }),
      resumeText(
        {
          event: "resume",
          journal: "people.csv.journal",
          settled: { ...counts, intended: 5e6 },
          to_send: 1e6,
          parts: 2e6,
          unsigned: 0,
        },
        { columns },
      ),
      summaryText(
        {
          event: "summary",
          file: "people.csv",
          rows: 1e7,
          ...counts,
          exit_code: 5,
          results: "people.csv.results.csv",
          journal: "people.csv.journal",
          stopped: "The account is refused. ".repeat(8).trim(),
          next,
        },
        { columns },
      ),
    ];
    for (const line of texts.join("\n").split("\n"))
      expect([displayWidth(line) <= 80, line]).toEqual([true, line]);
    expect(texts[0]).toContain("line 1000019");
    expect(texts[1]).not.toContain("line 1000005");
    expect(texts[1]).toContain("and 999,995 more");
  });

  test("are wrapped between words only", () => {
    expect(wrap("  aa bb cc", 7, "    ")).toBe("  aa bb\n    cc");
    expect(wrap("a very-long-word", 5)).toBe("a\nvery-long-word");
    expect(displayWidth("中a，😀")).toBe(7);
  });

  test("tell durations as clocks do", () => {
    expect([0, 42, 725, 10_800].map(formatDuration)).toEqual(["0:00", "0:42", "12:05", "3:00:00"]);
  });
});

describe("the exit code", () => {
  test.each([
    [{ accepted: 3 }, 0],
    [{ invalid: 1 }, 3],
    [{ rejected: 1 }, 3],
    [{ rejected: 1, unsent: 1 }, 4],
    [{ unknown: 1, invalid: 1 }, 4],
  ])("of %j is %i", (counts, code) => {
    expect(exitCodeOf({ ...noCounts(), ...counts })).toBe(code);
  });
});
