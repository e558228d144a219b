import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/journal/crc32.js";

describe("crc32", () => {
  it("is the one that everybody knows", () => {
    expect(crc32(Buffer.from("123456789"))).toBe(0xcbf43926);
    expect(crc32(Buffer.alloc(0))).toBe(0);
  });

  it("goes on where an earlier one ended", () => {
    fc.assert(
      fc.property(fc.uint8Array(), fc.uint8Array(), (one, other) => {
        expect(crc32(other, crc32(one))).toBe(crc32(Buffer.concat([one, other])));
      }),
    );
  });
});
