import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactKey } from "../../src/messages/compactKey.js";
import { isPlausibleNumber } from "../../src/messages/isPlausibleNumber.js";
import { mainlandKey } from "../../src/messages/mainlandKey.js";
import { numberKey } from "../../src/messages/numberKey.js";
import { mainland, respell } from "./support.js";

const anything = fc.oneof(
  fc.string(),
  fc.stringMatching(/^(?:\+?86|0086|86|\+|00)?1[0-9]{9,12}$/),
  fc.stringMatching(/^[+ 0-9-]{5,20}$/),
  mainland,
);

describe("compactKey", () => {
  it("is the same for every spelling of a mainland number", () => {
    fc.assert(
      fc.property(mainland, respell, (number, spell) => {
        expect(compactKey(spell(number))).toBe(compactKey(number));
      }),
    );
  });

  it("is equal wherever numberKey is equal", () => {
    fc.assert(
      fc.property(anything, anything, (one, other) => {
        if (numberKey(one) === numberKey(other)) expect(compactKey(one)).toBe(compactKey(other));
      }),
    );
  });

  it("differs for numbers that differ in their last digits", () => {
    const keys = new Set(Array.from({ length: 10_000 }, (_, n) => compactKey(String(13_800_000_000 + n))));
    expect(keys.size).toBe(10_000);
  });

  it("keeps the text of numbers that are not of the mainland", () => {
    expect(compactKey("+852 9123 4567")).toBe("85291234567");
  });
});

describe("mainlandKey", () => {
  it("is a small whole number above 0 for mainland numbers in a usual spelling", () => {
    fc.assert(
      fc.property(mainland, fc.constantFrom("", "86", "+86", "0086"), (number, prefix) => {
        const key = mainlandKey(prefix + number);
        expect(Number.isInteger(key) && key > 0 && key < 2 ** 31).toBe(true);
      }),
    );
  });

  it("is 0 for everything else", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const isUsual = /^(?:\+?86|0086)?1[3-9]\d{9}$/.test(text);
        expect(mainlandKey(text) !== 0).toBe(isUsual);
      }),
      { numRuns: 1_000 },
    );
  });

  it("is 0 for prefixes that only look like the country's", () => {
    const wrong = ["x86", "0186", "1086", "8", "6", "087", "+68", "86+", "+086", "086"];
    for (const prefix of wrong) expect(mainlandKey(`${prefix}13800000001`)).toBe(0);
  });

  it("never takes for a mainland number what the preflight finds implausible", () => {
    fc.assert(
      fc.property(anything, (text) => {
        if (mainlandKey(text) !== 0) expect(isPlausibleNumber(text)).toBe(true);
      }),
    );
  });
});
