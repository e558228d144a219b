import { Agent, get, globalAgent, type AgentOptions } from "node:http";
import https from "node:https";
import { Socket } from "node:net";
import { networkInterfaces } from "node:os";
import { inspect } from "node:util";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { createFetchTransport } from "../../src/base/fetchTransport.js";
import { createNodeTransport } from "../../src/http/nodeTransport.js";
import { LARGEST_ANSWER, TransportFailure, type Transport } from "../../src/base/wire.js";
import { selfSignedCertificate } from "./certificate.js";
import { runWithSources } from "./runWithSources.js";
import { countListeners, freePort, http, rawServer, wireRequest, type RawServerOptions } from "./support.js";

const OK = http(200, '{"request_id":"r","result":[]}');
const SHORT = 250;
let certificate: { key: string; cert: string };

beforeAll(() => {
  certificate = selfSignedCertificate();
});

async function failureOf(promise: Promise<unknown>): Promise<TransportFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  expect(failure).toBeInstanceOf(TransportFailure);
  return failure as TransportFailure;
}

const transports: [string, () => Transport][] = [
  ["node:http", () => createNodeTransport()],
  ["fetch", () => createFetchTransport()],
];

describe.each(transports)("%s", (name, create) => {
  describe("an answer", () => {
    it.each<[string, number, string, string]>([
      ["JSON", 200, OK, '{"request_id":"r","result":[]}'],
      ["201", 201, http(201, "{}"), "{}"],
      ["a page with 200", 200, http(200, "<html>", { "Content-Type": "text/html" }), "<html>"],
      ["a page with 502", 502, http(502, "<html>"), "<html>"],
      ["an empty 500", 500, http(500, ""), ""],
      [
        "an empty 500 of unknown length",
        500,
        "HTTP/1.1 500 X\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        "",
      ],
      ["a status of the gateway's own", 494, http(494, "{}"), "{}"],
      [
        "chunks",
        200,
        'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{"\r\n3\r\na":\r\n2\r\n1}\r\n0\r\n\r\n',
        '{"a":1}',
      ],
      ["no content", 204, "HTTP/1.1 204 No Content\r\n\r\n", ""],
      ["a body that ends with the connection", 200, "HTTP/1.1 200 OK\r\n\r\n{}", "{}"],
    ])("of %s comes whole", async (_name, status, bytes, text) => {
      const server = await rawServer({
        onRequest: ({ socket }) =>
          bytes.includes("Length") || bytes.includes("chunked") ? socket.write(bytes) : socket.end(bytes),
      });
      const response = await create()(wireRequest(server.url));
      expect([response.status, response.text]).toEqual([status, text]);
      expect(server.requests.length).toBe(1);
    });

    it("comes whole when its characters are torn apart", async () => {
      const body = Buffer.from('{"a":"码😀"}');
      const server = await rawServer({
        onRequest: ({ socket }) => {
          socket.setNoDelay(true);
          socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n`);
          const next = (at: number): void => {
            if (at >= body.length) return;
            socket.write(body.subarray(at, at + 1), () => setImmediate(next, at + 1));
          };
          next(0);
        },
      });
      expect((await create()(wireRequest(server.url))).text).toBe(body.toString());
    });

    it("larger than any usual one comes whole, whatever its characters", async () => {
      const body = `{"a":"${"x码é😀".repeat(40_000)}"}`;
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(http(200, body)) });
      const send = create();
      // Compared here: a difference of this size cannot be shown.
      for (let n = 0; n < 2; n++) expect((await send(wireRequest(server.url))).text === body).toBe(true);
    });

    it("that follows a longer one has nothing of it", async () => {
      const bodies = [`{"a":"${"码".repeat(1_000)}"}`, '{"b":"é"}', ""];
      const server = await rawServer({
        onRequest: ({ socket }, count) => socket.write(http(200, bodies[count - 1]!)),
      });
      const send = create();
      for (const body of bodies) expect((await send(wireRequest(server.url))).text).toBe(body);
    });

    it("keeps its text, however often it is read, while others come", async () => {
      const server = await rawServer({
        onRequest: ({ socket }, count) => socket.write(http(200, `{"n":"第${count}"}`)),
      });
      const send = create();
      const answers = await Promise.all([1, 2, 3].map(() => send(wireRequest(server.url))));
      const texts = answers.map(({ text }) => text);
      expect([...texts].sort()).toEqual(['{"n":"第1"}', '{"n":"第2"}', '{"n":"第3"}']);
      await send(wireRequest(server.url));
      expect(answers.map(({ text }) => text)).toEqual(texts);
    });

    it("gives the bytes of an answer and, as often as it is asked, its text without a byte order mark", async () => {
      const body = '\ufeff {"a":"码é😀"}';
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(http(200, body)) });
      const response = await create()(wireRequest(server.url));
      expect(Buffer.from(response.body).toString()).toBe(body);
      expect([response.text, response.text]).toEqual([body.slice(1), body.slice(1)]);
    });

    it("brings its headers", async () => {
      const server = await rawServer({
        onRequest: ({ socket }) =>
          socket.write(http(429, "{}", { "Retry-After": "3", "X-Request-Id": "r1" })),
      });
      const response = await create()(wireRequest(server.url));
      expect([
        response.headers.get("retry-after"),
        response.headers.get("x-request-id"),
        response.headers.get("date"),
      ]).toEqual(["3", "r1", undefined]);
      expect(Object.fromEntries(response.headers)).toMatchObject({
        "retry-after": "3",
        "x-request-id": "r1",
      });
    });

    it.each([301, 302, 303, 307, 308])(
      "%i to another place is not followed, and that place sees nothing",
      async (status) => {
        const other = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
        const server = await rawServer({
          onRequest: ({ socket }) => socket.write(http(status, "", { Location: other.url })),
        });
        const response = await create()(wireRequest(server.url));
        expect(response.status).toBe(status);
        expect([server.requests.length, other.connections]).toEqual([1, 0]);
      },
    );
  });

  describe("a request", () => {
    it("arrives as it was given, byte by byte", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      const body = new TextEncoder().encode('{"text":"码😀"}');
      await create()(
        wireRequest(`${server.url}v2/p/x?a=b%20c`, {
          body,
          headers: { "x-auth-token": "T", "X-Sdk-Date": "D" },
        }),
      );
      const [request] = server.requests;
      expect(request!.head).toMatch(/^POST \/v2\/p\/x\?a=b%20c HTTP\/1\.1\r\n/);
      expect(request!.head).toMatch(/^x-auth-token: T$/im);
      expect(request!.head).toMatch(/^x-sdk-date: D$/im);
      expect(request!.head).toMatch(new RegExp(`^content-length: ${body.length}$`, "im"));
      expect(request!.head).not.toMatch(/transfer-encoding/i);
      expect(request!.body).toBe('{"text":"码😀"}');
    });

    it("names the host that was signed", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      await create()(wireRequest(server.url, { headers: { host: `127.0.0.1:${server.port}` } }));
      expect(server.requests[0]!.head.match(/^host: .*$/gim)).toEqual([
        expect.stringMatching(`127.0.0.1:${server.port}$`),
      ]);
    });

    it("of method GET has no body", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      await create()(wireRequest(server.url, { method: "GET", body: undefined }));
      expect(server.requests[0]!.head).not.toMatch(/content-length: [1-9]|transfer-encoding/i);
    });

    it("with a header that HTTP cannot carry never leaves", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      const failure = await failureOf(
        (async () => create()(wireRequest(server.url, { headers: { "x-auth-token": "a\nb" } })))(),
      );
      expect(inspect(failure, { depth: 5 })).not.toContain("a\\nb");
      expect(server.requests.length).toBe(0);
    });
  });

  describe("nothing is proven, and one request arrives, when", () => {
    const stall = (): void => undefined;
    it.each<[string, RawServerOptions, TransportFailure["kind"], number]>([
      [
        "the connection is reset after the request",
        { onRequest: ({ socket }) => socket.resetAndDestroy() },
        "network",
        1,
      ],
      [
        "the connection is closed after the request",
        { onRequest: ({ socket }) => socket.end() },
        "network",
        1,
      ],
      [
        "the connection is reset while the request is read",
        { onFirstBytes: (socket) => socket.resetAndDestroy() },
        "network",
        -1,
      ],
      ["nothing answers", { onRequest: stall }, "timeout", 1],
      [
        "only headers come",
        { onRequest: ({ socket }) => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n") },
        "timeout",
        1,
      ],
      [
        "half the headers come",
        { onRequest: ({ socket }) => socket.write("HTTP/1.1 200 OK\r\nContent-") },
        "timeout",
        1,
      ],
      [
        "half the body comes, then silence",
        { onRequest: ({ socket }) => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"') },
        "timeout",
        1,
      ],
      [
        "the body is cut off",
        { onRequest: ({ socket }) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"') },
        "network",
        1,
      ],
      [
        "the body is reset",
        {
          onRequest: ({ socket }) =>
            socket.write('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"a"', () => socket.resetAndDestroy()),
        },
        "network",
        1,
      ],
      [
        "chunks are cut off",
        {
          onRequest: ({ socket }) =>
            socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\n{"a"\r\n'),
        },
        "network",
        1,
      ],
      [
        "chunks are cut off after a whole object",
        {
          onRequest: ({ socket }) =>
            socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n"),
        },
        "network",
        1,
      ],
      [
        "chunks are malformed",
        {
          onRequest: ({ socket }) =>
            socket.end("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n"),
        },
        "network",
        1,
      ],
      [
        "the answer is not HTTP",
        { onRequest: ({ socket }) => socket.end("220 smtp.example.com ESMTP\r\n") },
        "network",
        1,
      ],
      [
        "the headers are endless",
        { onRequest: ({ socket }) => socket.end(`HTTP/1.1 200 OK\r\nX: ${"x".repeat(200_000)}\r\n\r\n{}`) },
        "network",
        1,
      ],
      [
        "the protocol is switched",
        {
          onRequest: ({ socket }) =>
            socket.end("HTTP/1.1 101 Switching\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\n"),
        },
        "network",
        1,
      ],
    ])("%s", async (_name, options, kind, requests) => {
      const server = await rawServer(options);
      const failure = await failureOf(
        create()(wireRequest(server.url, { timeoutMs: kind === "timeout" ? SHORT : 10_000 })),
      );
      expect([failure.kind, failure.reached]).toEqual([kind, true]);
      if (requests !== -1) expect(server.requests.length).toBe(requests);
      expect(server.connections).toBe(1);
    });

    it("the answer is larger than any of this service", async () => {
      const server = await rawServer({
        onRequest: ({ socket }) => {
          socket.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n");
          const chunk = `${(1 << 20).toString(16)}\r\n${" ".repeat(1 << 20)}\r\n`;
          for (let size = 0; size <= LARGEST_ANSWER; size += 1 << 20) socket.write(chunk);
        },
      });
      const failure = await failureOf(create()(wireRequest(server.url)));
      expect([failure.kind, failure.reached, server.requests.length]).toEqual(["oversized", true, 1]);
    });

    it("plain HTTP is spoken to a TLS server", async () => {
      const server = await rawServer({ tls: certificate });
      const failure = await failureOf(create()(wireRequest(server.url.replace("https", "http"))));
      expect([failure.kind, failure.reached, server.requests.length]).toEqual(["network", true, 0]);
    });
  });

  it("sends nothing a second time when the connection is reset at once", async () => {
    // Whether the connection stood for a moment is a matter of luck; that nothing was read is not.
    const server = await rawServer({ onConnection: (socket) => socket.resetAndDestroy() });
    const failure = await failureOf(create()(wireRequest(server.url)));
    expect([failure.kind, server.connections, server.requests.length]).toEqual(["network", 1, 0]);
  });

  describe("it is proven that nothing arrived when", () => {
    it("the port is closed", async () => {
      const failure = await failureOf(create()(wireRequest(`http://127.0.0.1:${await freePort()}/`)));
      expect([failure.kind, failure.reached]).toEqual(["network", false]);
      expect(failure.cause).toMatchObject({ code: "ECONNREFUSED" });
    });

    it("the port is closed at every address of the name", async () => {
      const failure = await failureOf(create()(wireRequest(`http://localhost:${await freePort()}/`)));
      expect([failure.kind, failure.reached]).toEqual(["network", false]);
    });

    it("there is no such name", async () => {
      const failure = await failureOf(create()(wireRequest("http://smn.example.invalid/")));
      expect([failure.kind, failure.reached]).toEqual(["network", false]);
    });

    it("the certificate is not trusted", async () => {
      const server = await rawServer({ tls: certificate, onRequest: ({ socket }) => socket.write(OK) });
      const failure = await failureOf(create()(wireRequest(server.url)));
      expect([failure.kind, failure.reached, server.requests.length]).toEqual(["network", false, 0]);
      expect(failure.cause).toMatchObject({ code: "DEPTH_ZERO_SELF_SIGNED_CERT" });
    });

    it("a server without TLS answers, unless the transport cannot tell that from bytes in a later answer", async () => {
      const server = await rawServer({ onFirstBytes: (socket) => socket.end(http(400, "")) });
      const failure = await failureOf(create()(wireRequest(server.url.replace("http", "https"))));
      const isKnown = name !== "fetch";
      expect([failure.kind, failure.reached, server.requests.length]).toEqual(["network", !isKnown, 0]);
    });

    it("it was aborted before", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      const failure = await failureOf(create()(wireRequest(server.url, { signal: AbortSignal.abort() })));
      expect([failure.kind, failure.reached, server.connections]).toEqual(["aborted", false, 0]);
    });
  });

  describe("an abort", () => {
    it("while the answer is awaited proves nothing", async () => {
      const controller = new AbortController();
      const server = await rawServer({ onRequest: () => controller.abort() });
      const failure = await failureOf(create()(wireRequest(server.url, { signal: controller.signal })));
      expect([failure.kind, failure.reached, server.requests.length]).toEqual(["aborted", true, 1]);
    });

    it("while the answer is read proves nothing", async () => {
      const controller = new AbortController();
      const server = await rawServer({
        onRequest: ({ socket }) =>
          socket.write("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{", () =>
            setTimeout(() => controller.abort(), 20),
          ),
      });
      const failure = await failureOf(create()(wireRequest(server.url, { signal: controller.signal })));
      expect([failure.kind, failure.reached]).toEqual(["aborted", true]);
    });

    it("after the answer changes nothing, and breaks nothing later", async () => {
      const controller = new AbortController();
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      const transport = create();
      const first = await transport(wireRequest(server.url, { signal: controller.signal }));
      controller.abort();
      expect([first.status, (await transport(wireRequest(server.url))).status]).toEqual([200, 200]);
    });

    it("leaves no listener on its signal, however the request ended", async () => {
      const server = await rawServer({
        onRequest: ({ socket }, count) => (count === 1 ? socket.write(OK) : socket.resetAndDestroy()),
      });
      const { signal } = new AbortController();
      const counted = countListeners(signal);
      const transport = create();
      await transport(wireRequest(server.url, { signal }));
      expect(counted()).toBe(0);
      await failureOf(transport(wireRequest(server.url, { signal })));
      expect(counted()).toBe(0);
    });

    it("does not show its reason, which is the caller's", async () => {
      const controller = new AbortController();
      const server = await rawServer({ onRequest: () => controller.abort(new Error("SECRET")) });
      const failure = await failureOf(create()(wireRequest(server.url, { signal: controller.signal })));
      expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain("SECRET");
    });
  });

  describe("connections", () => {
    it("are kept and used again", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
      const transport = create();
      for (let i = 0; i < 5; i++) await transport(wireRequest(server.url));
      expect(server.requests.length).toBe(5);
      expect(server.connections).toBeLessThan(name === "fetch" ? 4 : 2);
    });

    it("that the server closed while they were idle are not used again", async () => {
      let closed: Promise<unknown> = Promise.resolve();
      const server = await rawServer({
        onRequest: ({ socket }) => {
          closed = new Promise((resolve) => socket.on("close", resolve));
          socket.write(OK, () => setTimeout(() => socket.end(), 10));
        },
      });
      const transport = create();
      for (let i = 0; i < 5; i++) {
        expect((await transport(wireRequest(server.url))).status).toBe(200);
        await closed;
      }
      expect([server.requests.length, server.connections]).toEqual([5, 5]);
    });

    it("that the server closes right after its answer, unannounced, are not used again", async () => {
      const server = await rawServer({ onRequest: ({ socket }) => socket.end(http(200, "{}")) });
      const transport = create();
      for (let i = 0; i < 20; i++) expect((await transport(wireRequest(server.url))).status).toBe(200);
      expect([server.requests.length, server.connections]).toEqual([20, 20]);
    });

    it("that are announced to be closed are not used again", async () => {
      const server = await rawServer({
        onRequest: ({ socket }) => socket.end(http(200, "{}", { Connection: "close" })),
      });
      const transport = create();
      for (let i = 0; i < 20; i++) expect((await transport(wireRequest(server.url))).status).toBe(200);
      expect(server.requests.length).toBe(20);
    });

    it.each(loopbacks())("go to %s", async (host) => {
      const server = await rawServer({ host, onRequest: ({ socket }) => socket.write(OK) });
      expect((await create()(wireRequest(server.url))).status).toBe(200);
    });

    it("find the listener of a name with several addresses", async () => {
      const server = await rawServer({ host: "127.0.0.1", onRequest: ({ socket }) => socket.write(OK) });
      const response = await create()(wireRequest(`http://localhost:${server.port}/`));
      expect([response.status, server.requests.length]).toEqual([200, 1]);
    });

    it("hold many requests at once, each with its own answer", async () => {
      const server = await rawServer({
        onRequest: ({ socket, body }) => setTimeout(() => socket.write(http(200, body)), 5),
      });
      const transport = create();
      const texts = Array.from({ length: 30 }, (_, i) => `{"i":${i}}`);
      const answers = await Promise.all(
        texts.map((text) => transport(wireRequest(server.url, { body: new TextEncoder().encode(text) }))),
      );
      expect(answers.map(({ text }) => text)).toEqual(texts);
      expect(server.requests.length).toBe(30);
    });
  });

  it("tells nothing of the request in a failure", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.resetAndDestroy() });
    const failure = await failureOf(
      create()(
        wireRequest(server.url, {
          headers: { "x-auth-token": "SECRET" },
          body: new TextEncoder().encode("482913"),
        }),
      ),
    );
    const shown = inspect(failure, { depth: 10, showHidden: true });
    expect(shown).not.toMatch(/SECRET|482913/);
    expect(shown).toMatch(/UND_ERR_SOCKET|ECONNRESET/);
  });
});

