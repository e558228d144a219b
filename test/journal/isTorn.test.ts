import fc from "fast-check";
import { expect, it } from "vitest";
import { isTorn, lacksBlocks } from "../../src/journal/isTorn.js";

const START = '{"s';

/** Where a line begins, and what is zero in it. */
const HOLES = fc.record({
  start: fc.nat(2_000),
  length: fc.integer({ min: 1, max: 1_500 }),
  at: fc.nat(1_500),
});

it("takes zeros up to the end of a block for blocks that never reached the disk, from where they can begin", () => {
  fc.assert(
    fc.property(HOLES, fc.nat(1_500), ({ start, length, at }, zeros) => {
      const line = new Uint8Array(length).fill(0x61).fill(0, at, at + zeros);
      const end = Math.min(length, at + zeros);
      const hasZeros = zeros > 0 && at < length;
      const canBegin = at === 0 || (start + at) % 512 === 0;
      const isWhole = hasZeros && canBegin && (start + end) % 512 === 0;
      expect(lacksBlocks(line, start, false)).toBe(isWhole);
      expect(lacksBlocks(line, start, true)).toBe(isWhole || (hasZeros && end === length));
    }),
  );
  const whole = new Uint8Array(600).fill(0x61).fill(0, 0, 512);
  expect(lacksBlocks(whole, 512, false)).toBe(true);
  expect(lacksBlocks(whole.fill(0, 550, 551), 512, false)).toBe(false);
});

it("takes the beginning of a line that never ends for a write that was cut off", () => {
  const line = '{"status":"a}\\"{","indices":[{"a":1}],"b":"\\\\"}';
  for (let length = 0; length < line.length; length++)
    expect(isTorn(line.slice(0, length), START), line.slice(0, length)).toBe(true);
  expect(isTorn(line, START)).toBe(false);
});

it.each([
  ["another beginning", '{"x":1'],
  ["another first character", "x"],
  ["another last character of the beginning", '{"x'],
  ["an object that ends", '{"s":1}'],
  ["an object that ends, and more", '{"s":1} "'],
  ["a line end within", '{"s":\r"a'],
  ["a line end in a string", '{"s":"a\u000bb'],
  ["the last control character", '{"s":"a\u001fb'],
])("takes no line with %s for one", (_name, text) => {
  expect(isTorn(text, START)).toBe(false);
});

it("allows blanks, which are no control characters", () => {
  expect(isTorn('{"s": "a b', START)).toBe(true);
});
