import { Agent as HttpsAgent, get } from "node:https";
import { connect, Server, type Socket } from "node:net";
import { afterEach, describe, expect, it, vi } from "vitest";
import { signRequest } from "../../../src/auth/sign/signRequest.js";
import { createSmsClient } from "../../../src/createSmsClient.js";
import {
  createMockService,
  sandboxCredentials,
  sandboxSign,
  startMockServer,
  type MockServer,
  type MockServerOptions,
} from "../../../src/mock/index.js";
import { selfSignedCertificate } from "../../http/certificate.js";
import { expectFits, message, PATH } from "../support.js";

const servers: MockServer[] = [];
async function start(options: MockServerOptions = {}): Promise<MockServer> {
  const server = await startMockServer({ seed: 7, ...options });
  servers.push(server);
  return server;
}
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
});

const body = JSON.stringify({ sms_message: [message()] });
const head = (server: MockServer, lines: string[] = [], line = `POST ${PATH} HTTP/1.1`): string =>
  [line, `Host: ${new URL(server.url).host}`, ...lines, "", ""].join("\r\n");
const whole = (server: MockServer, path = PATH): string =>
  head(
    server,
    [
      "Content-Type: application/json",
      "X-Auth-Token: sandbox-token",
      `Content-Length: ${Buffer.byteLength(body)}`,
    ],
    `POST ${path} HTTP/1.1`,
  ) + body;

function open(server: MockServer): Socket {
  return connect(Number(new URL(server.url).port), "127.0.0.1");
}

/** Sends raw bytes; what came back until the connection was closed, and how it was closed. */
function raw(
  server: MockServer,
  text: string | Buffer,
  enough?: (seen: string) => boolean,
): Promise<{ text: string; error?: string }> {
  return new Promise((resolve) => {
    const socket = open(server);
    let seen = "";
    let error: string | undefined;
    socket.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (enough?.(seen) === true) socket.end();
    });
    socket.on("error", ({ code }: NodeJS.ErrnoException) => (error = code));
    socket.on("close", () => resolve({ text: seen, ...(error === undefined ? {} : { error }) }));
    socket.write(text);
  });
}

const complete = (seen: string): boolean => seen.includes("\r\n\r\n") && seen.endsWith("}");
const bodyOf = (text: string): unknown => JSON.parse(text.slice(text.indexOf("\r\n\r\n") + 4));
async function isUp(server: MockServer): Promise<boolean> {
  return (await fetch(`${server.url}/__sandbox/health`)).status === 200;
}

