import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { jsonTexts } from "../../src/messages/jsonTexts.js";

describe("a list of texts as JSON", () => {
  it.each([
    '"',
    "\\",
    "\n",
    "\u0000",
    "\u001f",
    "\u007f",
    "\u2028",
    "\ud800",
    "\udc00",
    "😀",
    "中",
    ",",
    '","',
    "",
  ])("is what JSON.stringify makes of it: %j", (special) => {
    for (const texts of [[special], ["a", special], [special, "a"], ["a", `b${special}c`, "d"]])
      expect(jsonTexts(texts)).toBe(JSON.stringify(texts));
  });

  it("is what JSON.stringify makes of it, whatever the texts", () => {
    const text = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.stringMatching(/^[0-9a-f]{32}$/));
    fc.assert(
      fc.property(fc.array(text), (texts) => {
        expect(jsonTexts(texts)).toBe(JSON.stringify(texts));
      }),
    );
  });
});
