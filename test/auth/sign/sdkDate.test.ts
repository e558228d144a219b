import fc from "fast-check";
import { expect, test } from "vitest";
import { parseSdkDate, sdkDate } from "../../../src/auth/sign/sdkDate.js";
import { failureOf } from "../support.js";

test("a date is written in UTC with whole seconds", () => {
  expect(sdkDate(new Date("2024-02-29T23:59:59.999Z"))).toBe("20240229T235959Z");
});

test("what is written can be read again", () => {
  const date = fc.date({
    min: new Date("0000-01-01T00:00:00Z"),
    max: new Date("9999-12-31T23:59:59.999Z"),
    noInvalidDate: true,
  });
  fc.assert(
    fc.property(date, (given) => {
      expect(parseSdkDate(sdkDate(given))?.getTime()).toBe(Math.floor(given.getTime() / 1000) * 1000);
    }),
  );
});

test.each([
  "",
  "2024-02-29T23:59:59Z",
  "20240230T000000Z",
  "20240101T240000Z",
  "20240101T006000Z",
  "20240101T000000",
  "20240101t000000z",
  "20240101T000000Z\n",
])("%j is no such date", (text) => expect(parseSdkDate(text)).toBeUndefined());

test.each([new Date(Number.NaN), new Date("+010000-01-01T00:00:00Z"), new Date("-000001-12-31T23:59:59Z")])(
  "%o cannot be written",
  async (date) =>
    expect(await failureOf(() => sdkDate(date))).toMatchObject({ code: "validation", sent: "no" }),
);
