import { expect, it } from "vitest";
import { hasZeros, isTorn } from "../../src/journal/isTorn.js";

const START = '{"s';

it("takes four zeros, or any at the end, for blocks that never reached the disk", () => {
  for (const text of ["\0", "a\0", "a\0\0\0\0", "a\0\0\0\0b", "\0\0\0\0b"])
    expect(hasZeros(text), JSON.stringify(text)).toBe(true);
  for (const text of ["", "a", "a\0b", "\0\0\0b", "a\0\0\0b"])
    expect(hasZeros(text), JSON.stringify(text)).toBe(false);
});

it("takes the beginning of a line that never ends for a write that was cut off", () => {
  const line = '{"status":"a}\\"{","indices":[{"a":1}],"b":"\\\\"}';
  for (let length = 0; length < line.length; length++)
    expect(isTorn(line.slice(0, length), START), line.slice(0, length)).toBe(true);
  expect(isTorn(line, START)).toBe(false);
  expect(isTorn(`${line.slice(0, 20)}\0`, START)).toBe(true);
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
