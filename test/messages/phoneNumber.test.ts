import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compactKey,
  isPlausibleNumber,
  mainlandKey,
  numberKey,
  parseMainland,
} from "../../src/messages/phoneNumber.js";
import { mainland, respell } from "./support.js";

const anything = fc.oneof(
  fc.string(),
  fc.stringMatching(/^(?:\+?86|0086|86|\+|00)?1[0-9]{9,12}$/),
  fc.stringMatching(/^[+ 0-9-]{5,20}$/),
  mainland,
);

describe("parseMainland", () => {
  it("gives the eleven digits, whatever the spelling", () => {
    fc.assert(
      fc.property(mainland, respell, (number, spell) => {
        expect(parseMainland(spell(number))).toBe(number);
      }),
    );
  });

  it("is undefined for everything that is not a mainland number", () => {
    fc.assert(
      fc.property(anything, (text) => {
        const isMainland = /^(?:\+?86|0086)?1[3-9]\d{9}$/.test(text.replace(/[ -]/g, ""));
        expect(parseMainland(text) !== undefined).toBe(isMainland);
      }),
      { numRuns: 1_000 },
    );
  });
});

describe("numberKey", () => {
  it.each([
    ["13800000001", "+8613800000001"],
    ["13800000001", "8613800000001"],
    ["13800000001", "008613800000001"],
    ["13800000001", "+86 138-0000-0001"],
    ["13800000001", "138 0000 0001"],
    ["18676696912", "1867669-6912"],
    ["13800000001", "(+86) 13800000001"],
    ["+85291234567", "85291234567"],
    ["+85291234567", "0085291234567"],
    ["+85291234567", "+852 9123 4567"],
  ])("is the same for %s and %s", (one, other) => {
    expect(numberKey(one)).toBe(numberKey(other));
  });

  it.each([
    ["13800000001", "13800000002"],
    ["+85291234567", "91234567"],
    ["+85291234567", "+85391234567"],
    ["+861380000000", "13800000000"],
    ["+8602112345678", "02112345678"],
    ["8612345678901", "12345678901"],
    ["+008613800000001", "13800000001"],
    ["+86138000000011", "13800000001"],
  ])("differs for %s and %s", (one, other) => {
    expect(numberKey(one)).not.toBe(numberKey(other));
  });

  it("is the same for every spelling of a mainland number", () => {
    fc.assert(
      fc.property(mainland, respell, (number, spell) => {
        expect(numberKey(spell(number))).toBe(numberKey(number));
      }),
    );
  });

  it("differs for different mainland numbers, however they are spelt", () => {
    fc.assert(
      fc.property(mainland, mainland, respell, respell, (one, other, spell, spellOther) => {
        fc.pre(one !== other);
        expect(numberKey(spell(one))).not.toBe(numberKey(spellOther(other)));
      }),
    );
  });

  it("keeps a foreign number apart from the mainland, but for those that lose only their +", () => {
    // The documented exception: +1 310 555 12345 without its + would be a mainland number.
    expect(numberKey("+13105551234")).toBe(numberKey("13105551234"));
    expect(numberKey("+4413800000001")).not.toBe(numberKey("13800000001"));
  });

  it("differs for different foreign numbers", () => {
    const foreign = fc.stringMatching(/^[2-79][0-9]{7,12}$/);
    fc.assert(
      fc.property(foreign, foreign, (one, other) => {
        fc.pre(one !== other);
        expect(numberKey(`+${one}`)).not.toBe(numberKey(`+${other}`));
        expect(numberKey(`+${one}`)).toBe(numberKey(one));
      }),
    );
  });
});

describe("isPlausibleNumber", () => {
  it.each([
    ["13800000001", true],
    ["19912345678", true],
    ["+8613800000001", true],
    ["8613800000001", true],
    ["008613800000001", true],
    ["1867669-6912", true],
    ["+86 138 0000 0001", true],
    ["+85291234567", true],
    ["+12025550123", true],
    ["+123456789012345", true],
    ["12800000001", false],
    ["1380000000", false],
    ["138000000011", false],
    ["+861380000000", false],
    ["+86138000000012", false],
    ["+861012345678", false],
    ["85291234567", false],
    ["0085291234567", false],
    ["+1234567890123456", false],
    ["+123456", false],
    ["+0123456789", false],
    ["10086", false],
    ["", false],
    ["+", false],
    ["１３８００００００００１", false],
    ["13800000001\n", false],
    ["13800000001x", false],
    ["x+85291234567", false],
    ["+85291234567x", false],
    ["1x800000001", false],
    ["13800x00001", false],
  ])("%j is plausible: %s", (endpoint, expected) => {
    expect(isPlausibleNumber(endpoint)).toBe(expected);
  });

  it("does not depend on blanks and hyphens", () => {
    fc.assert(
      fc.property(mainland, respell, (number, spell) => {
        expect(isPlausibleNumber(spell(number))).toBe(true);
      }),
    );
  });
});

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

  it("is 0 where anything else stands in the place of a digit", () => {
    for (let at = 0; at < 11; at++)
      for (const other of ["/", ":", "-", "a", " ", "中"])
        expect(mainlandKey(`13800000001`.slice(0, at) + other + `13800000001`.slice(at + 1)), other).toBe(0);
    for (const second of ["0", "1", "2"]) expect(mainlandKey(`1${second}800000001`)).toBe(0);
    for (const second of ["3", "9"]) expect(mainlandKey(`1${second}800000001`)).not.toBe(0);
  });

  it("stays what it is: the digests of numbers are made of it", () => {
    expect(["13800000001", "+8619912345678"].map(mainlandKey)).toEqual([598673410, 308365903]);
  });

  it("is 0 for prefixes that only look like the country's", () => {
    const wrong = [
      "x86",
      "0186",
      "1086",
      "8",
      "6",
      "087",
      "+68",
      "86+",
      "+086",
      "086",
      "85",
      "+85",
      "0085",
      "00186",
      "0 086",
    ];
    for (const prefix of wrong) expect(mainlandKey(`${prefix}13800000001`)).toBe(0);
  });
});
