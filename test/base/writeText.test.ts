import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { mostBytes, writeText } from "../../src/base/writeText.js";

describe("writeText", () => {
  it("writes any text as Node does, where it was told to, and says where it ends", () => {
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 100 }),
      // Halves of pairs, whole ones, and the borders of the lengths in bytes.
      fc.string({
        unit: fc.constantFrom(
          "\ud800",
          "\udfff",
          "\ud83d\ude00",
          "\u007f",
          "\u0080",
          "\u07ff",
          "\u0800",
          "\ud7ff",
          "\ue000",
          "\uffff",
        ),
        maxLength: 50,
      }),
    );
    fc.assert(
      fc.property(text, fc.nat({ max: 9 }), (value, start) => {
        const bytes = Buffer.alloc(start + mostBytes(value) + 1, "#");
        const end = writeText(bytes, start, value);
        expect(bytes.subarray(start, end)).toEqual(Buffer.from(value));
        expect(bytes.toString("latin1", 0, start)).toBe("#".repeat(start));
        // A text that ends in a half leaves what Node leaves: room, and nothing else is touched.
        expect(bytes[bytes.length - 1]).toBe(0x23);
      }),
      { numRuns: 500 },
    );
  });
});
