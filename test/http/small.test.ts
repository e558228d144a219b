import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffDelay } from "../../src/base/backoff.js";
import { parseErrorBody } from "../../src/base/errorBody.js";
import { resolveBaseUrl } from "../../src/http/baseUrl.js";
import { createDefaultTransport } from "../../src/http/defaultTransport.js";
import { quotable } from "../../src/http/quotable.js";
import { throttleHint } from "../../src/base/throttleHint.js";
import { NOW } from "./support.js";

describe("throttleHint", () => {
  it.each<[string | undefined, string, number | undefined]>([
    ["2", "", 2_000],
    [" 2 ", "", 2_000],
    ["0", "", 0],
    ["Sun, 01 Mar 2026 08:00:10 GMT", "", 10_000],
    ["Sun, 01 Mar 2026 07:00:00 GMT", "", 0],
    ["-5", "", undefined],
    ["1.5", "", undefined],
    ["soon", "", undefined],
    ["", "", undefined],
    ["Sun, 99 Mar 2026 07:00:00 GMT", "", undefined],
    ["2026-03-01T08:00:10", "", undefined],
    ["99999999999", "", undefined],
    [undefined, "policy user over ratelimit,limit:200,time:1 second", 1_000],
    [undefined, "policy ip over ratelimit,limit:5,time:1 minute", 60_000],
    [undefined, "policy api over ratelimit,limit:5,time: 2 hour", 7_200_000],
    [undefined, "Threshold: 10 times per 60 seconds", 60_000],
    ["soon", "limit:5,time:1 day", 86_400_000],
    ["7", "limit:5,time:1 day", 7_000],
    [undefined, "time:1 fortnight", undefined],
    [undefined, "", undefined],
  ])("reads %j and %j as %s ms", (header, message, expected) => {
    expect(throttleHint(header, message, NOW)).toBe(expected);
  });

  it("never gives a negative wait or NaN", () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), (header, message) => {
        const hint = throttleHint(header, message, NOW);
        expect(hint === undefined || hint >= 0).toBe(true);
      }),
    );
  });
});

describe("resolveBaseUrl", () => {
  it.each([
    ["cn-north-4", "https://smn.cn-north-4.myhuaweicloud.com"],
    ["cn-north-2", "https://smn.cn-north-2.myhuaweicloud.cn"],
    ["eu-west-101", "https://smn.eu-west-101.myhuaweicloud.eu"],
    ["xx-new-1", "https://smn.xx-new-1.myhuaweicloud.com"],
    ["constructor", "https://smn.constructor.myhuaweicloud.com"],
  ])("knows the address of region %s", (region, expected) => {
    expect(resolveBaseUrl({ region })).toBe(expected);
  });

  it.each(["", "CN-NORTH-4", "cn north", "evil.com/", "a.b", "x@evil", "-a", "a-", "__proto__", "../x"])(
    "refuses region %j",
    (region) => {
      expect(() => resolveBaseUrl({ region })).toThrow(/^Expected `region` to be a region id/);
    },
  );

  it("shows the region that came, and of an address at most the protocol", () => {
    expect(() => resolveBaseUrl({ region: "cn north" })).toThrow(/, got "cn north" \(string\)\.$/);
    expect(() => resolveBaseUrl({ baseUrl: "//me:pass@a" })).toThrow(/, got a string that is none\.$/);
    expect(() => resolveBaseUrl({ baseUrl: "ftp://a.example" })).toThrow(/, got ftp:\/\/\.$/);
  });

  it("needs one or the other, and prefers the address", () => {
    expect(() => resolveBaseUrl({})).toThrow(/needs a region/);
    expect(resolveBaseUrl({ region: "cn-north-4", baseUrl: "https://a.example" })).toBe("https://a.example");
  });

  it.each([
    ["https://a.example/", "https://a.example"],
    ["https://a.example/base//", "https://a.example/base"],
    ["https://a.example:8443", "https://a.example:8443"],
    ["http://localhost:8080/", "http://localhost:8080"],
    ["http://LOCALHOST", "http://localhost"],
    ["http://127.0.0.1:1", "http://127.0.0.1:1"],
    ["http://127.8.9.10", "http://127.8.9.10"],
    ["http://127.1", "http://127.0.0.1"],
    ["http://0x7f.1", "http://127.0.0.1"],
    ["http://[::1]:5", "http://[::1]:5"],
    ["http://[0:0:0:0:0:0:0:1]", "http://[::1]"],
  ])("takes %s", (baseUrl, expected) => {
    expect(resolveBaseUrl({ baseUrl })).toBe(expected);
  });

  it.each([
    "http://a.example",
    "http://127.0.0.1.evil.com",
    "http://localhost.evil.com",
    "http://localhost.",
    "http://notlocalhost",
    "http://0.0.0.0",
    "http://128.0.0.1",
    "http://[::2]",
    "http://[::ffff:7f00:1]",
    "http://10.0.0.1",
  ])("refuses %s, which is another machine", (baseUrl) => {
    expect(() => resolveBaseUrl({ baseUrl })).toThrow(/must be https/);
    expect(resolveBaseUrl({ baseUrl, allowInsecureHttp: true })).toMatch(/^http:/);
  });

  it.each([
    ["https://user:pass@a.example", /user name/],
    ["https://user@a.example", /user name/],
    ["http://localhost@evil.com", /user name/],
    ["https://a.example?x=1", /query/],
    ["https://a.example#x", /fragment/],
    ["ftp://a.example", /https/],
    ["file:///etc/passwd", /https/],
    ["javascript:alert(1)", /https/],
    ["a.example", /absolute/],
    ["", /absolute/],
    ["https://smn.{region}.myhuaweicloud.com", /placeholder/],
    ["https://a.example/{project_id}", /placeholder/],
  ])("refuses %s", (baseUrl, message) => {
    expect(() => resolveBaseUrl({ baseUrl, allowInsecureHttp: true })).toThrow(message);
  });

  it("does not repeat a password", () => {
    expect(() => resolveBaseUrl({ baseUrl: "https://user:hunter2@a.example" })).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining("hunter2") as string }),
    );
  });
});

