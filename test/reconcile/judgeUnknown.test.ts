import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeUnknown, type Evidence, type Finding } from "../../src/reconcile/judgeUnknown.js";
import { inReach, isSettled, attemptsWithin, reportWindows } from "../../src/reconcile/reportWindows.js";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const SETTLE = 1_200_000;
const times = { now: NOW, settleMs: SETTLE, shift: { least: 0, most: 0 } };
const proven: Evidence = { isSettled: true, control: "found", unsentWithoutControl: false };

const finding: fc.Arbitrary<Finding> = fc.record({
  message_id: fc.constantFrom("id1", "id2", "id3"),
  code: fc.constantFrom("", "mine", "another"),
});
const suspect = fc.record({
  code: fc.constantFrom("mine", undefined),
  isShared: fc.boolean(),
  isSignKnown: fc.boolean(),
});
const evidence: fc.Arbitrary<Evidence> = fc.record({
  isSettled: fc.boolean(),
  control: fc.constantFrom("found", "none", "missing", "altered"),
  unsentWithoutControl: fc.boolean(),
});
const findings = fc.array(finding, { maxLength: 5 });
const plain = { code: "mine", isShared: false, isSignKnown: true };

describe("judgeUnknown", () => {
  it.each<[string, Finding[], Partial<Evidence>, object]>([
    ["no report", [], {}, { status: "unsent" }],
    ["another's report", [{ message_id: "id1", code: "another" }], {}, { status: "unsent" }],
    ["its own report", [{ message_id: "id1", code: "mine" }], {}, { status: "accepted", message_id: "id1" }],
    [
      "two reports of its own",
      ["id1", "id2"].map((message_id) => ({ message_id, code: "mine" })),
      {},
      { status: "unknown", reason: "several" },
    ],
    [
      "its own report at another number",
      [{ message_id: "id1", code: "mine", isElsewhere: true }],
      {},
      { status: "unknown", reason: "other_number" },
    ],
    [
      "a report without a code",
      [{ message_id: "id1", code: "" }],
      {},
      { status: "unknown", reason: "no_code" },
    ],
    [
      "a report whose code was changed",
      [{ message_id: "id1", code: "another", isStray: true }],
      {},
      { status: "unknown", reason: "no_code" },
    ],
    [
      "reports that may be on any number",
      [{ message_id: "", code: "", isAstray: true }],
      {},
      { status: "unknown", reason: "other_number" },
    ],
    ["no report yet", [], { isSettled: false }, { status: "unknown", reason: "too_early" }],
  ])("with %s", (_name, found, given, verdict) => {
    expect(judgeUnknown(plain, found, { ...proven, ...given })).toEqual(verdict);
  });

  it("says accepted only for one report with the message's code, and gives its id", () => {
    fc.assert(
      fc.property(suspect, findings, evidence, (one, found, given) => {
        const own = found.filter(({ code }) => code === one.code);
        const ids = new Set(own.map(({ message_id }) => message_id));
        const verdict = judgeUnknown(one, found, given);
        const isClear = !one.isShared && ids.size === 1;
        expect(verdict.status === "accepted").toBe(isClear);
        if (verdict.status === "accepted") expect(ids).toContain(verdict.message_id);
      }),
    );
  });

  it("says unsent only when no report can be its own, and what was accepted nearby is found as it was sent", () => {
    fc.assert(
      fc.property(suspect, findings, evidence, (one, found, given) => {
        const verdict = judgeUnknown(one, found, given);
        const mayBeOwn = found.some(({ code }) => code === "" || code === one.code);
        const isProven =
          given.control === "found" || (given.control === "none" && given.unsentWithoutControl);
        const isUnsent = !mayBeOwn && one.isSignKnown && given.isSettled && isProven;
        expect(verdict.status === "unsent").toBe(isUnsent);
      }),
    );
  });

  it("never says unsent where what was accepted is missing or altered, whoever consents", () => {
    for (const control of ["missing", "altered"] as const)
      expect(judgeUnknown(plain, [], { isSettled: true, control, unsentWithoutControl: true })).toEqual({
        status: "unknown",
        reason: "no_control",
        control,
      });
  });

  it("says unsent without a control only where the caller consents to it", () => {
    const none: Evidence = { isSettled: true, control: "none", unsentWithoutControl: false };
    expect(judgeUnknown(plain, [], none)).toEqual({
      status: "unknown",
      reason: "no_control",
      control: "none",
    });
    expect(judgeUnknown(plain, [], { ...none, unsentWithoutControl: true })).toEqual({ status: "unsent" });
  });

  it("decides the same in whatever order reports come, and however often", () => {
    fc.assert(
      fc.property(
        suspect,
        findings.chain((found) =>
          fc.tuple(
            fc.constant(found),
            fc.shuffledSubarray([...found, ...found], { minLength: found.length * 2 }),
          ),
        ),
        (one, [found, shuffled]) => {
          const [verdict, other] = [found, shuffled].map((list) => judgeUnknown(one, list, proven));
          expect(other).toEqual(verdict);
        },
      ),
    );
  });

  it.each([
    ["no_sign", { ...plain, isSignKnown: false }, []],
    ["no_code", plain, [{ message_id: "id1", code: "" }]],
    ["no_code", { ...plain, code: undefined }, [{ message_id: "id1", code: "" }]],
    ["shared_code", { ...plain, isShared: true }, [{ message_id: "id1", code: "mine" }]],
    ["other_number", plain, [{ message_id: "id1", code: "mine", isElsewhere: true }]],
    [
      "other_number",
      plain,
      [
        { message_id: "id1", code: "mine" },
        { message_id: "id1", code: "mine", isElsewhere: true },
      ],
    ],
    ["other_number", plain, [{ message_id: "", code: "", isAstray: true }]],
    ["no_code", plain, [{ message_id: "id1", code: "MINE", isStray: true }]],
    [
      "several",
      plain,
      [
        { message_id: "id1", code: "mine" },
        { message_id: "id2", code: "mine" },
      ],
    ],
  ])("says why it cannot tell: %s", (reason, one, found) => {
    expect(judgeUnknown(one, found, proven)).toEqual({ status: "unknown", reason });
  });

  it("says of what was sent just now that it is too early, before it asks for a control", () => {
    const early: Evidence = { isSettled: false, control: "missing", unsentWithoutControl: true };
    expect(judgeUnknown(plain, [], early)).toEqual({ status: "unknown", reason: "too_early" });
  });
});

