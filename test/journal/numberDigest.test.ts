import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactKey } from "../../src/messages/phoneNumber.js";
import { createNumberDigest, numberDigest } from "../../src/journal/numberDigest.js";
import { mainland, respell } from "../messages/support.js";

describe("the digest of a number at a position", () => {
  it("stays what it is: journals of earlier releases hold sums of it", () => {
    expect([
      numberDigest("run", 0, "+8613800000001"),
      numberDigest("run", 7, "+8613800000001"),
      numberDigest("run", 1_000_000, "19912345678"),
      numberDigest("other", 0, "+8613800000001"),
      numberDigest("run", 0, "+4915112345678"),
      numberDigest("run", 3, "no number"),
    ]).toEqual([1220712543, 564852823, 946528030, 4275003100, 102588395, 3886740359]);
  });

  it("is the same for every spelling, and whole, of 32 bits without a sign", () => {
    fc.assert(
      fc.property(fc.string(), fc.nat(), mainland, respell, (run, index, number, spell) => {
        const digest = numberDigest(run, index, spell(number));
        expect(digest).toBe(numberDigest(run, index, number));
        expect(digest).toBe(createNumberDigest(run)(index, compactKey(number)));
        expect(digest).toBe(digest >>> 0);
      }),
    );
  });

  it("differs for every position, number and run", () => {
    const digests = new Set<number>();
    for (let index = 0; index < 20; index++)
      for (const number of ["13800000001", "13800000002", "+4915112345678"])
        for (const run of ["a", "b"]) digests.add(numberDigest(run, index, number));
    expect(digests.size).toBe(120);
  });
});