describe("parseErrorBody", () => {
  it("never throws, and gives strings", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          fc.json().map((text) => `{"error":${text}}`),
        ),
        (text) => {
          for (const value of Object.values(parseErrorBody(text))) expect(value).toBeTypeOf("string");
        },
      ),
    );
  });

  it("copes with bodies that are built to hurt", () => {
    expect(parseErrorBody("[".repeat(100_000)).page).toMatch(/^\[/);
    expect(parseErrorBody(`{"error":${'{"error":'.repeat(50)}1${"}".repeat(50)}}`)).toEqual({});
    expect(parseErrorBody(`<html><title>${"x".repeat(100_000)}`).page).toBe("an HTML page");
    expect(parseErrorBody("x".repeat(100_000)).page).toHaveLength(4096);
  });
});

describe("backoffDelay", () => {
  const options = { baseDelayMs: 1_000, maxDelayMs: 30_000 };

  it.each([
    [1, 1_000],
    [2, 2_000],
    [5, 16_000],
    [6, 30_000],
    [2_000, 30_000],
  ])("of repetition %i is at most %i ms", (attempt, ceiling) => {
    expect(backoffDelay(attempt, options, () => 1)).toBe(ceiling);
    expect(backoffDelay(attempt, options, () => 0.5)).toBe(ceiling / 2);
    expect(backoffDelay(attempt, options, () => 0)).toBe(0);
  });

  it.each([Number.NaN, undefined, -1, 2, Infinity])("is the longest where random says %s", (drawn) => {
    expect(backoffDelay(2, options, () => drawn as number)).toBe(2_000);
    expect(backoffDelay(2, options, () => drawn as number, 5_000)).toBe(6_000);
  });

  it("never cuts short what the service asked for", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 50 }),
        fc.nat(200_000),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (attempt, asked, random) => {
          const delay = backoffDelay(attempt, options, () => random, asked);
          expect(delay).toBeGreaterThanOrEqual(asked);
          expect(delay).toBeLessThanOrEqual(asked + 1_000);
        },
      ),
    );
  });
});

describe("quotable", () => {
  const bytes = (value: unknown): Uint8Array => new TextEncoder().encode(JSON.stringify(value));

  it("finds the texts and numbers of a request", () => {
    expect(
      quotable(
        bytes({ sms_message: [{ message: "a", endpoint: "1" }, { message: 5 }, null, { message: "b" }] }),
      ),
    ).toEqual({ texts: ["a", "b"], numbers: ["1"] });
  });

  it.each([undefined, bytes(null), bytes([]), bytes({ sms_message: "x" }), new Uint8Array([0xff, 0x7b])])(
    "finds none in anything else",
    (body) => {
      expect(quotable(body)).toEqual({ texts: [], numbers: [] });
    },
  );
});

describe("createDefaultTransport", () => {
  it("refuses fetch and agent together", () => {
    const fetch = async (): Promise<Response> => new Response();
    expect(() => createDefaultTransport({ fetch, agent: {} as never })).toThrow(/either fetch or agent/);
  });
});
