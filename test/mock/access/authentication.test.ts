import { describe, expect, it } from "vitest";
import { sandboxCredentials, sandboxToken, type MockService } from "../../../src/mock/index.js";
import vectors from "../../vectors/signing.json" with { type: "json" };
import {
  errorOf,
  expectDocumented,
  manualClock,
  message,
  NOON,
  post,
  read,
  sandbox,
  signed,
  URL_,
  type SignedOptions,
} from "../support.js";

const MINUTE = 60_000;
const key = { ak: "TESTKEY0000000000001", sk: "secret-of-the-key" };
const temporary = {
  ak: "TESTKEY0000000000002",
  sk: "secret-of-the-other",
  securityToken: "security-token-1",
};

function keyed(clock = manualClock()): MockService {
  return sandbox({ keys: [key, temporary], clock });
}

async function verdict(service: MockService, request: Request): Promise<string> {
  const answer = await read(await service.handle(request));
  expectDocumented(answer);
  if (answer.status === 200) return "accepted";
  return `${answer.status} ${String(errorOf(answer).code)} ${errorOf(answer).text.replace("Incorrect IAM authentication information: ", "")}`;
}

const WRONG = "401 APIGW.0301 verify aksk signature fail";
const EXPIRED = "401 APIGW.0301 signature expired";
const UNKNOWN = "401 APIGW.0301 Get secretKey failed,ak:***,err:ak not exist";
const LOCKED = "401 APIGW.0301 AK access failed to reach the limit,forbidden";

describe("tokens", () => {
  const withToken = (service: MockService, token: string): Promise<string> =>
    verdict(
      service,
      new Request(URL_, {
        method: "POST",
        headers: { "content-type": "application/json", "x-auth-token": token },
        body: JSON.stringify({ sms_message: [message()] }),
      }),
    );

  it("accepts the demo token when nothing is configured, and not otherwise", async () => {
    expect(await withToken(sandbox(), sandboxToken.token)).toBe("accepted");
    expect(await withToken(sandbox({ tokens: ["mine"] }), sandboxToken.token)).toBe(
      "401 APIGW.0301 decrypt token fail",
    );
    expect(await withToken(sandbox({ keys: [key] }), sandboxToken.token)).toBe(
      "401 APIGW.0301 decrypt token fail",
    );
    expect(await withToken(sandbox({ tokens: ["mine"] }), "mine")).toBe("accepted");
  });

  it("refuses a request without credentials, or with some other Authorization", async () => {
    const request = (headers: Record<string, string>): Request =>
      new Request(URL_, { method: "POST", headers, body: "{}" });
    expect(await verdict(sandbox(), request({}))).toBe("401 APIGW.0301 x-auth-token not found");
    for (const authorization of [
      "Bearer x",
      "SDK-HMAC-SHA256",
      "SDK-HMAC-SHA256 Access=a, SignedHeaders=b, Signature=c",
    ])
      expect(await verdict(sandbox(), request({ authorization }))).toBe(
        "401 APIGW.0301 authorization header is malformed",
      );
  });

  it("refuses an expired token with the words that ask for a new one", async () => {
    const clock = manualClock();
    const service = sandbox({ tokens: [], clock });
    service.addToken("short", { expiresAt: NOON + MINUTE });
    service.addToken("dated", { expiresAt: new Date(NOON + 2 * MINUTE) });
    service.addToken("long");
    expect(await withToken(service, "short")).toBe("accepted");
    clock.advance(MINUTE);
    expect(await withToken(service, "short")).toBe("401 APIGW.0307 The token must be updated.");
    expect(await withToken(service, "dated")).toBe("accepted");
    service.expireTokens();
    expect(await withToken(service, "long")).toBe("401 APIGW.0307 The token must be updated.");
    service.addToken("fresh");
    expect(await withToken(service, "fresh")).toBe("accepted");
  });

  it("refuses a token of another project", async () => {
    const service = sandbox();
    service.addToken("elsewhere", { projectId: "other" });
    expect(await withToken(service, "elsewhere")).toMatch(/^403 APIGW.0302/);
  });
});