/** The loopback addresses that this machine has. */
function loopbacks(): string[] {
  const addresses = Object.values(networkInterfaces()).flatMap((list) =>
    (list ?? []).map(({ address }) => address),
  );
  return ["127.0.0.1", ...(addresses.includes("::1") ? ["::1"] : [])];
}

describe("node:http only", () => {
  it("proves that nothing arrived when the TLS handshake never ends", async () => {
    const server = await rawServer();
    const failure = await failureOf(
      createNodeTransport()(wireRequest(server.url.replace("http", "https"), { timeoutMs: SHORT })),
    );
    expect([failure.kind, failure.reached, server.requests.length]).toEqual(["timeout", false, 0]);
  });

  it("speaks TLS with an agent that trusts the certificate", async () => {
    const server = await rawServer({ tls: certificate, onRequest: ({ socket }) => socket.write(OK) });
    const agent = new https.Agent({ ca: certificate.cert, keepAlive: true });
    onTestFinished(() => agent.destroy());
    const transport = createNodeTransport({ agent });
    expect((await transport(wireRequest(server.url))).status).toBe(200);
    expect((await transport(wireRequest(server.url.replace("127.0.0.1", "localhost")))).status).toBe(200);
    expect(server.requests.length).toBe(2);
  });

  it("proves nothing when a TLS connection breaks after the handshake", async () => {
    const server = await rawServer({ tls: certificate, onRequest: ({ socket }) => socket.destroy() });
    const agent = new https.Agent({ ca: certificate.cert });
    const failure = await failureOf(createNodeTransport({ agent })(wireRequest(server.url)));
    expect([failure.kind, failure.reached, server.requests.length]).toEqual(["network", true, 1]);
  });

  it("refuses to send a malformed header, and proves it", async () => {
    const failure = await failureOf(
      createNodeTransport()(wireRequest("http://127.0.0.1:1/", { headers: { "x-auth-token": "a\nb" } })),
    );
    expect([failure.kind, failure.reached]).toEqual(["network", false]);
  });

  it.each(["stall", "destroy"])(
    "proves nothing over a socket that takes a request without connecting: %s",
    async (kind) => {
      class Taking extends Socket {
        override connecting = true;
        taken = "";
        override write(chunk: unknown): boolean {
          this.taken += String(chunk);
          if (kind === "destroy") setImmediate(() => this.destroy(new TypeError("Failed to fetch")));
          return true;
        }
      }
      const socket = new Taking();
      const agent = new Agent();
      agent.createConnection = () => socket;
      const failure = await failureOf(
        createNodeTransport({ agent })(wireRequest("http://127.0.0.1:1/", { timeoutMs: SHORT })),
      );
      expect(socket.taken).toContain("POST / HTTP/1.1");
      expect([failure.kind, failure.reached]).toEqual([kind === "stall" ? "timeout" : "network", true]);
    },
  );

  /** As agents do that hand on what a proxy says: there is only something to read. */
  function agentThatSays(text: string): Agent {
    const agent = new Agent();
    agent.createConnection = () => {
      const socket = new Socket({ writable: false });
      setImmediate(() => {
        socket.push(text);
        socket.push(null);
      });
      return socket;
    };
    return agent;
  }

  it("takes what comes by a socket without a connection for a proxy's refusal", async () => {
    const agent = agentThatSays(http(407, "<html>", { "Content-Type": "text/html" }));
    const request = wireRequest("http://127.0.0.1:1/", { timeoutMs: 10_000 });
    const { status, text, refusedTunnel } = await createNodeTransport({ agent })(request);
    expect([status, text, refusedTunnel]).toEqual([407, "<html>", true]);
  });

  it("sends nothing over a socket without a connection", async () => {
    const agent = agentThatSays("garbage\r\n\r\n");
    const failure = await failureOf(createNodeTransport({ agent })(wireRequest("http://127.0.0.1:1/")));
    expect([failure.kind, failure.reached]).toEqual(["network", false]);
  });

  it("proves nothing over a socket that takes a request without a connection", async () => {
    const agent = new Agent();
    agent.createConnection = () => {
      const socket = new Socket();
      socket.write = (_chunk: unknown, ...given: unknown[]) => {
        const done = given.find((one) => typeof one === "function") as (() => void) | undefined;
        setImmediate(() => done?.());
        return true;
      };
      return socket;
    };
    const request = wireRequest("http://127.0.0.1:1/", { timeoutMs: SHORT });
    const failure = await failureOf(createNodeTransport({ agent })(request));
    expect([failure.kind, failure.reached]).toEqual(["timeout", true]);
  });

  it("reads the status of a refused tunnel from the error of an agent", async () => {
    const agent = new Agent();
    agent.createConnection = (_options, done) => {
      setImmediate(() => done?.(new Error("Bad response: 407"), undefined as never));
      return undefined;
    };
    const { signal } = new AbortController();
    const counted = countListeners(signal);
    const { status, refusedTunnel } = await createNodeTransport({ agent })(
      wireRequest("http://127.0.0.1:1/", { signal }),
    );
    expect([status, refusedTunnel, counted()]).toEqual([407, true, 0]);
  });

  it("sends nothing when it is aborted while idle connections are looked at", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
    const transport = createNodeTransport();
    await transport(wireRequest(server.url));
    const controller = new AbortController();
    const failing = failureOf(transport(wireRequest(server.url, { signal: controller.signal })));
    controller.abort();
    const failure = await failing;
    expect([failure.kind, failure.reached, server.requests.length]).toEqual(["aborted", false, 1]);
  });

  it("proves nothing by the words of a refused tunnel over a socket of somebody else's", async () => {
    class Taking extends Socket {
      override connecting = true;
      override write(): boolean {
        setImmediate(() => this.destroy(new Error("Bad response: 407")));
        return true;
      }
    }
    const agent = new Agent();
    agent.createConnection = () => new Taking();
    const failure = await failureOf(createNodeTransport({ agent })(wireRequest("http://127.0.0.1:1/")));
    expect([failure.kind, failure.reached]).toEqual(["network", true]);
  });

  it("knows whether an answer is the first one on its connection", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
    const agent = new Agent({ keepAlive: true });
    onTestFinished(() => agent.destroy());
    const transport = createNodeTransport({ agent });
    expect((await transport(wireRequest(server.url))).earlier.isFresh).toBe(true);
    // By another way the connection may have answered before, and nobody here has seen it.
    const other = new Agent({ keepAlive: true });
    onTestFinished(() => other.destroy());
    await new Promise<void>((resolve) =>
      get(server.url, { agent: other }, (answer) => answer.resume().on("end", resolve)),
    );
    await new Promise((resolve) => setImmediate(resolve));
    const response = await createNodeTransport({ agent: other })(wireRequest(server.url));
    expect([response.earlier.isFresh, server.connections]).toEqual([false, 2]);
  });

  it("takes as many bytes as are wanted, and no more", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(http(200, "12345")) });
    const transport = createNodeTransport();
    expect((await transport(wireRequest(server.url, { maxBytes: 5 }))).text).toBe("12345");
    const failure = await failureOf(transport(wireRequest(server.url, { maxBytes: 4 })));
    expect([failure.kind, failure.reached]).toEqual(["oversized", true]);
  });

  it("brings headers that came several times as one", async () => {
    const answer = "HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nSet-Cookie: b\r\nContent-Length: 0\r\n\r\n";
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(answer) });
    const { headers } = await createNodeTransport()(wireRequest(server.url));
    expect(headers.get("set-cookie")).toBe("a, b");
  });

  it("names what cut an answer off", async () => {
    const server = await rawServer({
      onRequest: ({ socket }) => socket.end("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{"),
    });
    const failure = await failureOf(createNodeTransport()(wireRequest(server.url)));
    expect(failure.cause).toMatchObject({ code: "ECONNRESET" });
  });

  it("gives its agents the proxies that Node was told of", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
    const { options } = globalAgent as unknown as { options: { proxyEnv?: unknown } };
    const made: unknown[] = [];
    class Seen extends Agent {
      constructor(given?: AgentOptions) {
        super(given);
        made.push(given);
      }
    }
    const node = process.getBuiltinModule("node:http");
    const own = node.Agent;
    onTestFinished(() => {
      node.Agent = own;
      delete options.proxyEnv;
    });
    node.Agent = Seen;
    await createNodeTransport()(wireRequest(server.url));
    options.proxyEnv = {};
    await createNodeTransport()(wireRequest(server.url));
    expect(made).toEqual([
      { keepAlive: true, timeout: 4_000 },
      { keepAlive: true, timeout: 4_000, proxyEnv: {} },
    ]);
    expect(made[0]).not.toHaveProperty("proxyEnv");
  });

  it("keeps no process alive by idle connections or timers", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(OK) });
    const script = `
      import { createNodeTransport } from "src/http/nodeTransport.ts";
      const request = { method: "POST", url: ${JSON.stringify(server.url)}, headers: {}, timeoutMs: 10000 };
      const { status } = await createNodeTransport()(request);
      process.stdout.write(String(status));
      // Does not keep the process alive itself: it fires only when something else does.
      setTimeout(() => process.exit(1), 2000).unref();`;
    expect(await runWithSources(script)).toEqual({ code: 0, output: "200" });
  });
});