describe("the windows of reports", () => {
  const MINUTE = 60_000;
  const attempt = fc.record(
    {
      at: fc.integer({ min: NOW - 80 * 86_400_000, max: NOW + MINUTE }),
      tookMs: fc.option(fc.integer({ min: -MINUTE, max: 3 * SETTLE }), { nil: undefined }),
    },
    { requiredKeys: ["at", "tookMs"] },
  );
  const attempts = fc
    .array(attempt, { minLength: 1, maxLength: 20 })
    .map((list) =>
      list.map(({ at, tookMs }) => (tookMs === undefined ? { at } : { at, until: at + tookMs })),
    );
  const shift = fc
    .tuple(fc.integer({ min: -3 * SETTLE, max: 0 }), fc.integer({ min: 0, max: 3 * SETTLE }))
    .map(([least, most]) => ({ least, most }));

  it("are in order, apart from each other, not in the future, and hold every sending with a margin", () => {
    fc.assert(
      fc.property(attempts, fc.nat(3 * SETTLE), shift, (list, settleMs, between) => {
        const options = { now: NOW, settleMs, shift: between };
        const windows = reportWindows(list, options);
        for (const [place, { start, end }] of windows.entries()) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(NOW);
          expect(start).toBeGreaterThan(windows[place - 1]?.end ?? 0);
        }
        for (const one of list) {
          const until = one.until !== undefined && one.until >= one.at ? one.until : NOW;
          const end = Math.min(NOW, until + between.most + Math.max(settleMs, 10 * MINUTE) + 15 * MINUTE);
          const around = windows.filter(
            (window) =>
              window.start <= Math.min(NOW, one.at + between.least) - 15 * MINUTE && window.end >= end,
          );
          expect(around).toHaveLength(1);
          expect(windows.filter((window) => attemptsWithin([one], window, options).length > 0)).toEqual(
            around,
          );
        }
      }),
    );
  });

  it("reach until now where nobody knows how long a request was under way", () => {
    const at = NOW - 86_400_000;
    expect(reportWindows([{ at }], times)).toEqual([{ start: at - 15 * MINUTE, end: NOW }]);
    expect(reportWindows([{ at, until: at - 1 }], times)[0]?.end).toBe(NOW);
    expect(reportWindows([{ at, until: at }], times)[0]?.end).toBe(at + SETTLE + 15 * MINUTE);
  });

  it("leave out sendings that are older than the service's reports, by the earliest clock", () => {
    const old = { at: NOW - 100 * 86_400_000 };
    const recent = { at: NOW - 80 * 86_400_000 };
    expect(inReach([old, recent], times)).toEqual([recent]);
    expect(inReach([recent], { ...times, shift: { least: -20 * 86_400_000, most: 0 } })).toEqual([]);
  });
});

describe("a request", () => {
  it("is settled so long after its end, by the clock of the service", () => {
    const ended = (until: number): boolean => isSettled([{ at: NOW - 2 * SETTLE, until }], times, 0);
    expect([ended(NOW - SETTLE), ended(NOW - SETTLE + 1)]).toEqual([true, false]);
    expect(isSettled([{ at: NOW - 2 * SETTLE, until: NOW - SETTLE }], times, 1)).toBe(false);
    expect(
      isSettled(
        [
          { at: 0, until: 0 },
          { at: NOW, until: NOW },
        ],
        times,
        0,
      ),
    ).toBe(false);
  });

  it("without a recorded end is settled so long after its latest end", () => {
    const at = NOW - SETTLE - 90_000;
    expect(isSettled([{ at }], times, 0)).toBe(true);
    expect(isSettled([{ at: at + 1 }], times, 0)).toBe(false);
    expect(isSettled([{ at, timeoutMs: 30_001 }], times, 0)).toBe(false);
    expect(isSettled([{ at: NOW - SETTLE - 60_000, timeoutMs: 0 }], times, 0)).toBe(true);
  });
});
