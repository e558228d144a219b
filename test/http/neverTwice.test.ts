import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createCredentialCache } from "../../src/auth/credentialCache.js";
import type { Credentials } from "../../src/auth/credentials.js";
import { createExchange, type Answer } from "../../src/http/exchange.js";
import { defaultRetry } from "../../src/http/retryOptions.js";
import { createFetchTransport } from "../../src/base/fetchTransport.js";
import { createNodeTransport } from "../../src/http/nodeTransport.js";
import type { Transport } from "../../src/base/wire.js";
import { fakeClock, freePort, http, rawServer, type RawServer } from "./support.js";

const OK = http(200, '{"request_id":"r","result":[]}');
const json = (status: number, body: object, headers = {}): string =>
  http(status, JSON.stringify(body), headers);
const gateway = (status: number, error_code: string, error_msg = "m"): string =>
  json(status, { error_code, error_msg });

type Behaviour = string | ((socket: Socket) => unknown);

/** A server that does one thing after another, and says OK from then on. */
function misbehaving(...behaviours: Behaviour[]): Promise<RawServer> {
  return rawServer({
    onRequest: ({ socket }, count) => {
      const behaviour = behaviours[count - 1] ?? OK;
      if (typeof behaviour === "string") socket.write(behaviour);
      else behaviour(socket);
    },
  });
}

async function post(
  transport: Transport,
  url: string,
  { credentials, timeoutMs = 10_000 }: { credentials?: Credentials; timeoutMs?: number } = {},
): Promise<Answer> {
  const clock = fakeClock();
  let tokens = 0;
  const exchange = createExchange({
    credentials: createCredentialCache(credentials ?? (async () => ({ token: `token-${++tokens}` })), {
      clock,
    }),
    transport,
    clock,
    random: () => 0.5,
    retry: defaultRetry,
    timeoutMs,
  });
  return exchange({
    method: "POST",
    url: `${url}v2/p/notifications/sms`,
    headers: { "content-type": "application/json" },
    body: new TextEncoder().encode('{"sms_message":[]}'),
    signal: undefined,
  });
}

describe.each([
  ["node:http", createNodeTransport],
  ["fetch", createFetchTransport],
] as const)("over %s, a POST", (_name, create) => {
  it.each<[string, Behaviour, number?]>([
    ["a reset after it was read", (socket) => socket.resetAndDestroy()],
    ["a close after it was read", (socket) => socket.end()],
    ["silence", () => undefined, 200],
    [
      "silence after the headers",
      (socket) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\n"),
      200,
    ],
    ["a truncated answer", (socket) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\n{")],
    ["a truncated 429", (socket) => socket.end("HTTP/1.1 429 X\r\nContent-Length: 50\r\n\r\n{")],
    ["chunks cut off", (socket) => socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{")],
    ["200 with a page", http(200, "<html>")],
    ["200 with nothing", http(200, "")],
    ["500", http(500, "")],
    ["500 SMN.0018", json(500, { code: "SMN.0018", message: "m" })],
    ["400 SMN.0019", json(400, { code: "SMN.0019", message: "m" })],
    ["502 page", http(502, "<html>")],
    ["503 page with Retry-After", http(503, "<html>", { "Retry-After": "1" })],
    ["504", gateway(504, "APIGW.0201")],
  ])("arrives once when it meets %s, and may have been sent", async (_case, behaviour, timeoutMs) => {
    const server = await misbehaving(behaviour);
    const { error } = await post(create(), server.url, timeoutMs === undefined ? {} : { timeoutMs });
    expect([server.requests.length, error?.sent]).toEqual([1, "maybe"]);
  });

  it.each<[string, string]>([
    ["400", json(400, { code: "SMN.0087", message: "m" })],
    ["403", gateway(403, "APIGW.0302")],
    ["404", gateway(404, "APIGW.0101")],
    ["413", http(413, "")],
    ["307", http(307, "", { Location: "/elsewhere" })],
  ])("arrives once when it is refused with %s", async (_case, bytes) => {
    const server = await misbehaving(bytes);
    const { error } = await post(create(), server.url);
    expect([server.requests.length, error?.sent]).toEqual([1, "no"]);
  });

  it.each<[string, string]>([
    ["429", http(429, "")],
    ["429 with Retry-After", http(429, "{}", { "Retry-After": "2" })],
    ["429 with a hint", gateway(429, "APIGW.0308", "limit:200,time:1 second")],
    ["503 of the authentication step", gateway(503, "APIGW.0613")],
    ["500 before forwarding", gateway(500, "APIGW.0605")],
    ["401 of an expired token", gateway(401, "APIGW.0307", "The token must be updated.")],
    ["403 of an expired token", json(403, { code: "SMN.0022", message: "m" })],
  ])("arrives a second time after %s, which proves that it was not taken", async (_case, bytes) => {
    const server = await misbehaving(bytes);
    const { response, error } = await post(create(), server.url);
    expect([response?.status, error, server.requests.length]).toEqual([200, undefined, 2]);
  });

  it("carries the renewed token the second time, and never comes a third", async () => {
    const expired = gateway(401, "APIGW.0307");
    const server = await misbehaving(expired, expired);
    const { error } = await post(create(), server.url);
    expect(error).toMatchObject({ status: 401, code: "auth", sent: "no" });
    expect(server.requests.map(({ head }) => /^x-auth-token: (.*)$/im.exec(head)?.[1])).toEqual([
      "token-1",
      "token-2",
    ]);
  });

  it.each(["verify aksk signature fail", "signature expired", "The token must be updated."])(
    "with a signature is never repeated after 401: %s",
    async (said) => {
      const server = await misbehaving(gateway(401, "APIGW.0301", said));
      const { error } = await post(create(), server.url, { credentials: { ak: "AK", sk: "SK" } });
      expect([server.requests.length, error?.code, error?.sent]).toEqual([1, "auth", "no"]);
    },
  );

  it("reaches a server that was not there at first, once", async () => {
    const server = await misbehaving();
    const transport = create();
    let attempts = 0;
    const closed = `http://127.0.0.1:${await freePort()}/v2/p/notifications/sms`;
    const { response } = await post(
      (request) => transport(++attempts < 3 ? { ...request, url: closed } : request),
      server.url,
    );
    expect([response?.status, attempts, server.requests.length]).toEqual([200, 3, 1]);
  });

  it("gives up on a closed port with the proof that nothing was sent", async () => {
    const { error } = await post(create(), `http://127.0.0.1:${await freePort()}/`);
    expect(error).toMatchObject({ code: "network", sent: "no" });
  });
});
