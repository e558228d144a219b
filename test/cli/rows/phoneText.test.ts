import fc from "fast-check";
import { expect, test } from "vitest";
import { isPlausibleNumber } from "../../../src/messages/phoneNumber.js";
import { trimNumber, whyNoNumber } from "../../../src/cli/rows/phoneText.js";

const mark = fc.constantFrom(
  " ",
  "\t",
  "\u00a0",
  "\u3000",
  "\u200b",
  "\ufeff",
  "\u202d",
  "\u202c",
  "\u200e",
  "\u2009",
);
const marks = fc.array(mark, { maxLength: 4 }).map((all) => all.join(""));
const number = fc.constantFrom("13800000001", "+8613800000001", "138 0000 0001", "+12025550123");

test("blanks and invisible marks around a number are dropped, and nothing else", () => {
  fc.assert(
    fc.property(marks, number, marks, (before, plain, behind) => {
      expect(trimNumber(`${before}${plain}${behind}`)).toBe(plain);
    }),
  );
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
      const trimmed = trimNumber(text);
      if (trimmed !== text) expect(isPlausibleNumber(trimmed)).toBe(true);
      expect(text).toContain(trimmed);
    }),
  );
});

test("a mark inside a number stays, and is named", () => {
  fc.assert(
    fc.property(
      mark.filter((one) => one !== " "),
      fc.integer({ min: 1, max: 10 }),
      (one, at) => {
        const value = `${"13800000001".slice(0, at)}${one}${"13800000001".slice(at)}`;
        expect(trimNumber(value)).toBe(value);
        expect(whyNoNumber(value)).toMatch(/between the digits$/);
      },
    ),
  );
});

test.each<[string, string | RegExp]>([
  ["8.61381E+12", /shortened, 8\.61381E\+12/],
  ["\u202d+8613800000x", "an invisible character (U+202D) before the first digit"],
  ["1380000\t", "a tab behind the last digit"],
  ["１３８００００００１４", /full-width digits/],
  ["١٣٨٠٠٠٠٠٠٣٣", /another script/],
  ["1380000002", "10 digits, where a mainland number has 11"],
  ["013800000024", /a 0 before the mobile number/],
  ["+86013800000031", /a 0 before the mobile number/],
  ["138  0000 0028", /two blanks/],
  ["010-62781234", /landline/],
  ["13800000001/13800000002", /more than one number/],
  ["13800000003.0", /a decimal point and zeros/],
  ["NULL", /NULL, which a program writes/],
])("%s is told by name", (value, reason) => {
  const found = whyNoNumber(value) ?? "";
  if (typeof reason === "string") expect(found).toBe(reason);
  else expect(found).toMatch(reason);
});
