import { describe, expect, it } from "vitest";
import { attemptsWithin, inReach, isSettled, reportWindows } from "../../src/reconcile/reportWindows.js";

const MINUTE = 60_000;
const DAY = 86_400_000;
const NOW = Date.parse("2026-03-31T12:00:00Z");
const times = { now: NOW, settleMs: 20 * MINUTE, shift: { least: 0, most: 0 } };
const TEN = NOW - 2 * 60 * MINUTE;

describe("the windows of reports", () => {
  it("begin 15 minutes before a sending, and end 15 minutes and the time to settle after it", () => {
    const one = { at: TEN, until: TEN + MINUTE };
    expect(reportWindows([one], times)).toEqual([{ start: TEN - 15 * MINUTE, end: TEN + 36 * MINUTE }]);
    expect(reportWindows([one], { ...times, settleMs: 10 * MINUTE })[0]?.end).toBe(TEN + 26 * MINUTE);
    expect(reportWindows([one], { ...times, settleMs: 0 })[0]?.end).toBe(TEN + 26 * MINUTE);
  });

  it("are as much wider as the clocks differ", () => {
    const shift = { least: -MINUTE, most: 2 * MINUTE };
    expect(reportWindows([{ at: TEN, until: TEN }], { ...times, shift })).toEqual([
      { start: TEN - 16 * MINUTE, end: TEN + 37 * MINUTE },
    ]);
  });

  it("are not in the future, wherever a sending was", () => {
    const late = { at: NOW + 60 * MINUTE, until: NOW + 60 * MINUTE };
    expect(reportWindows([late], times)).toEqual([{ start: NOW - 15 * MINUTE, end: NOW }]);
  });

  it("are one where they overlap, in whatever order sendings come", () => {
    const sendingAt = (minutes: number) => {
      const at = NOW - 600 * MINUTE + minutes * MINUTE;
      return { at, until: at };
    };
    const [one, two, three] = [sendingAt(0), sendingAt(30), sendingAt(120)];
    expect(reportWindows([three, two, one, one], times)).toEqual([
      { start: one.at - 15 * MINUTE, end: two.at + 35 * MINUTE },
      { start: three.at - 15 * MINUTE, end: three.at + 35 * MINUTE },
    ]);
  });
});

describe("a sending", () => {
  it("is within reach as long as reports are kept, but for a day and 15 minutes", () => {
    // Three months before.
    const earliest = Date.parse("2025-12-31T12:00:00Z") + DAY + 15 * MINUTE;
    const [early, late] = [{ at: earliest - 1 }, { at: earliest }];
    expect(inReach([early, late], times)).toEqual([late]);
    const shifted = { ...times, shift: { least: -5, most: 0 } };
    expect(inReach([{ at: earliest + 4 }, { at: earliest + 5 }], shifted)).toEqual([{ at: earliest + 5 }]);
  });

  it("in the future is within reach now, and only then", () => {
    const late = { at: NOW + DAY };
    expect(inReach([late], times)).toEqual([late]);
  });

  it("is within a window when it began there, with its margin", () => {
    const window = { start: TEN, end: TEN + MINUTE };
    const list = [-1, 0, 30_000, 60_000, 60_001].map((ms) => ({ at: TEN + 15 * MINUTE + ms }));
    expect(attemptsWithin(list, window, times)).toEqual(list.slice(1, 4));
    const shift = { least: -1, most: 0 };
    expect(attemptsWithin(list, window, { ...times, shift })).toEqual(list.slice(2));
    // One that is in the future is looked for now.
    const future = { at: NOW + DAY };
    const last = { start: NOW - 16 * MINUTE, end: NOW };
    expect(attemptsWithin([future], last, times)).toEqual([future]);
  });
});

describe("sendings", () => {
  it("are settled when every one is", () => {
    const settled = { at: TEN, until: TEN };
    const fresh = { at: NOW, until: NOW };
    expect([[settled], [fresh], [settled, fresh], []].map((list) => isSettled(list, times, 0))).toEqual([
      true,
      false,
      false,
      true,
    ]);
  });

  it("are settled as much later as the clock of the service is ahead of that of the run", () => {
    const one = { at: TEN, until: NOW - 20 * MINUTE };
    expect([0, -1, 1].map((shiftMs) => isSettled([one], times, shiftMs))).toEqual([true, true, false]);
  });

  it("have no end where the clock was set back meanwhile", () => {
    const [at, until] = [NOW - 21 * MINUTE, NOW - 22 * MINUTE];
    // A minute to leave, and half a minute for the request.
    expect(isSettled([{ at, until }], times, 0)).toBe(false);
    expect(isSettled([{ at: at - 30_000, until }], times, 0)).toBe(true);
    expect(isSettled([{ at, until: at }], times, 0)).toBe(true);
  });
});
