import { describe, expect, it } from "vitest";
import { byClock, isNear, merged, NEARBY_MS, nearness, spansAround } from "../../src/reconcile/nearby.js";

const departure = (at: number, clock: string | undefined = "a") => ({ at, clock });
const withoutClock = { at: 0, clock: undefined };

describe("two requests", () => {
  it("are near to each other within ten minutes by the same clock, and never by one that is not known", () => {
    expect(NEARBY_MS).toBe(600_000);
    expect(isNear(departure(0), departure(NEARBY_MS))).toBe(true);
    expect(isNear(departure(NEARBY_MS), departure(0))).toBe(true);
    expect(isNear(departure(0), departure(NEARBY_MS + 1))).toBe(false);
    expect(isNear(departure(1e12), departure(1e12 + 1))).toBe(true);
    expect(isNear(departure(0), departure(0, "b"))).toBe(false);
    expect(isNear(withoutClock, withoutClock)).toBe(false);
  });

  it("are grouped by their clocks, where these are known", () => {
    const [one, two, three] = [departure(1), departure(2, "b"), departure(3)];
    expect([...byClock([one, withoutClock, two, three])]).toEqual([
      ["a", [one, three]],
      ["b", [two]],
    ]);
  });
});

describe("a request", () => {
  it("is near any of some others when asked in the order of time", () => {
    const isNearAny = nearness([departure(0), departure(5_000_000), departure(0, "b")]);
    const times = [-NEARBY_MS - 1, -NEARBY_MS, 0, NEARBY_MS, NEARBY_MS + 1, 5_000_000, 9_000_000];
    expect(times.map((at) => isNearAny(departure(at)))).toEqual([
      false,
      true,
      true,
      true,
      false,
      true,
      false,
    ]);
    expect(isNearAny(departure(0, "b"))).toBe(true);
    expect(isNearAny(departure(0, "c"))).toBe(false);
    expect(isNearAny(withoutClock)).toBe(false);
  });
});

describe("spans of time", () => {
  it("around requests are in order and apart from each other", () => {
    const far = 10 * NEARBY_MS;
    expect(spansAround([departure(far), departure(0), departure(2 * NEARBY_MS), departure(0)])).toEqual([
      { start: -NEARBY_MS, end: 3 * NEARBY_MS },
      { start: far - NEARBY_MS, end: far + NEARBY_MS },
    ]);
  });

  it("are one where they overlap or touch, and keep the later end", () => {
    const spans = [
      { start: 0, end: 9 },
      { start: 2, end: 5 },
      { start: 9, end: 12 },
      { start: 13, end: 14 },
      { start: 14, end: 15 },
    ];
    expect(merged(spans)).toEqual([
      { start: 0, end: 12 },
      { start: 13, end: 15 },
    ]);
    expect(merged([])).toEqual([]);
  });
});
