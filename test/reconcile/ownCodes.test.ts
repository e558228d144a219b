import { describe, expect, it } from "vitest";
import { InputCodes } from "../../src/reconcile/inputCodes.js";
import type { Finding } from "../../src/reconcile/judgeUnknown.js";
import { OwnCodes } from "../../src/reconcile/ownCodes.js";
import type { Searched } from "../../src/reconcile/readInputs.js";
import { searched } from "./support.js";

const [ONE, TWO] = ["13800000001", "13800000002"] as const;
const keys = (...some: string[]): ReadonlySet<string> => new Set(some);
const report = (code: string, message_id = "m1"): Finding => ({ code, message_id });
const ANYBODYS = { message_id: "", code: "", isAstray: true };

/** Of these messages all are looked for. */
function ownCodes(...all: Searched[]): OwnCodes {
  const inputs = new InputCodes();
  for (const { key, code, hasToken } of all)
    if (!hasToken && code !== undefined)
      inputs.add({ endpoint: `+86${key}`, message: "text", sign_id: "sign1", extend_code: code });
  return new OwnCodes(all, inputs);
}

describe("a report with an own code", () => {
  it("matters when a message that is looked for has the code, in any letters", () => {
    const codes = ownCodes(searched({ key: ONE, code: "Order" }));
    const matter = ["Order", "order", "ORDER", "orders", "orde", ""].map((code) =>
      codes.add(report(code), keys(ONE)),
    );
    expect(matter).toEqual([true, true, true, false, false, false]);
  });

  it("matters not to messages without such a code", () => {
    const codes = ownCodes(
      searched({ key: ONE, code: "token", hasToken: true }),
      searched({ key: ONE, code: "" }),
      searched({ key: ONE, code: undefined }),
    );
    expect(["token", ""].map((code) => codes.add(report(code), keys(ONE)))).toEqual([false, false]);
  });

  it("belongs to the input that has its number and code", () => {
    const one = searched({ key: ONE, code: "order" });
    const codes = ownCodes(one);
    expect(codes.add(report("order"), keys(TWO, ONE))).toBe(true);
    expect(codes.judged(one, [])).toEqual([]);
  });

  it("may belong to any message with the code when it is on another number, or in other letters", () => {
    const [one, other] = [searched({ key: ONE, code: "order" }), searched({ key: TWO, code: "other" })];
    for (const [code, key] of [
      ["order", TWO],
      ["ORDER", ONE],
    ] as const) {
      const codes = ownCodes(one, other);
      expect(codes.add(report(code), keys(key))).toBe(true);
      expect(codes.judged(one, [report("x")])).toEqual([report("x"), ANYBODYS]);
      expect(codes.judged(other, [])).toEqual([]);
    }
  });

  it("may be another's when there are more than inputs, and counts once however often it is read", () => {
    const one = searched({ key: ONE, code: "order" });
    const codes = ownCodes(one);
    for (let time = 0; time < 3; time++) expect(codes.add(report("order", "m1"), keys(ONE))).toBe(true);
    expect(codes.judged(one, [])).toEqual([]);
    expect(codes.add(report("order", "m2"), keys(ONE))).toBe(true);
    expect(codes.judged(one, [])).toEqual([ANYBODYS]);
    const both = ownCodes(one, one);
    both.add(report("order", "m1"), keys(ONE));
    both.add(report("order", "m2"), keys(ONE));
    expect(both.judged(one, [])).toEqual([]);
  });
});

describe("a finding on the number of a message", () => {
  const one = searched({ key: ONE, code: "Order-1" });
  it.each([
    ["in other letters", "ORDER-1", true],
    ["cut off to four characters", "orde", true],
    ["cut off to less", "ord", false],
    ["that goes on", "Order-12", false],
    ["cut off in front", "rder-1", false],
    ["of its own", "Order-1", false],
  ])("has a code %s: it may be its own (%s: %s)", (_name, code, isStray) => {
    const found = [report(code)];
    const expected = isStray ? [{ ...report(code), isStray: true }] : found;
    expect(ownCodes(one).judged(one, found)).toEqual(expected);
  });

  it("is that of the input with this very code, unless there are more of them", () => {
    const other = searched({ key: ONE, code: "ORDER-1" });
    const codes = ownCodes(one, other);
    const twice = [report("ORDER-1", "m1"), report("ORDER-1", "m1"), report("Order-1", "m3")];
    expect(codes.judged(one, twice)).toEqual(twice);
    const more = [report("ORDER-1", "m1"), report("ORDER-1", "m2")];
    expect(codes.judged(one, more)).toEqual(more.map((found) => ({ ...found, isStray: true })));
  });

  it("may be its own in other letters however short the code is", () => {
    const short = searched({ key: ONE, code: "abc" });
    const found = report("ABC");
    expect(ownCodes(short).judged(short, [found])).toEqual([{ ...found, isStray: true }]);
  });

  it("stays as it is with the code as it was sent, however often: that is looked at elsewhere", () => {
    const found = [report("Order-1", "m1"), report("Order-1", "m2")];
    expect(ownCodes(one).judged(one, found)).toEqual(found);
  });

  it("stays as it is for a message without a code of its own", () => {
    const found = [report("toke")];
    for (const code of ["token", "", undefined]) {
      const plain = searched({ key: ONE, code, hasToken: code === "token" });
      expect(ownCodes(plain).judged(plain, found)).toBe(found);
    }
  });
});
