import { describe, expect, it } from "vitest";
import { chooseControls } from "../../src/reconcile/chooseControls.js";
import type { Control } from "../../src/reconcile/controlSample.js";
import { NEARBY_MS } from "../../src/reconcile/nearby.js";
import { CLOCK, controlOf } from "./support.js";

const left = (...times: number[]) => times.map((at) => ({ at, clock: CLOCK }));
const controls = (...times: number[]): Control[] => times.map((at, place) => controlOf(place, { at }));
/** The times of the controls that are chosen. */
const chosen = (...given: Parameters<typeof chooseControls>): number[] =>
  chooseControls(...given).map(({ at }) => at);

describe("the control that is chosen for a sending", () => {
  it("is the nearest one, and of two the later", () => {
    expect(chosen(left(100_000), controls(0, 90_000, 120_000), 0)).toEqual([90_000]);
    expect(chosen(left(100_000), controls(0, 70_000, 120_000, 130_000), 0)).toEqual([120_000]);
    expect(chosen(left(100_000), controls(90_000, 110_000), 0)).toEqual([110_000]);
    expect(chosen(left(100_000), controls(200_000, 210_000), 0)).toEqual([200_000]);
    expect(chosen(left(100_000), controls(1_000, 2_000), 0)).toEqual([2_000]);
  });

  it("is none where all are further away than ten minutes", () => {
    const far = 10 * NEARBY_MS;
    expect(chosen(left(far), controls(far - NEARBY_MS - 1, far + NEARBY_MS + 1), 0)).toEqual([]);
    expect(chosen(left(far), controls(far - NEARBY_MS), 0)).toEqual([far - NEARBY_MS]);
    expect(chosen(left(far), controls(far + NEARBY_MS), 0)).toEqual([far + NEARBY_MS]);
    expect(chosen(left(far), [], 3)).toEqual([]);
  });

  it("serves for the ones behind it as far as it is near", () => {
    const at = 100_000;
    expect(chosen(left(0, at + NEARBY_MS), controls(at, at + NEARBY_MS), 0)).toEqual([at]);
    expect(chosen(left(0, at + NEARBY_MS + 1), controls(at, at + NEARBY_MS), 0)).toEqual([
      at,
      at + NEARBY_MS,
    ]);
  });

  it("is found in whatever order the sendings come", () => {
    const far = 10 * NEARBY_MS;
    expect(chosen(left(far, 0, far), controls(1_000, far), 0)).toEqual([1_000, far]);
  });

  it("goes by the clock of the sending", () => {
    const [here, there] = [controlOf(1, { at: 500 }), controlOf(2, { at: 0, clock: "boot 2" })];
    expect(chosen(left(0), [there, here], 0)).toEqual([500]);
    expect(chosen([...left(0), { at: 0, clock: "boot 2" }], [there, here], 0)).toEqual([500, 0]);
    expect(chosen([{ at: 0, clock: "boot 3" }], [there, here], 0)).toEqual([]);
  });
});

describe("further controls", () => {
  const ten = controls(...Array.from({ length: 10 }, (_, place) => place));

  it("are chosen in between until there are as many as there should be", () => {
    expect(chosen([], ten, 3)).toEqual([0, 3, 6]);
    expect(chosen([], ten, 1)).toEqual([0]);
    expect(chosen([], ten, 4)).toEqual([0, 2, 4, 6]);
    expect(chosen([], ten, 10)).toHaveLength(10);
    expect(chosen([], ten, 25)).toHaveLength(10);
    expect(chosen([], ten, 0)).toEqual([]);
  });

  it("are no more than are missing, and none twice", () => {
    for (const count of [0, 1]) expect(chosen(left(0), ten, count)).toEqual([0]);
    expect(chosen(left(0), ten, 2)).toEqual([0, 5]);
    expect(chosen(left(4), ten, 3)).toEqual([4, 0, 3]);
  });
});