describe("signatures", () => {
  it("accepts what the signer signs, with permanent and temporary keys", async () => {
    expect(await verdict(keyed(), signed(key))).toBe("accepted");
    expect(await verdict(keyed(), signed(temporary))).toBe("accepted");
    expect(await verdict(sandbox({ clock: manualClock() }), signed(sandboxCredentials))).toBe("accepted");
  });

  it("accepts a signature of the vendor's own signer", async () => {
    const vector = vectors.vectors.find(({ name }) => name.startsWith("pub-03"))!;
    const date = Date.parse("2024-02-29T23:59:59Z");
    const service = sandbox({ keys: [{ ak: vector.ak, sk: vector.sk }], clock: manualClock(date) });
    const answer = await read(
      await service.handle(
        new Request(vector.url, {
          method: "POST",
          headers: vector.expected.headers as never,
          body: vector.body,
        }),
      ),
    );
    // The body is that of another operation, so it is refused, but only after its signature was found genuine.
    expect([answer.status, errorOf(answer).text]).toEqual([
      400,
      expect.stringContaining("sms_message is missing"),
    ]);
  });

  it.each<[string, SignedOptions]>([
    [
      "a body changed on the way",
      { sentBody: JSON.stringify({ sms_message: [message({ message: "other" })] }) },
    ],
    ["another path than was signed", { sentUrl: URL_.replace(/sms$/, "batch_sms") }],
    ["another query than was signed", { sentUrl: `${URL_}?a=1` }],
    ["another host than was signed", { change: (headers) => (headers["host"] = "elsewhere.example") }],
    ["a signed header that was changed", { change: (headers) => (headers["X-Project-Id"] = "other") }],
    ["a signed header that is missing", { change: (headers) => delete headers["X-Project-Id"] }],
    ["a date that was changed", { change: (headers) => (headers["X-Sdk-Date"] = "20260301T120001Z") }],
    ["a date that is none", { change: (headers) => (headers["X-Sdk-Date"] = "yesterday") }],
    ["host left unsigned", { signedHeaders: ["content-type", "x-sdk-date"] }],
    [
      "X-Sdk-Date left out of the names",
      {
        change: (headers) =>
          (headers["Authorization"] = headers["Authorization"]!.replace(";x-sdk-date", "")),
      },
    ],
    [
      "a signature of other digits",
      {
        change: (headers) => (headers["Authorization"] = headers["Authorization"]!.replace(/.{4}$/, "0000")),
      },
    ],
    [
      "a stated hash of another body",
      { change: (headers) => (headers["x-sdk-content-sha256"] = "0".repeat(64)) },
    ],
    [
      "a security token for a permanent key",
      { change: (headers) => (headers["X-Security-Token"] = "token") },
    ],
    [
      "names that are no header names",
      { change: (headers) => (headers["Authorization"] = headers["Authorization"]!.replace("host", "h(st")) },
    ],
  ])("refuses %s", async (_, options) => {
    const service = keyed();
    expect(await verdict(service, signed(key, options))).toBe(WRONG);
    expect(service.messages).toEqual([]);
  });

  it("refuses a wrong secret, an unknown key, and a wrong or missing security token", async () => {
    expect(await verdict(keyed(), signed({ ...key, sk: "guess" }))).toBe(WRONG);
    expect(await verdict(keyed(), signed({ ...key, ak: "NOBODY00000000000001" }))).toBe(UNKNOWN);
    expect(await verdict(keyed(), signed({ ...temporary, securityToken: "another" }))).toBe(WRONG);
    expect(await verdict(keyed(), signed({ ak: temporary.ak, sk: temporary.sk }))).toBe(WRONG);
    const unsigned = { signedHeaders: ["host", "x-sdk-date"] };
    expect(await verdict(keyed(), signed(temporary, unsigned))).toBe(WRONG);
    expect(
      await verdict(
        keyed(),
        signed(temporary, { signedHeaders: [...unsigned.signedHeaders, "x-security-token"] }),
      ),
    ).toBe("accepted");
  });

  it("allows a clock to be 15 minutes off, either way, and no more", async () => {
    for (const way of [-1, 1]) {
      expect(await verdict(keyed(), signed(key, { date: NOON + way * 15 * MINUTE }))).toBe("accepted");
      expect(await verdict(keyed(), signed(key, { date: NOON + way * (15 * MINUTE + 1000) }))).toBe(EXPIRED);
    }
  });

  it("refuses a signature for another project than the path's", async () => {
    expect(await verdict(keyed(), signed(key, { projectId: "other" }))).toMatch(/^403 APIGW.0302/);
  });

  it("locks a key for five minutes after more than five failures in a row", async () => {
    const clock = manualClock();
    const service = keyed(clock);
    const wrong = (): Request => signed({ ...key, sk: "guess" }, { date: clock.now() });
    const right = (): Request => signed(key, { date: clock.now() });
    for (let i = 0; i < 5; i++) expect(await verdict(service, wrong())).toBe(WRONG);
    expect(await verdict(service, right())).toBe("accepted");
    for (let i = 0; i < 6; i++) expect(await verdict(service, wrong())).toBe(WRONG);
    expect(await verdict(service, right())).toBe(LOCKED);
    expect(await verdict(service, signed(temporary))).toBe("accepted");
    clock.advance(5 * MINUTE - 1);
    expect(await verdict(service, right())).toBe(LOCKED);
    clock.advance(1);
    expect(await verdict(service, wrong())).toBe(WRONG);
    expect(await verdict(service, right())).toBe("accepted");
  });

  it("never shows a key, secret or token in an answer", async () => {
    const texts = await Promise.all(
      [signed({ ...key, ak: "NOBODY00000000000001" }), signed({ ...temporary, sk: "x" })].map(
        async (request) => (await keyed().handle(request)).text(),
      ),
    );
    expect(texts.join()).not.toMatch(/NOBODY|TESTKEY|secret-of|security-token-1/);
  });

  it("checks credentials before it looks at the body", async () => {
    expect((await post(sandbox({ tokens: [] }), [], { body: "garbage" })).status).toBe(401);
  });
});
