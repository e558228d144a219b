import fc from "fast-check";
import { expect, test } from "vitest";
import { harmlessCell } from "../../../src/cli/results/harmlessCell.js";

test.each([
  ["=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"],
  ["+1", "'+1"],
  ["-2+3", "'-2+3"],
  ["@SUM(1)", "'@SUM(1)"],
  [" =1", "' =1"],
  ["\t=1", "' =1"],
  ["＝1", "'＝1"],
  ["a\u001b[31mred", "a [31mred"],
  ["a\r\nb", "a b"],
  ["caf488c7ccaf4ffba0c9aa149ab2caf4", "caf488c7ccaf4ffba0c9aa149ab2caf4"],
  ["The number is not supported.", "The number is not supported."],
  ["", ""],
])("%j is written as %j", (text, cell) => {
  expect(harmlessCell(text)).toBe(cell);
});

test("no text of the service begins a formula or moves a cursor", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
      expect(harmlessCell(text)).not.toMatch(/^\s*[=+\-@]|[\u0000-\u001f\u007f-\u009f]/);
    }),
  );
});
