import { describe, expect, it } from "vitest";
import { correlationToken } from "../../src/index.js";
import { tokenStart } from "../../src/journal/correlationToken.js";
import { StrayCodes } from "../../src/reconcile/strayCodes.js";

const RUN = "run";
const START = tokenStart(RUN);
const token = (index: number): string => correlationToken(RUN, index);
const [ONE, TWO] = ["13800000001", "13800000002"];
const keys = (...some: string[]): ReadonlySet<string> => new Set(some);

/** Two inputs, to one number each. */
function strayCodes(): StrayCodes {
  const strays = new StrayCodes(RUN);
  for (const key of [ONE, TWO]) strays.addNumber(key);
  return strays;
}

describe("a code is a token of the run", () => {
  it("exactly as it was sent, also of an input that was not read", () => {
    const strays = strayCodes();
    expect(strays.inputs).toBe(2);
    expect([0, 1, 2, 123_456].map((index) => strays.isToken(token(index)))).toEqual([true, true, true, true]);
  });

  it.each([
    ["of another run", correlationToken("other", 0)],
    ["cut off", token(1).slice(0, -1)],
    ["with something behind it", `${token(1)}0`],
    ["with something that is no digit behind it", `${token(1)}!`],
    ["in capital letters", token(1).toUpperCase()],
    ["the beginning alone", START],
    ["of an index that no input can have", START + (2 ** 60).toString(36)],
    ["none at all", ""],
  ])("but not one %s", (_name, code) => {
    expect(strayCodes().isToken(code)).toBe(false);
  });
});

describe("a code is astray", () => {
  it("on the number of another input, and not on its own, in one of the ways to read it", () => {
    const strays = strayCodes();
    expect(strays.isStray(token(0), keys(TWO))).toBe(true);
    expect(strays.isStray(token(0), keys(ONE))).toBe(false);
    expect(strays.isStray(token(1), keys(ONE, TWO))).toBe(false);
    expect(strays.isStray(token(1), keys())).toBe(true);
  });

  it("not where the number of its input is not known", () => {
    expect(strayCodes().isStray(token(2), keys(ONE))).toBe(false);
  });

  it.each([
    ["a token that was cut off", token(0).slice(0, 20)],
    ["a token in capital letters", token(0).toUpperCase()],
    ["a token that goes on", `${token(0)}x`],
    ["the beginning of all tokens", START],
    ["four characters of it", START.slice(0, 4)],
    ["four characters of it, in capital letters", START.slice(0, 4).toUpperCase()],
  ])("when it is %s, even on its own number", (_name, code) => {
    expect(strayCodes().isStray(code, keys(ONE))).toBe(true);
  });

  it.each([
    ["three characters of a token", START.slice(0, 3)],
    ["nothing", ""],
    ["a code of the caller's", "order-1"],
    ["the middle of a token", START.slice(1, 12)],
    ["a token of another run", correlationToken("other", 0)],
  ])("not when it is %s", (_name, code) => {
    expect(strayCodes().isStray(code, keys(ONE))).toBe(false);
  });
});