describe("a fetch of the caller's", () => {
  const url = "https://sms.example/";

  it("is given the address as a string, redirects off, and a signal", async () => {
    const calls: [string, RequestInit][] = [];
    await createFetchTransport(async (...given) => {
      calls.push(given);
      return new Response("{}");
    })(wireRequest(url, { headers: { host: "sms.example", a: "b" } }));
    expect(calls).toMatchObject([[url, { method: "POST", redirect: "manual", headers: { a: "b" } }]]);
    expect(calls[0]![1].signal).toBeInstanceOf(AbortSignal);
    expect(calls[0]![1].headers).not.toHaveProperty("host");
  });

  it("tells of a proxy that refused a tunnel", async () => {
    const cause = Object.assign(new Error("Proxy response (502) !== 200 when HTTP Tunneling"), {
      code: "UND_ERR_ABORTED",
    });
    const fetch = (): Promise<never> => Promise.reject(new TypeError("fetch failed", { cause }));
    const { status, refusedTunnel } = await createFetchTransport(fetch)(wireRequest(url));
    expect([status, refusedTunnel]).toEqual([502, true]);
  });

  it("that fails with the words of an agent has proven nothing", async () => {
    const fetch = (): Promise<never> => Promise.reject(new Error("Bad response: 407"));
    const failure = await failureOf(createFetchTransport(fetch)(wireRequest(url)));
    expect([failure.kind, failure.reached]).toEqual(["network", true]);
  });

  it("is given no body where there is none", async () => {
    const calls: RequestInit[] = [];
    const fetch = async (_url: string, init: RequestInit): Promise<Response> => {
      calls.push(init);
      return new Response("{}");
    };
    await createFetchTransport(fetch)(wireRequest(url, { method: "GET", body: undefined }));
    expect(calls[0]).not.toHaveProperty("body");
  });

  it("may bring as many bytes as are wanted, and no more", async () => {
    const transport = createFetchTransport(async () => new Response("12345"));
    expect((await transport(wireRequest(url, { maxBytes: 5 }))).text).toBe("12345");
    const failure = await failureOf(transport(wireRequest(url, { maxBytes: 4 })));
    expect([failure.kind, failure.reached]).toEqual(["oversized", true]);
  });

  it("that knows no signal is not waited for past the timeout", async () => {
    const failure = await failureOf(
      createFetchTransport(() => new Promise(() => undefined))(wireRequest(url, { timeoutMs: 20 })),
    );
    expect([failure.kind, failure.reached]).toEqual(["timeout", true]);
  });

  it("that knows no signal is not waited for after an abort", async () => {
    const controller = new AbortController();
    const fetch = (): Promise<never> => new Promise(() => queueMicrotask(() => controller.abort()));
    const failure = await failureOf(
      createFetchTransport(fetch)(wireRequest(url, { signal: controller.signal })),
    );
    expect([failure.kind, failure.reached]).toEqual(["aborted", true]);
  });

  it("that followed a redirect has proven nothing", async () => {
    const followed = new Response("{}", { status: 200 });
    Object.defineProperty(followed, "redirected", { value: true });
    const failure = await failureOf(createFetchTransport(async () => followed)(wireRequest(url)));
    expect([failure.kind, failure.reached]).toEqual(["redirected", true]);
  });

  it("that hides redirects, as browsers do, is understood", async () => {
    const opaque = Response.json({});
    Object.defineProperty(opaque, "type", { value: "opaqueredirect" });
    expect((await createFetchTransport(async () => opaque)(wireRequest(url))).status).toBe(300);
  });

  it.each<[string, unknown]>([
    [
      "an error with headers",
      Object.assign(new Error("SECRET"), { config: { headers: { "x-auth-token": "SECRET" } } }),
    ],
    ["a string", "SECRET"],
    ["undefined", undefined],
    ["an object", { code: "ECONNREFUSED", token: "SECRET" }],
  ])("that throws %s proves nothing and shows nothing", async (_name, thrown) => {
    const failure = await failureOf(
      createFetchTransport(async () => Promise.reject(thrown))(wireRequest(url)),
    );
    expect([failure.kind, failure.reached]).toEqual(["network", true]);
    expect(inspect(failure, { depth: 10, showHidden: true })).not.toContain("SECRET");
  });

  it("that gives something else than a Response proves nothing", async () => {
    const failure = await failureOf(createFetchTransport(async () => undefined as never)(wireRequest(url)));
    expect([failure.kind, failure.reached]).toEqual(["network", true]);
  });

  it("is looked up at each request where it is the global one", async () => {
    const transport = createFetchTransport();
    const original = globalThis.fetch;
    onTestFinished(() => void (globalThis.fetch = original));
    globalThis.fetch = async () => new Response('{"replaced":true}');
    expect((await transport(wireRequest(url))).text).toBe('{"replaced":true}');
  });
});
