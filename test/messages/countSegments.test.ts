import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countSegments } from "../../src/messages/countSegments.js";

describe("countSegments", () => {
  it.each([
    [0, 1],
    [1, 1],
    [70, 1],
    [71, 2],
    [134, 2],
    [135, 3],
    [201, 3],
    [202, 4],
    [490, 8],
  ])("counts %i characters as %i parts", (characters, segments) => {
    expect(countSegments("码".repeat(characters))).toEqual({ characters, segments });
    expect(countSegments("a".repeat(characters))).toEqual({ characters, segments });
  });

  it("counts the signature and its brackets", () => {
    expect(countSegments("码".repeat(64), "XX商城")).toEqual({ characters: 70, segments: 1 });
    expect(countSegments("码".repeat(65), "XX商城")).toEqual({ characters: 71, segments: 2 });
    expect(countSegments("码".repeat(65), "【XX商城】")).toEqual({ characters: 71, segments: 2 });
    expect(countSegments("【XX商城】" + "码".repeat(64))).toEqual({ characters: 70, segments: 1 });
  });

  it("counts an emoji as two", () => {
    expect(countSegments("😀".repeat(35))).toEqual({ characters: 70, segments: 1 });
    expect(countSegments("😀".repeat(36))).toEqual({ characters: 72, segments: 2 });
  });

  it("never counts less for a longer text", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 600 }), fc.string({ minLength: 1 }), (text, more) => {
        expect(countSegments(text + more).segments).toBeGreaterThanOrEqual(countSegments(text).segments);
      }),
    );
  });
});
