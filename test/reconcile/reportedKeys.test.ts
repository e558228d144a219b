import { describe, expect, it } from "vitest";
import { numberKey } from "../../src/messages/phoneNumber.js";
import { hidesNumber, reportedKeys } from "../../src/reconcile/reportedKeys.js";
import { reportOf } from "./support.js";

const keysOf = (nation_code: string, mobile: string): ReadonlySet<string> =>
  reportedKeys(reportOf({ nation_code, mobile }));

describe("the number of a report", () => {
  it.each([
    ["86", "13800000001", "+8613800000001"],
    ["+86", "13800000001", "+8613800000001"],
    ["", "13800000001", "+8613800000001"],
    ["86", "+8613800000001", "+8613800000001"],
    ["1", "3105550123", "+1 310-555-0123"],
    ["+(1)", "3105550123", "+1 310-555-0123"],
    ["", "+13105550123", "+1 310-555-0123"],
  ])("is read with its country code, and as it is: %s %s", (nation_code, mobile, endpoint) => {
    expect(keysOf(nation_code, mobile)).toContain(numberKey(endpoint));
  });

  it("is no other one", () => {
    expect(keysOf("86", "13800000001")).not.toContain(numberKey("+8613800000002"));
    expect([...keysOf("1", "3105550123")].sort()).toEqual(
      [numberKey("+13105550123"), numberKey("3105550123")].sort(),
    );
  });

  it.each(["13800000001", "+86 138-0000-0001", "(310) 555-0123", "12345"])("is shown by %j", (mobile) => {
    expect(hidesNumber(reportOf({ mobile }))).toBe(false);
  });

  it.each(["", "1234", "138****0001", "x13800000001", "13800000001x"])("is hidden by %j", (mobile) => {
    expect(hidesNumber(reportOf({ mobile }))).toBe(true);
  });
});
