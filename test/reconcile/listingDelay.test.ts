import { describe, expect, it } from "vitest";
import type { Control } from "../../src/reconcile/controlSample.js";
import { listingDelay } from "../../src/reconcile/listingDelay.js";

const left = (at: number, clock: string | undefined = "a") => ({ at, clock });
const control = (at: number, clock = "a"): Control => ({
  ...left(at, clock),
  message_id: "m",
  endpoint: "+8613800000000",
  key: "13800000000",
  isMainland: true,
  code: "",
  signs: ["s"],
});

describe("the time until a message is listed, if a control is", () => {
  it("is what it left later than the last control near it", () => {
    expect(listingDelay([control(1_000), control(5_000)], [left(21_000)])).toBe(16_000);
  });

  it("is none where a control left at the same time, or later", () => {
    expect(listingDelay([control(1_000), control(5_000)], [left(1_200), left(5_000)])).toBe(0);
  });

  it("is that of the message that comes last", () => {
    expect(listingDelay([control(0)], [left(3_000), left(9_000), left(-4_000)])).toBe(9_000);
  });

  it("says nothing of what no control is near: much earlier, by another clock, or by none", () => {
    expect(
      listingDelay([control(0)], [left(700_000), left(9_000, "b"), { at: 9_000, clock: undefined }]),
    ).toBe(0);
    expect(listingDelay([], [left(9_000)])).toBe(0);
  });
});
