import { expect, it } from "vitest";
import { latePattern } from "../../src/base/latePattern.js";

it("is read once, when it is first used", () => {
  const broken = latePattern("(", "u");
  expect(() => broken()).toThrow(SyntaxError);
  const digits = latePattern("\\p{Nd}+", "gu");
  expect(digits()).toEqual(/\p{Nd}+/gu);
  expect(digits()).toBe(digits());
});
