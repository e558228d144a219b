import fc from "fast-check";
import { expect, it } from "vitest";
import { IdRuns } from "../../src/messages/idRuns.js";

const RUN = 8;
const hex = (minLength: number, maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(fc.constantFrom(...Array.from("0123456789abcdefABCDEF-")), { minLength, maxLength })
    .map((units) => units.join(""));

/** Whether some eight characters of the text, as ids have them, are in the id. */
function isIn(id: string, text: string): boolean {
  for (let at = 0; at + RUN <= text.length; at++) {
    const part = text.slice(at, at + RUN);
    if (/^[\da-f-]+$/i.test(part) && id.toLowerCase().includes(part.toLowerCase())) return true;
  }
  return false;
}

it("finds eight characters of a text in an id, wherever they are in either, and nothing else", () => {
  const given = fc.tuple(hex(32, 36), fc.nat(36), fc.nat(12), hex(0, 12), fc.constantFrom("", "no ", "码"));
  fc.assert(
    fc.property(given, fc.boolean(), ([id, from, length, other, before], isUpper) => {
      const part = id.slice(from, from + length);
      const text = `${before}${isUpper ? part.toUpperCase() : part} ${other}`;
      const runs = new IdRuns();
      runs.add(text);
      expect(runs.areIn(id)).toBe(isIn(id, text));
    }),
    { numRuns: 2_000 },
  );
});
