import { createHash, createHmac } from "node:crypto";
import { describe, expect, it } from "vitest";
import { sandboxCredentials, type MockService } from "../../../src/mock/index.js";
import { manualClock, NOON, ORIGIN, PATH, sandbox, signed, type SignedOptions } from "../support.js";

const key = sandboxCredentials;
const start = (options = {}): MockService => sandbox({ clock: manualClock(NOON), ...options });

/** What the sandbox noted of the signature of one request. */
async function reportOf(options: SignedOptions, signedBy = key) {
  const service = start();
  const response = await service.handle(signed(signedBy, options));
  expect(response.status).toBe(401);
  return service.requests[0]!.signature!;
}

/** Signs as the vendor's SDKs before version 3 do. */
function legacyHeaders(body: string, { region = "cn-north-4", day = "20260301", sk = key.sk } = {}) {
  const hash = (text: string): string => createHash("sha256").update(text).digest("hex");
  const hmac = (k: string | Buffer, data: string): Buffer => createHmac("sha256", k).update(data).digest();
  const date = "20260301T120000Z";
  const scope = `${day}/${region}/smn/sdk_request`;
  const host = new URL(ORIGIN).host;
  const canonical = `POST\n${PATH}/\n\nhost:${host}\nx-sdk-date:${date}\n\nhost;x-sdk-date\n${hash(body)}`;
  const signingKey = [day, region, "smn", "sdk_request"].reduce<string | Buffer>(hmac, `SDK${sk}`);
  const signature = hmac(signingKey, `SDK-HMAC-SHA256\n${date}\n${scope}\n${hash(canonical)}`).toString(
    "hex",
  );
  return {
    host,
    "content-type": "application/json",
    "x-sdk-date": date,
    authorization: `SDK-HMAC-SHA256 Credential=${key.ak}/${scope}, SignedHeaders=host;x-sdk-date, Signature=${signature}`,
  };
}

describe("the report on a refused signature", () => {
  it("shows the request in the form that is signed, and the beginnings of both signatures", async () => {
    const report = await reportOf({ sentBody: "{}" });
    expect(report.canonical_request).toMatch(
      new RegExp(`^POST\n${PATH}/\n\ncontent-type:application/json\nhost:smn[^\n]+\n`),
    );
    expect(report.canonical_request).toContain(createHash("sha256").update("{}").digest("hex"));
    expect(report.string_to_sign).toMatch(/^SDK-HMAC-SHA256\n20260301T120000Z\n[0-9a-f]{64}$/);
    expect(report.received).toMatch(/^[0-9a-f]{8}…$/);
    expect(report.expected).toMatch(/^[0-9a-f]{8}…$/);
    expect(report.expected).not.toBe(report.received);
    expect(report.access_key).toBe(key.ak);
    expect(report.reason).toMatch(/another text or by another secret key/);
  });

  it("holds neither the secret key nor a token nor a whole signature", async () => {
    const service = start({ keys: [{ ...key, securityToken: "TOKEN-OF-THE-KEY" }] });
    await service.handle(signed({ ...key, securityToken: "TOKEN-OF-THE-KEY" }, { sentBody: "{}" }));
    const text = JSON.stringify(service.requests);
    expect(text).toContain("x-security-token:***");
    expect(text).not.toMatch(/TOKEN-OF-THE-KEY|sandboxSecretKey/);
    expect(text.replace(/[0-9a-f]{64}/, "").match(/"(?:received|expected)":"[^"]*"/g)).toEqual([
      expect.stringMatching(/"[0-9a-f]{8}…"$/),
      expect.stringMatching(/"[0-9a-f]{8}…"$/),
    ]);
  });

  it.each([
    ["without the body", { body: "", sentBody: '{"sms_message":[]}' }],
    ["without its port", { url: ORIGIN + PATH, sentUrl: `${ORIGIN}:8443${PATH}`, change: dropHost }],
    ["without the query", { sentUrl: `${ORIGIN}${PATH}?b=1` }],
  ] as [string, SignedOptions][])("says that it was made %s", async (reason, options) => {
    expect((await reportOf(options)).reason).toContain(reason);
  });

  it.each([
    ["clock", { date: NOON - 16 * 60_000 }, /16 minutes behind the clock/],
    [
      "date",
      { change: (headers: Record<string, string>) => void (headers["X-Sdk-Date"] = "x") },
      /X-Sdk-Date/,
    ],
    ["key", {}, /does not know this access key id/],
  ] as [string, SignedOptions, RegExp][])("names the %s", async (name, options, reason) => {
    const report = await reportOf(options, name === "key" ? { ...key, ak: "ANOTHER" } : key);
    expect(report.reason).toMatch(reason);
    expect(report.canonical_request).toBeNull();
  });

  it("says what the header must look like when it is something else", async () => {
    const service = start();
    const headers = {
      authorization: "V11-HMAC-SHA256 Credential=a/20260301/cn-north-4/smn, SignedHeaders=b",
    };
    await service.handle(new Request(ORIGIN + PATH, { method: "POST", headers, body: "{}" }));
    expect(service.requests[0]?.signature?.reason).toContain("SDK-HMAC-SHA256 Access=");
  });
});

describe("signatures of the vendor's SDKs before version 3", () => {
  const body = JSON.stringify({ sms_message: [] });
  const send = async (headers: Record<string, string>): Promise<{ status: number; service: MockService }> => {
    const service = start();
    const response = await service.handle(new Request(ORIGIN + PATH, { method: "POST", headers, body }));
    return { status: response.status, service };
  };

  it("are verified", async () => {
    // No messages: refused by the document's rules, so after the signature.
    expect((await send(legacyHeaders(body))).status).toBe(400);
  });

  it.each([
    ["another body", legacyHeaders("{}")],
    ["another secret key", legacyHeaders(body, { sk: "another" })],
    ["a secret key with a line break", legacyHeaders(body, { sk: `${key.sk}\n` }), /ends in a line break/],
    ["another day", legacyHeaders(body, { day: "20260302" })],
  ] as [string, Record<string, string>, RegExp?][])(
    "are refused for %s",
    async (_, headers, reason = /./) => {
      const { status, service } = await send(headers);
      expect(status).toBe(401);
      expect(service.requests[0]?.signature?.reason).toMatch(reason);
    },
  );
});

function dropHost(headers: Record<string, string>): void {
  delete headers["host"];
}
