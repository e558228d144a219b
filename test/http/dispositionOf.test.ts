import { describe, expect, it } from "vitest";
import { SmnError, type SmnErrorDetails } from "../../src/base/errors.js";
import { condemnsAccount, condemnsRun, dispositionOf } from "../../src/http/dispositionOf.js";

const failed = (options: SmnErrorDetails): SmnError => new SmnError("Failed.", options);

describe("the messages of a failed request are", () => {
  it("unknown unless it is proven that none was sent", () => {
    const error = failed({ code: "network", sent: "maybe" });
    expect(dispositionOf(error)).toStrictEqual({ status: "unknown", cause: error });
    const answered = failed({ code: "api", sent: "maybe", status: 500, requestId: "r1" });
    expect(dispositionOf(answered)).toStrictEqual({ status: "unknown", cause: answered, request_id: "r1" });
  });

  it("unsent where they may be sent later, or the service did not judge them", () => {
    for (const options of [
      { code: "network", sent: "no" },
      { code: "auth", sent: "no", status: 401, serviceCode: "SMN.0070" },
      { code: "api", sent: "no", status: 429 },
      { code: "api", sent: "no", status: 429, serviceCode: "SMN.0227" },
      { code: "api", sent: "no", status: 500, serviceCode: "APIGW.0605" },
    ] as const) {
      const error = failed(options);
      expect(dispositionOf(error)).toStrictEqual({ status: "unsent", cause: error });
    }
  });

  it("rejected where the service refused them", () => {
    const refused = failed({
      code: "api",
      sent: "no",
      status: 400,
      serviceCode: "SMN.0227",
      requestId: "r1",
    });
    expect(dispositionOf(refused)).toStrictEqual({
      status: "rejected",
      code: "SMN.0227",
      reason: "Failed.",
      request_id: "r1",
    });
    const rejected = { status: "rejected", reason: "Failed." };
    expect(dispositionOf(failed({ code: "api", sent: "no", status: 413 }))).toStrictEqual({
      ...rejected,
      code: "HTTP 413",
    });
    expect(dispositionOf(failed({ code: "api", sent: "no" }))).toStrictEqual({ ...rejected, code: "HTTP" });
  });
});

describe("every later request would fail in the same way", () => {
  it.each<[boolean, SmnErrorDetails]>([
    [true, { code: "protocol", sent: "maybe", status: 300 }],
    [true, { code: "protocol", sent: "maybe", status: 399 }],
    [false, { code: "protocol", sent: "maybe", status: 299 }],
    [false, { code: "protocol", sent: "maybe", status: 400 }],
    [false, { code: "protocol", sent: "maybe" }],
    [false, { code: "api", sent: "maybe", status: 302 }],
    [false, { code: "auth", sent: "maybe" }],
    [true, { code: "auth", sent: "no" }],
    [true, { code: "protocol", sent: "no" }],
    [true, { code: "api", sent: "no", status: 403, serviceCode: "SMN.0070" }],
    [false, { code: "api", sent: "no", status: 400, serviceCode: "SMN.0227" }],
    [false, { code: "api", sent: "no", status: 400 }],
    [false, { code: "network", sent: "no" }],
  ])("%s: %j", (expected, options) => {
    expect(condemnsRun(failed(options))).toBe(expected);
  });

  it("where a result says that the account is refused", () => {
    expect(["SMN.0261", "SMN.0227", "SMN.X"].map(condemnsAccount)).toEqual([true, false, false]);
  });
});
