import { runInNewContext } from "node:vm";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { isDate, isErrorLike, mistakeBehind } from "../../src/base/errorLike.js";
import { SmnError } from "../../src/base/errors.js";
import { failedBeforeConnection, safeCause } from "../../src/base/safeCause.js";

const foreign = (code: string): unknown => runInNewContext(code);

describe("an error of another realm", () => {
  const refused = foreign(`
    const refused = Object.assign(new Error("connect"), { code: "ECONNREFUSED", syscall: "connect" });
    Object.assign(new TypeError("fetch failed"), { cause: Object.assign(new AggregateError([refused]), { code: "ECONNREFUSED" }) })`);

  it("is told by what it carries", () => {
    expect(refused instanceof Error).toBe(false);
    expect(isErrorLike(refused)).toBe(true);
    expect(failedBeforeConnection(refused)).toBe(true);
    expect(safeCause(refused)).toMatchObject({ name: "TypeError", message: "connect ECONNREFUSED" });
  });

  it.each(["({})", "null", "'text'", "({ name: 'x' })"])("is not %s", (code) => {
    expect(isErrorLike(foreign(code))).toBe(false);
  });

  it("is told from a date", () => {
    expect(isDate(foreign("new Date(0)"))).toBe(true);
    expect(isDate(refused)).toBe(false);
  });
});

describe("an error of the caller's own function", () => {
  const behind = (original: unknown, sent: "no" | "maybe" = "no"): unknown =>
    mistakeBehind(new SmnError("hidden", { code: "auth", sent, cause: safeCause(original) }));

  it("is found when it is a mistake, of whatever realm", () => {
    const mistake = new ReferenceError("kez is not defined");
    expect(behind(mistake)).toBe(mistake);
    const other = foreign("new TypeError('x is not a function')");
    expect(behind(other)).toBe(other);
  });

  it("is left hidden when it is a failure, or when messages may have been sent", () => {
    expect(behind(new Error("secret"))).toBeUndefined();
    expect(behind(new TypeError("fetch failed", { cause: new Error("refused") }))).toBeUndefined();
    expect(behind(Object.assign(new TypeError("Invalid URL"), { code: "ERR_INVALID_URL" }))).toBeUndefined();
    expect(behind(new TypeError("x is not a function"), "maybe")).toBeUndefined();
  });

  it("is where a debugger finds it, and nowhere else", () => {
    const original = new Error("the secret");
    const cause = safeCause(original);
    expect((cause as unknown as { original: unknown }).original).toBe(original);
    expect(
      [inspect(cause, { showHidden: true }), JSON.stringify(cause), Object.keys(cause).join()].join(),
    ).not.toContain("secret");
  });
});
