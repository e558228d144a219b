import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { judgeUnknown, type Finding } from "../../src/reconcile/judgeUnknown.js";
import { isWithin, reportWindows } from "../../src/reconcile/reportWindows.js";

const NOW = Date.parse("2026-03-01T12:00:00Z");
const SETTLE = 1_200_000;
const times = { now: NOW, settleMs: SETTLE };

const finding: fc.Arbitrary<Finding> = fc.record({
  message_id: fc.constantFrom("id1", "id2", "id3"),
  code: fc.constantFrom("", "mine", "another"),
});
const suspect = fc.record({
  code: fc.constantFrom("mine", undefined),
  isShared: fc.boolean(),
  isSignKnown: fc.boolean(),
  attempts: fc.array(fc.record({ at: fc.integer({ min: NOW - 3 * SETTLE, max: NOW + SETTLE }) }), {
    minLength: 1,
    maxLength: 4,
  }),
});
const findings = fc.array(finding, { maxLength: 5 });
const plain = { code: "mine", isShared: false, isSignKnown: true, attempts: [{ at: NOW - SETTLE }] };

describe("judgeUnknown", () => {
  it("says accepted only for one report with the message's code, and gives its id", () => {
    fc.assert(
      fc.property(suspect, findings, (one, found) => {
        const own = found.filter(({ code }) => code === one.code);
        const ids = new Set(own.map(({ message_id }) => message_id));
        const verdict = judgeUnknown(one, found, times);
        const isClear = !one.isShared && ids.size === 1;
        expect(verdict.status === "accepted").toBe(isClear);
        if (verdict.status === "accepted") expect(ids).toContain(verdict.message_id);
      }),
    );
  });

  it("says unsent only when no report can be its own, and its last sending is long ago", () => {
    fc.assert(
      fc.property(suspect, findings, (one, found) => {
        const verdict = judgeUnknown(one, found, times);
        const mayBeOwn = found.some(({ code }) => code === "" || code === one.code);
        const isSettled = one.attempts.every(({ at }) => NOW - at >= SETTLE);
        expect(verdict.status === "unsent").toBe(!mayBeOwn && one.isSignKnown && isSettled);
      }),
    );
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
          const [verdict, other] = [found, shuffled].map((list) => judgeUnknown(one, list, times));
          expect(other).toEqual(verdict);
        },
      ),
    );
  });

  it.each([
    ["too_early", { ...plain, attempts: [{ at: NOW - SETTLE + 1 }] }, []],
    ["no_sign", { ...plain, isSignKnown: false }, []],
    ["no_code", plain, [{ message_id: "id1", code: "" }]],
    ["no_code", { ...plain, code: undefined }, [{ message_id: "id1", code: "" }]],
    ["shared_code", { ...plain, isShared: true }, [{ message_id: "id1", code: "mine" }]],
    ["other_number", plain, [{ message_id: "id1", code: "mine", isElsewhere: true }]],
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
    expect(judgeUnknown(one, found, times)).toEqual({ status: "unknown", reason });
  });
});

describe("the windows of reports", () => {
  const attempts = fc.array(
    fc.record({ at: fc.integer({ min: NOW - 80 * 86_400_000, max: NOW + 60_000 }) }),
    {
      minLength: 1,
      maxLength: 20,
    },
  );

  it("are ordered, apart from each other, not in the future, and hold every sending with a margin", () => {
    fc.assert(
      fc.property(attempts, fc.integer({ min: 0, max: 3 * SETTLE }), (list, settleMs) => {
        const windows = reportWindows(list, { now: NOW, settleMs });
        for (const [place, { start, end }] of windows.entries()) {
          expect(start).toBeLessThan(end);
          expect(end).toBeLessThanOrEqual(NOW);
          expect(start).toBeGreaterThan(windows[place - 1]?.end ?? 0);
        }
        for (const { at } of list) {
          const around = windows.filter(
            ({ start, end }) =>
              start <= at - 15 * 60_000 &&
              end >= Math.min(NOW, at + Math.max(settleMs, 600_000) + 15 * 60_000),
          );
          expect(at > NOW ? 1 : around.length).toBe(1);
          for (const window of around) expect(isWithin([{ at }], window)).toBe(true);
        }
      }),
    );
  });

  it("leave out what is older than the service's reports", () => {
    const old = { at: NOW - 100 * 86_400_000 };
    expect(reportWindows([old], times)).toEqual([]);
    expect(reportWindows([old, { at: NOW }], times)).toHaveLength(1);
  });
});
