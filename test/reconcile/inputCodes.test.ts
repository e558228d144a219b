import { describe, expect, it } from "vitest";
import { InputCodes, pairHash } from "../../src/reconcile/inputCodes.js";

const message = (endpoint: string, extend_code?: string) => ({
  endpoint,
  message: "text",
  sign_id: "sign1",
  ...(extend_code === undefined ? {} : { extend_code }),
});

describe("the codes of the inputs", () => {
  it("are counted by number, however it is spelt", () => {
    const codes = new InputCodes();
    codes.add(message("+8613800000001", "a"));
    codes.add(message("138 0000 0001", "b"));
    codes.add(message("13800000001", "b"));
    codes.add(message("008613800000001", "b"));
    codes.add(message("+8613800000002", "a"));
    codes.add(message("+8613800000002", "a"));
    const counts = ["13800000001", "13800000002"].map((key) =>
      ["a", "b", "c"].map((code) => codes.count(key, code)),
    );
    expect(counts).toEqual([
      [1, 3, 0],
      [2, 0, 0],
    ]);
  });

  it("count as empty where there is none", () => {
    const codes = new InputCodes();
    codes.add(message("+8613800000001"));
    expect([codes.count("13800000001", ""), codes.longest("13800000001")]).toEqual([1, 0]);
  });

  it("have a longest one for each number, whichever comes first", () => {
    const codes = new InputCodes();
    for (const code of ["ab", "abcd", "abc"]) codes.add(message("+8613800000001", code));
    codes.add(message("+8613800000002", "abcdef"));
    const lengths = ["13800000001", "13800000002", "13800000003"].map((key) => codes.longest(key));
    expect(lengths).toEqual([4, 6, 0]);
  });
});

describe("the hash of a pair", () => {
  it("is a whole number of 52 bits, and another one for every pair of a hundred thousand", () => {
    const hashes = new Set<number>();
    for (let place = 0; place < 100_000; place++) {
      const hash = pairHash(
        `138${String(place % 1_000).padStart(8, "0")}`,
        `code${Math.floor(place / 1_000)}`,
      );
      if (!Number.isSafeInteger(hash) || hash < 0 || hash >= 2 ** 52) expect.unreachable(String(hash));
      hashes.add(hash);
    }
    expect(hashes.size).toBe(100_000);
    expect(Math.max(...[...hashes].slice(0, 1_000))).toBeGreaterThan(2 ** 48);
  });
});
