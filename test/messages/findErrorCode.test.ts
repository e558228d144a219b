import { describe, expect, it } from "vitest";
import { errorCodes } from "../../src/mock/contract/errorCodes.js";
import { findErrorCode, findErrorCodes, isServiceCode, mayBeSent } from "../../src/messages/findErrorCode.js";

describe("the row of a code", () => {
  it.each<[string, number | undefined, string | undefined, number | null]>([
    ["SMN.0087", 400, "SMN.0087", 400],
    ["SMN.0087", 500, "SMN.0087", 400],
    ["SMN.0087", undefined, "SMN.0087", 400],
    ["APIG.0308", 429, "APIGW.0308", 429],
    ["APIC.0308", 429, "APIGW.0308", 429],
    ["apigw.0308", 429, "APIGW.0308", 429],
    ["SMN.227", 400, "SMN.0227", 400],
    ["SMN0227", 400, "SMN.0227", 400],
    [" smn.87\n", 400, "SMN.0087", 400],
    ["SMN.00290", 400, undefined, null],
    ["APIGW.0201", 502, "APIGW.0201", 502],
    ["APIGW.0201", 418, undefined, null],
    ["APIGW.0201", undefined, undefined, null],
    ["SMN.9999", 400, undefined, null],
    ["", 400, undefined, null],
    ["SMNE005", 400, undefined, null],
    ["constructor", 400, undefined, null],
  ])("is found for %j with %s", (code, status, found, http_status) => {
    const row = findErrorCode(code, status);
    expect([row?.code, row?.http_status ?? null]).toEqual([found, http_status]);
  });

  it("is found by its code and status, whichever it is", () => {
    for (const { message, ...row } of errorCodes)
      expect(findErrorCode(row.code, row.http_status ?? undefined), message).toEqual(row);
  });

  it("is one of all rows of the code", () => {
    expect(findErrorCodes("APIG.201").map(({ http_status }) => http_status)).toEqual(
      errorCodes.filter(({ code }) => code === "APIGW.0201").map(({ http_status }) => http_status),
    );
    expect(findErrorCodes("SMN.9999")).toEqual([]);
  });
});

describe("a code of the service or its gateway", () => {
  it("is one also where the table does not have it", () => {
    for (const code of ["SMN.9999", "SMN.1", "smn0227", "SMN.00012345", "IAM.0011", "APIG.0308", " APIC.1 "])
      expect(isServiceCode(code), code).toBe(code !== "SMN.00012345");
    for (const code of ["SMN.0000", "SMN.000000087"]) expect(isServiceCode(code), code).toBe(true);
  });

  it("is none where anything else is around it, or it has no number", () => {
    for (const code of [
      "",
      "SMN",
      "SMN.",
      "SMN.x",
      "SMN..1",
      "SMN.0087x",
      "xSMN.0087",
      "XYZ.0087",
      "SMN-0087",
    ])
      expect(isServiceCode(code), code).toBe(false);
  });
});

describe("messages", () => {
  it.each<[boolean, string, number | undefined]>([
    [true, "SMN.0019", 400],
    [true, "SMN.19", undefined],
    [true, "APIG.0201", 502],
    [false, "APIG.0201", 413],
    // Of the meanings for other statuses, one is enough.
    [true, "APIG.0201", 418],
    [true, "APIG.0201", undefined],
    [false, "SMN.0087", 400],
    [false, "SMN.0087", 500],
    [false, "SMN.9999", 500],
    [false, "", undefined],
  ])("may have been sent: %s for %s with %s", (expected, code, status) => {
    expect(mayBeSent(code, status)).toBe(expected);
  });
});
