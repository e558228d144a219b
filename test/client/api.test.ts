import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { BASE, PATH, acceptAll, errorOf, messageTo, refused, rig, type Rig } from "./support.js";

const body = { sms_message: [messageTo("+8613800000001")] };
const call = (
  { sms }: Rig,
  extra: object = {},
): ReturnType<
  typeof sms.api.POST<typeof PATH, { body: typeof body; params: { path: { project_id: string } } }>
> => sms.api.POST(PATH, { params: { path: { project_id: "p9" } }, body, ...extra });

describe("sms.api", () => {
  it("is authenticated by the token, and knows the path", async () => {
    const one = rig(acceptAll);
    const { data, error, response } = await call(one);
    expect([data?.request_id, error, response.status]).toEqual(["r1", undefined, 200]);
    expect(one.calls).toMatchObject([
      {
        url: `${BASE}/v2/p9/notifications/sms`,
        headers: { "x-auth-token": "the-token" },
        body: JSON.stringify(body),
      },
    ]);
  });

  it("is made when it is first used, and is the same ever after", async () => {
    const own = Object.getOwnPropertyDescriptor(globalThis, "Request")!;
    const { Request } = globalThis;
    let touched = 0;
    Object.defineProperty(globalThis, "Request", {
      configurable: true,
      get: () => {
        touched++;
        return Request;
      },
    });
    try {
      const { sms } = rig(acceptAll);
      await sms.send(messageTo("+8613800000001"));
      expect(touched).toBe(0); // Node loads its whole fetch for it
      const { api } = sms;
      expect(touched).toBeGreaterThan(0);
      expect(sms.api).toBe(api);
    } finally {
      Object.defineProperty(globalThis, "Request", own);
    }
  });

  it("signs the bytes that it sends, for the project in the path", async () => {
    const one = rig(acceptAll, { credentials: { ak: "AK", sk: "SK" } });
    await call(one);
    const { headers } = one.calls[0]!;
    expect(headers["authorization"]).toMatch(
      /^SDK-HMAC-SHA256 Access=AK, SignedHeaders=content-type;host;x-project-id;x-sdk-date, Signature=[0-9a-f]{64}$/,
    );
    expect(headers["x-project-id"]).toBe("p9");
  });

  it.each<[number, unknown]>([
    [400, { request_id: "r", code: "SMN.0087", message: "m" }],
    [401, { error_code: "APIGW.0301", error_msg: "m" }],
    [403, { error: { code: 403, message: "m", title: "t" } }],
    [429, { error_code: "APIGW.0308", error_msg: "m" }],
    [500, { code: "SMN.0018", message: "m" }],
    [502, "<html>502</html>"],
    [504, { error_code: "APIGW.0201", error_msg: "m" }],
  ])("hands %i back as { error }", async (status, given) => {
    const { data, error, response } = await call(rig(refused(status, given)));
    expect([data, error, response.status]).toEqual([undefined, given, status]);
  });

  it.each<[string, number, string]>([
    ["an empty 500", 500, ""],
    ["an empty 404", 404, ""],
    ["a 500 of null", 500, "null"],
    ["a 500 of 0", 500, " 0 "],
    ["a 502 of false", 502, "false"],
    ['a 500 of ""', 500, '""'],
  ])("throws %s, which { error } would show as a success", async (_name, status, text) => {
    const error = await errorOf<SmnError>(call(rig(refused(status, text))));
    expect(error).toBeInstanceOf(SmnError);
    expect(error.status).toBe(status);
  });

  it.each<[string, Parameters<typeof rig>[0], object]>([
    ["a broken connection", new TypeError("terminated"), { code: "network", sent: "maybe" }],
    [
      "a redirect",
      refused(307, "", { location: "https://evil.example" }),
      { code: "protocol", sent: "no", status: 307 },
    ],
    ["a page with 200", refused(200, "<html>"), { code: "protocol", sent: "maybe", status: 200 }],
    ["an empty 200", refused(200, ""), { code: "protocol", sent: "maybe" }],
    [
      "JSON that breaks off",
      refused(200, '{"request_id":"r1","result":[{"endpoint":"13812345678'),
      { code: "protocol", sent: "maybe", status: 200 },
    ],
  ])("throws an SmnError for %s", async (_name, replies, expected) => {
    const error = await errorOf<SmnError>(call(rig(replies)));
    expect(error).toBeInstanceOf(SmnError);
    expect(error).toMatchObject(expected);
    expect(String(error)).not.toContain("12345678");
  });

  it("throws a status that no Response can have, instead of choking on it", async () => {
    const strange = new Response("{}");
    Object.defineProperty(strange, "status", { value: 799 });
    const error = await errorOf<SmnError>(call(rig(() => strange)));
    expect(error).toBeInstanceOf(SmnError);
    expect(error).toMatchObject({ status: 799, sent: "maybe" });
  });

  it.each([
    "https://evil.example",
    "http://sms.example",
    "https://sms.example:444",
    "https://sms.example.evil.example",
  ])("sends nothing to %s, which is another origin", async (baseUrl) => {
    const one = rig(acceptAll);
    const error = await errorOf<SmnError>(call(one, { baseUrl }));
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect(error.message).toContain("sends its credentials to https://sms.example only");
    expect(one.calls.length).toBe(0);
  });

  it("sends nothing when a parameter of the path is missing", async () => {
    const one = rig(acceptAll);
    const error = await errorOf<SmnError>(one.sms.api.POST(PATH, { body } as never));
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect(error.message).toContain("params.path");
    expect(one.calls.length).toBe(0);
  });

  it("is repeated like everything else", async () => {
    const one = rig([refused(429, ""), acceptAll]);
    expect((await call(one)).response.status).toBe(200);
    expect([one.calls.length, one.pauses.length]).toEqual([2, 1]);
  });

  it("ends with its signal", async () => {
    const one = rig(acceptAll);
    expect(await errorOf(call(one, { signal: AbortSignal.abort() }))).toBeInstanceOf(Error);
    expect(one.calls.length).toBe(0);
    const controller = new AbortController();
    const slow = rig(() => {
      controller.abort();
      return new Promise<Response>(() => undefined);
    });
    expect(await errorOf(call(slow, { signal: controller.signal }))).toMatchObject({
      code: "aborted",
      sent: "maybe",
    });
  });

  it("gives the answer's headers, but for those that describe how it travelled", async () => {
    const { response } = await call(
      rig(
        refused(200, "{}", { "x-request-id": "r7", "content-length": "999", "transfer-encoding": "chunked" }),
      ),
    );
    expect(response.headers.get("x-request-id")).toBe("r7");
    expect(response.headers.get("content-length")).toBeNull();
  });

  it("gives a Response to those who ask for one", async () => {
    const { data } = await call(rig(acceptAll), { parseAs: "text" });
    expect(JSON.parse(data as unknown as string)).toMatchObject({ request_id: "r1" });
  });
});
