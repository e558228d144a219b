import { describe, expect, it } from "vitest";
import { shownValue } from "../../src/base/shownValue.js";

describe("shownValue", () => {
  it.each([
    [0, "0 (number)"],
    [NaN, "NaN (number)"],
    ["fast", '"fast" (string)'],
    [true, "true (boolean)"],
    [undefined, "undefined"],
    [null, "null"],
    [[1], "an array"],
    [{ ak: "secret" }, "an object"],
    [() => 1, "a function"],
  ])("shows %j as %s", (value, shown) => expect(shownValue(value)).toBe(shown));

  it("does not show a text that may be a secret", () => {
    expect(shownValue("geheim-geheim")).toBe("a string of 13 characters");
    expect(shownValue("13800000000")).not.toContain("138");
  });
});
