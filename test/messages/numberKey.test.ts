import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isPlausibleNumber } from "../../src/messages/isPlausibleNumber.js";
import { numberKey } from "../../src/messages/numberKey.js";
import { mainland, respell } from "./support.js";

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