describe("the server", () => {
  it("serves a sandbox on a free port of this machine", async () => {
    const server = await start();
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    const headers = { "content-type": "application/json", "x-auth-token": "sandbox-token" };
    const response = await fetch(server.url + PATH, { method: "POST", headers, body });
    expect([response.status, response.headers.get("content-type")]).toEqual([200, "application/json"]);
    expectFits("SmsBatchResult", await response.json());
    expect(server.service.messages).toHaveLength(1);
  });

  it("serves a sandbox that exists already", async () => {
    const service = createMockService({ faults: [{ kind: "created" }] });
    const server = await start({ service });
    expect(server.service).toBe(service);
  });

  it("verifies signatures of what arrives on the wire", async () => {
    const server = await start();
    const send = async (sent: string): Promise<number> => {
      const url = server.url + PATH;
      const headers = signRequest(
        { method: "POST", url, headers: { "content-type": "application/json" }, body },
        sandboxCredentials,
      );
      delete headers["host"];
      return (await fetch(url, { method: "POST", headers, body: sent })).status;
    };
    expect(await send(body)).toBe(200);
    expect(await send(`${body} `)).toBe(401);
  });

  it("is steered from outside", async () => {
    const server = await start();
    const faults = `${server.url}/__sandbox/faults`;
    expect((await fetch(faults, { method: "POST", body: '{"kind":"throttle"}' })).status).toBe(200);
    expect(server.service.faults.pending).toHaveLength(1);
    expect((await fetch(faults, { method: "POST", body: '{"kind":"?"}' })).status).toBe(400);
    expect((await fetch(faults, { method: "DELETE" })).status).toBe(204);
    expect(server.service.faults.pending).toEqual([]);
  });

  it("serves HTTPS with a certificate of one's own, and verifies signatures there", async () => {
    const tls = selfSignedCertificate();
    const server = await start({ tls });
    expect(server.url).toMatch(/^https:/);
    const agent = new HttpsAgent({ ca: tls.cert });
    const sms = createSmsClient({
      baseUrl: server.url,
      projectId: "p1",
      credentials: sandboxCredentials,
      agent,
    });
    const text = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
    expect(await sms.send(text)).toMatchObject({ status: "accepted" });
    agent.destroy();
  });

  it("survives what is no TLS", async () => {
    const tls = selfSignedCertificate();
    const server = await start({ tls });
    await raw(server, whole(server));
    const answer = await new Promise<number | undefined>((resolve, reject) => {
      const url = `${server.url}/__sandbox/health`;
      get(url, { ca: tls.cert, agent: false }, ({ statusCode }) => resolve(statusCode)).on("error", reject);
    });
    expect(answer).toBe(200);
  });

  it("goes on when a connection cannot be taken", async () => {
    const listening = vi.spyOn(Server.prototype, "listen");
    const server = await start();
    const [listener] = listening.mock.contexts as Server[];
    listening.mockRestore();
    listener?.emit("error", Object.assign(new Error("accept ENFILE"), { code: "ENFILE", syscall: "accept" }));
    expect(await isUp(server)).toBe(true);
  });

  it("closes while a caller has not begun with TLS", async () => {
    const server = await startMockServer({ tls: selfSignedCertificate() });
    const socket = open(server);
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    // A record of TLS that announces more than follows.
    socket.write(Buffer.from("16030100c8010000c4", "hex"));
    // Another caller shows that the server has taken the first one.
    expect((await raw(server, "GARBAGE\r\n\r\n")).text).not.toContain("HTTP/1.1 200");
    await server.close();
    await closed;
  });

  it("refuses a certificate that is none", async () => {
    await expect(startMockServer({ tls: { cert: "x", key: "y" } })).rejects.toThrow("PEM");
  });

  it("refuses a port that is taken", async () => {
    const { url } = await start();
    await expect(startMockServer({ port: Number(new URL(url).port) })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });

  it("ends waiting connections when it is closed", async () => {
    const server = await start({ faults: [{ kind: "stall", when: "after" }] });
    const idle = raw(server, "");
    const halfway = raw(server, "POST / HT");
    const stalled = raw(server, whole(server));
    await expect.poll(() => server.service.messages.length).toBe(1);
    await server.close();
    for (const { text } of await Promise.all([idle, halfway, stalled])) expect(text).toBe("");
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });
});

describe("requests that are none", () => {
  it.each([
    ["garbage", "\x00\x01\x02 hello\r\n\r\n"],
    ["TLS", Buffer.from("16030100c8010000c4", "hex")],
    ["a broken header", `POST ${PATH} HTTP/1.1\r\nno colon here\r\n\r\n`],
    ["two lengths", `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n`],
  ])("answers %s with a gateway's 400 and lives on", async (_, text) => {
    const server = await start();
    const answer = await raw(server, text);
    expect(answer.text).toMatch(/^HTTP\/1\.1 400 /);
    expectFits("GatewayErrorBody", bodyOf(answer.text));
    expect(await isUp(server)).toBe(true);
  });

  it("answers TRACE as any other method that the path does not have", async () => {
    const server = await start();
    const answer = await raw(server, head(server, [], `TRACE ${PATH} HTTP/1.1`), complete);
    expect(answer.text).toMatch(/^HTTP\/1\.1 405 /);
    expect(answer.text).toMatch(/\r\nallow: POST\r\n/i);
    const [request] = server.service.requests;
    expect(request).toMatchObject({ method: "TRACE", status: 405 });
    expect(bodyOf(answer.text)).toMatchObject({ error_code: "APIGW.0101", request_id: request?.request_id });
  });

  it("answers a whole request before the garbage that follows it", async () => {
    const server = await start();
    const answers = (await raw(server, `${whole(server)}GARBAGE\r\n\r\n`)).text;
    expect(answers.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 400"]);
    expect(server.service.messages).toHaveLength(1);
  });

  it.each([
    ["an address that is none", "GET http://[ HTTP/1.1"],
    ["OPTIONS *", "OPTIONS * HTTP/1.1"],
  ])("answers %s with a gateway's 400", async (_, line) => {
    const server = await start();
    const answer = await raw(server, head(server, [], line), complete);
    expect(answer.text).toMatch(/^HTTP\/1\.1 400 /);
    expectFits("GatewayErrorBody", bodyOf(answer.text));
  });

  it("answers a Host that is none", async () => {
    const server = await start();
    const { text } = await raw(server, `GET / HTTP/1.1\r\nHost: a/b?c@d\r\n\r\n`, complete);
    expect(text).toMatch(/^HTTP\/1\.1 400 /);
  });

  it("takes an address in absolute form", async () => {
    const server = await start();
    const { text } = await raw(server, whole(server, `http://smn.example${PATH}`), complete);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("answers headers over 32 KB, and over what it can hold, with 494", async () => {
    const server = await start();
    for (const size of [40_000, 400_000]) {
      const { text } = await raw(server, head(server, [`X-A: ${"x".repeat(size)}`]), complete);
      expect(text).toMatch(/^HTTP\/1\.1 494 /);
    }
    expect(await isUp(server)).toBe(true);
  });

  it("cuts off a body over 16 MB, announced or not", async () => {
    const server = await start();
    const announced = await raw(server, head(server, ["Content-Length: 99999999"]), complete);
    expect(announced.text).toMatch(/^HTTP\/1\.1 413 /);
    expectFits("GatewayErrorBody", bodyOf(announced.text));
    const chunk = `100000\r\n${"x".repeat(0x100000)}\r\n`;
    const streamed = await raw(
      server,
      head(server, ["Transfer-Encoding: chunked"]) + chunk.repeat(17),
      complete,
    );
    expect(streamed.text).toMatch(/^HTTP\/1\.1 413 /);
    expect(await isUp(server)).toBe(true);
  });

  it("gives one answer to a body that turns out to be broken", async () => {
    const server = await start();
    const headers = [
      "Content-Type: application/json",
      "X-Auth-Token: sandbox-token",
      "Transfer-Encoding: chunked",
    ];
    const { text } = await raw(server, `${head(server, headers)}zz\r\n`);
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 400"]);
    const unread = await raw(
      server,
      `${head(server, ["Content-Length: 5"], "POST /unknown HTTP/1.1")}ab`,
      complete,
    );
    expect(unread.text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 404"]);
    expect(await isUp(server)).toBe(true);
  });

  it("answers the requests of a kept connection one after the other", async () => {
    const server = await start();
    const { text } = await raw(
      server,
      whole(server) + whole(server),
      (seen) => seen.split("message_id").length === 3,
    );
    expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200"]);
  });

  it("hangs up on an endless body", async () => {
    const server = await start();
    const socket = open(server);
    const closed = new Promise<void>((resolve) => socket.on("close", () => resolve()));
    socket.on("error", () => socket.destroy());
    socket.resume();
    socket.write(head(server, ["Transfer-Encoding: chunked"]));
    const chunk = Buffer.from(`100000\r\n${"x".repeat(0x100000)}\r\n`);
    const pour = (error?: Error | null): void => {
      // A reset socket reports errors before it counts as destroyed, so the error has to stop the loop.
      if (!error && !socket.destroyed) socket.write(chunk, pour);
    };
    pour();
    await closed;
    expect(await isUp(server)).toBe(true);
  });

  it("lives on when callers leave in the middle of head or body", async () => {
    const server = await start();
    for (const text of [
      "POST /v2",
      head(server, ["Content-Length: 100"]) + "half",
      head(server, ["Transfer-Encoding: chunked"]) + "5\r\nab",
    ]) {
      const socket = open(server);
      await new Promise<void>((resolve) => socket.write(text, () => resolve()));
      socket.resetAndDestroy();
    }
    await expect.poll(() => server.service.requests.length).toBe(2);
    expect(await isUp(server)).toBe(true);
    expect(server.service.messages).toEqual([]);
  });
});

describe("faults of the connection, on a connection", () => {
  it.each(["before", "after"] as const)("resets %s accepting", async (when) => {
    const server = await start({ faults: [{ kind: "reset", when }] });
    expect(await raw(server, whole(server))).toEqual({ text: "", error: "ECONNRESET" });
    expect(server.service.messages).toHaveLength(when === "after" ? 1 : 0);
    expect((await raw(server, whole(server), complete)).text).toMatch(/^HTTP\/1\.1 200 /);
  });

  it("resets before it has read the body", async () => {
    const server = await start({ faults: [{ kind: "reset", when: "before" }] });
    const { error } = await raw(server, head(server, ["Content-Length: 100"]));
    expect(error).toBe("ECONNRESET");
  });

  it.each(["before", "after"] as const)("cuts a body in the middle, %s accepting", async (when) => {
    const server = await start({ faults: [{ kind: "truncate", when }] });
    const { text } = await raw(server, whole(server));
    const announced = Number(/content-length: (\d+)/i.exec(text)![1]);
    const sent = text.slice(text.indexOf("\r\n\r\n") + 4);
    expect(text).toMatch(/^HTTP\/1\.1 200 /);
    expect(sent.length).toBe(Math.floor(announced / 2));
    expect(sent).toMatch(/^\{"request_id":"/);
    expect(server.service.messages).toHaveLength(when === "after" ? 1 : 0);
  });

  it.each(["before", "after"] as const)("never answers, %s accepting", async (when) => {
    const server = await start({ faults: [{ kind: "stall", when }] });
    const stalled = raw(server, whole(server));
    await expect.poll(() => server.service.requests[0]?.fault).toBe("stall");
    // Others are served meanwhile.
    expect((await raw(server, whole(server), complete)).text).toMatch(/^HTTP\/1\.1 200 /);
    await server.close();
    expect((await stalled).text).toBe("");
    expect(server.service.messages).toHaveLength(when === "after" ? 2 : 1);
  });

  it("gives up a late answer when the caller has gone", async () => {
    const server = await start({ faults: [{ kind: "latency", ms: 2 ** 31 - 1 }] });
    const socket = open(server);
    socket.on("error", () => socket.destroy());
    socket.write(whole(server));
    await expect.poll(() => server.service.messages.length).toBe(1);
    socket.destroy();
    await expect.poll(() => server.service.requests[0]?.status).toBe(200);
    expect(await isUp(server)).toBe(true);
  });
});
