import {
  createServer,
  request as httpRequest,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from "node:http";
import {
  connect as connectHttp2,
  createServer as createHttp2Server,
  type ClientHttp2Stream,
} from "node:http2";
import { connect, type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import {
  createPushReceiver,
  type PushReceiver,
  type PushReceiverOptions,
} from "../../src/push/createPushReceiver.js";
import type { PushEvent } from "../../src/push/pushEvent.js";
import type { NodeRequest } from "../../src/push/readBody.js";
import { SmnError } from "../../src/base/errors.js";
import { changed, genuine, manualClock, NOW, signer, STATUS_EVENT, TOPIC, webhook } from "./support.js";

function receiverOf(options: Partial<PushReceiverOptions> = {}): {
  receiver: PushReceiver;
  events: PushEvent[];
  errors: [error: unknown, status: number][];
} {
  const events: PushEvent[] = [];
  const errors: [unknown, number][] = [];
  const receiver = createPushReceiver({
    topicUrns: [TOPIC],
    fetchCertificate: signer.fetchCertificate,
    clock: manualClock(),
    onEvent: (event) => events.push(event),
    onError: (...told) => errors.push(told),
    ...options,
  });
  return { receiver, events, errors };
}

interface Answer {
  status: number;
  text: string;
  headers: Headers;
}
type Post = (body: string | Uint8Array<ArrayBuffer>, method?: string) => Promise<Answer>;

/** Both doors, so that every test runs through each of them. */
const doors: [name: string, open: (receiver: PushReceiver) => Promise<Post>][] = [
  [
    "fetch",
    async (receiver) =>
      async (body, method = "POST") => {
        const hasBody = method !== "GET" && method !== "HEAD";
        const request = new Request("https://me.test/push", { method, ...(hasBody ? { body } : {}) });
        return read(await receiver.fetch(request));
      },
  ],
  [
    "node:http",
    async (receiver) => {
      const url = await listen(listenerOf(receiver));
      return async (body, method = "POST") => {
        const hasBody = method !== "GET" && method !== "HEAD";
        return read(await fetch(url, { method, ...(hasBody ? { body } : {}) }));
      };
    },
  ],
];

function listenerOf(receiver: PushReceiver): RequestListener {
  return (request, response) => void receiver.node(request, response);
}

async function read(response: Response): Promise<Answer> {
  return { status: response.status, text: await response.text(), headers: response.headers };
}

async function listen(listener: RequestListener): Promise<string> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/push`;
}

describe.each(doors)("a receiver behind %s", (_, open) => {
  it("hands over what is genuine and answers 200", async () => {
    const { receiver, events, errors } = receiverOf();
    const post = await open(receiver);
    expect(await post(genuine())).toMatchObject({ status: 200, text: "ok\n" });
    expect(await post(Buffer.from(genuine()))).toMatchObject({ status: 200 });
    expect(events).toMatchObject([{ kind: "status", event: { mobile: "13800000001" } }, { kind: "status" }]);
    expect(errors).toEqual([]);
  });

  it("judges the published push messages", async () => {
    const { receiver, events } = receiverOf({
      topicUrns: [webhook.topicUrn],
      fetchCertificate: async () => webhook.certificatePem,
    });
    const post = await open(receiver);
    const statuses: number[] = [];
    for (const { body } of webhook.vectors) statuses.push((await post(body)).status);
    expect(statuses).toEqual([200, 200, 200, 403, 403, 403]);
    expect(events).toHaveLength(3);
  });

  it("answers 403 to what is forged, in words that say nothing of it", async () => {
    const { receiver, events, errors } = receiverOf();
    const post = await open(receiver);
    const forgeries = [
      changed({ message: "13800000001" }),
      changed({ topic_urn: `${TOPIC}2` }),
      changed({ signing_cert_url: "https://evil.test/smn/SMN_x.pem" }),
      changed({ signature: "13800000001" }),
    ];
    for (const body of forgeries)
      expect(await post(body)).toMatchObject({ status: 403, text: "not a genuine push message\n" });
    expect(events).toEqual([]);
    expect(errors.map(([error, status]) => [error instanceof SmnError && error.code, status])).toEqual(
      forgeries.map(() => ["auth", 403]),
    );
  });

  it("answers 400 to what is no push message", async () => {
    const { receiver, events } = receiverOf();
    const post = await open(receiver);
    for (const body of ["", "13800000001", "{}", "[]", "{", new Uint8Array([0xff])])
      expect(await post(body)).toMatchObject({ status: 400, text: "not a push message\n" });
    expect(events).toEqual([]);
  });

  it("answers 405 to other methods", async () => {
    const { receiver, events, errors } = receiverOf();
    const post = await open(receiver);
    for (const method of ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"]) {
      const answer = await post(genuine(), method);
      expect([answer.status, answer.headers.get("allow")]).toEqual([405, "POST"]);
    }
    expect([events, errors]).toEqual([[], []]);
  });

  it("answers 413 to what is too large, and goes on", async () => {
    const { receiver, events, errors } = receiverOf();
    const post = await open(receiver);
    for (const size of [256 * 1024 + 1, 1024 * 1024])
      expect(await post("x".repeat(size))).toMatchObject({ status: 413 });
    const largest = genuine("x".repeat(256 * 1024 - 1 - genuine("").length));
    expect(await post(largest)).toMatchObject({ status: 200 });
    expect(events).toHaveLength(1);
    const tooLarge = [expect.any(SmnError), 413];
    expect(errors).toEqual([tooLarge, tooLarge]);
    expect(String(errors[0]?.[0])).toContain("answered 413");
  });

  it("answers 503 when the certificate cannot be fetched", async () => {
    const { receiver, events, errors } = receiverOf({
      fetchCertificate: () => Promise.reject(new Error("down")),
    });
    expect(await (await open(receiver))(genuine())).toMatchObject({ status: 503 });
    expect(events).toEqual([]);
    expect(errors).toMatchObject([[{ code: "network" }, 503]]);
  });

  it("answers 500 when onEvent fails, at once or later, and tells what it threw", async () => {
    const thrown = new Error("the database is down");
    const failing: (() => unknown)[] = [
      () => {
        throw thrown;
      },
      () => Promise.reject(thrown),
      () => Promise.reject(new SmnError("mine", { code: "auth", sent: "no" })),
    ];
    for (const onEvent of failing) {
      const { receiver, errors } = receiverOf({ onEvent });
      expect(await (await open(receiver))(genuine())).toMatchObject({
        status: 500,
        text: expect.any(String) as string,
      });
      expect(errors).toHaveLength(1);
      expect(errors[0]?.[1]).toBe(500);
    }
    const { receiver, errors } = receiverOf({ onEvent: () => Promise.reject(thrown) });
    await (
      await open(receiver)
    )(genuine());
    expect(errors).toEqual([[thrown, 500]]);
  });

  it("answers 200 only when onEvent has returned", async () => {
    let finish = (): void => undefined;
    const onEvent = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const { receiver } = receiverOf({ onEvent });
    let isAnswered = false;
    const answer = (await open(receiver))(genuine()).finally(() => (isAnswered = true));
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalled());
    expect(isAnswered).toBe(false);
    finish();
    expect(await answer).toMatchObject({ status: 200 });
  });

  it("answers 503 when onEvent takes too long", async () => {
    const { receiver, errors } = receiverOf({ onEvent: () => new Promise(() => undefined), timeoutMs: 20 });
    expect(await (await open(receiver))(genuine())).toMatchObject({ status: 503 });
    expect(errors).toMatchObject([[{ code: "timeout" }, 503]]);
  });

  it("lets a repetition wait for the work that is under way", async () => {
    let finish = (): void => undefined;
    const onEvent = vi.fn(() => new Promise<void>((resolve) => (finish = resolve)));
    const now = vi.fn(() => NOW);
    const post = await open(receiverOf({ onEvent, clock: { ...manualClock(), now } }).receiver);
    const body = genuine();
    const first = post(body);
    await vi.waitFor(() => expect(onEvent).toHaveBeenCalledTimes(1));
    const asked = now.mock.calls.length;
    const second = post(body);
    // For the time of the push, of the kept certificate, and of its term: nothing is waited for after that.
    await vi.waitFor(() => expect(now).toHaveBeenCalledTimes(asked + 3));
    finish();
    expect([(await first).status, (await second).status]).toEqual([200, 200]);
    expect(onEvent).toHaveBeenCalledTimes(1);
    onEvent.mockResolvedValue(undefined);
    expect(await post(body)).toMatchObject({ status: 200 });
    expect(onEvent).toHaveBeenCalledTimes(2);
  });

  it("answers the same when onError throws", async () => {
    const onError = (): void => {
      throw new Error("broken logger");
    };
    const { receiver } = receiverOf({ onError });
    expect(await (await open(receiver))("{}")).toMatchObject({ status: 400 });
  });

  it("lives on when onError fails later", async () => {
    const rejections: unknown[] = [];
    const onRejection = (reason: unknown): void => void rejections.push(reason);
    process.on("unhandledRejection", onRejection);
    onTestFinished(() => void process.off("unhandledRejection", onRejection));
    const { receiver } = receiverOf({ onError: () => Promise.reject(new Error("broken logger")) as never });
    expect(await (await open(receiver))("{}")).toMatchObject({ status: 400 });
    await new Promise((resolve) => setImmediate(resolve));
    expect(rejections).toEqual([]);
  });
});

describe("a receiver behind fetch", () => {
  const requestOf = (body: ReadableStream | string, headers: Record<string, string> = {}): Request =>
    new Request("https://me.test/push", { method: "POST", body, headers, duplex: "half" } as RequestInit);

  it("reads no more of an endless body than a push message can have", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    expect((await receiverOf().receiver.fetch(requestOf(endless))).status).toBe(413);
    expect(pulled).toBeLessThan(10);
  });

  it("does not wait for the end of endless empty pieces", async () => {
    let pulled = 0;
    const endless = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        if (pulled > 600_000) controller.close();
        else controller.enqueue(new Uint8Array(0));
      },
    });
    expect((await receiverOf({ timeoutMs: 60_000 }).receiver.fetch(requestOf(endless))).status).toBe(413);
  });

  it("answers 503 to a body that breaks off, so that the service tries again", async () => {
    const broken = new ReadableStream({ start: (controller) => controller.error(new Error("13800000001")) });
    const { receiver, errors } = receiverOf();
    expect((await receiver.fetch(requestOf(broken))).status).toBe(503);
    expect(errors).toMatchObject([[{ code: "network", sent: "no" }, 503]]);
    expect(String(errors[0]?.[0])).not.toContain("13800000001");
  });

  it.each<[string, (request: Request) => unknown]>([
    ["read", (request) => request.text()],
    ["taken by a reader", (request) => request.body?.getReader()],
  ])("answers 500 to a body that was %s before, and says what to do", async (_, take) => {
    const used = requestOf(genuine());
    await take(used);
    const { receiver, events, errors } = receiverOf();
    expect((await receiver.fetch(used)).status).toBe(500);
    expect(errors).toMatchObject([[{ code: "validation", sent: "no" }, 500]]);
    expect(String(errors[0]?.[0])).toMatch(/read before.*new Request/);
    expect(events).toEqual([]);
  });

  it.each<[string, RequestInit]>([
    ["nothing", {}],
    ["an empty text in place of a longer one", { body: "", headers: { "content-length": "9" } }],
    ["undefined as text", { body: "undefined" }],
    ["an object as text", { body: "[object Object]" }],
  ])("answers 500 to an app that passes on %s", async (_, init) => {
    const { receiver, events, errors } = receiverOf();
    const status = (await receiver.fetch(new Request("https://me.test/push", { method: "POST", ...init })))
      .status;
    expect(status).toBe(500);
    expect(String(errors[0]?.[0])).toMatch(/new Request/);
    expect(events).toEqual([]);
  });

  it("answers 400 to a sender without a body", async () => {
    const headers = { "content-length": "0" };
    const request = new Request("https://me.test/push", { method: "POST", headers });
    expect((await receiverOf().receiver.fetch(request)).status).toBe(400);
  });

  it("answers 503 to a body that does not end", async () => {
    const hanging = new ReadableStream({ pull: () => new Promise(() => undefined) });
    const { receiver } = receiverOf({ timeoutMs: 20 });
    expect((await receiver.fetch(requestOf(hanging))).status).toBe(503);
  });
});

describe("a receiver behind node:http", () => {
  const collect = async (request: IncomingMessage): Promise<Buffer> => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    return Buffer.concat(chunks);
  };

  it.each<[string, (body: Buffer) => unknown]>([
    ["an object", (body) => JSON.parse(body.toString()) as unknown],
    ["a text", (body) => body.toString()],
    ["bytes", (body) => body],
  ])("takes the body that a framework has read: %s", async (_, parse) => {
    const { receiver, events } = receiverOf();
    const url = await listen((request: NodeRequest, response) => {
      void collect(request).then((body) => {
        request.body = parse(body);
        void receiver.node(request, response);
      });
    });
    expect((await fetch(url, { method: "POST", body: genuine() })).status).toBe(200);
    expect((await fetch(url, { method: "POST", body: changed({ message: "x" }) })).status).toBe(403);
    expect(events).toHaveLength(1);
  });

  it("reads the body itself when a framework left an empty object", async () => {
    const { receiver, events } = receiverOf();
    const url = await listen((request: NodeRequest, response) => {
      request.body = {};
      void receiver.node(request, response);
    });
    expect((await fetch(url, { method: "POST", body: genuine() })).status).toBe(200);
    expect(events).toHaveLength(1);
  });

  it.each<[string, (request: NodeRequest) => void]>([
    ["is not there", () => undefined],
    ["is an empty object", (request) => (request.body = {})],
    ["is an empty text", (request) => (request.body = "")],
    ["is no bytes", (request) => (request.body = new Uint8Array(0))],
    [
      "throws",
      (request) => {
        const get = (): never => {
          throw new SyntaxError("13800000001");
        };
        Object.defineProperty(request, "body", { get });
      },
    ],
  ])("answers 500 when a framework has read the body, and what it left %s", async (_, leave) => {
    const { receiver, events, errors } = receiverOf();
    const url = await listen((request: NodeRequest, response) => {
      void collect(request).then(() => {
        leave(request);
        void receiver.node(request, response);
      });
    });
    expect((await fetch(url, { method: "POST", body: genuine() })).status).toBe(500);
    expect(errors).toMatchObject([[{ code: "validation", sent: "no" }, 500]]);
    expect(String(errors[0]?.[0])).toMatch(/request\.body/);
    expect(String(errors[0]?.[0])).not.toContain("13800000001");
    expect(events).toEqual([]);
  });

  it.each<[string, (request: IncomingMessage) => [unknown, unknown]]>([
    [
      "request and response",
      (raw) => [
        { raw, headers: raw.headers, body: {} },
        { raw, headers: {} },
      ],
    ],
    ["a response", (raw) => [raw, { raw, send: () => undefined }]],
  ])("leaves it to the framework to answer when it is given its own %s", async (_, wrap) => {
    const { receiver, events, errors } = receiverOf();
    const url = await listen((request, response) => {
      const given = wrap(request) as [NodeRequest, ServerResponse];
      receiver.node(...given).catch(() => response.writeHead(500).end());
    });
    expect((await fetch(url, { method: "POST", body: genuine() })).status).toBe(500);
    expect(errors).toMatchObject([[{ code: "validation", sent: "no" }, 500]]);
    expect(String(errors[0]?.[0])).toMatch(/reply\.raw.*ctx\.res/);
    expect(events).toEqual([]);
  });

  it("answers 400 to a sender without a body", async () => {
    const url = await listen(listenerOf(receiverOf().receiver));
    expect((await fetch(url, { method: "POST" })).status).toBe(400);
  });

  it("gives a promise that ends with the answer", async () => {
    const { receiver } = receiverOf();
    const ended: boolean[] = [];
    const url = await listen((request: NodeRequest, response) => {
      void receiver.node(request, response).then(() => ended.push(response.writableEnded));
    });
    expect((await fetch(url, { method: "POST", body: genuine() })).status).toBe(200);
    await vi.waitFor(() => expect(ended).toEqual([true]));
  });

  it("reads a body that comes in pieces, without a length", async () => {
    const { receiver, events } = receiverOf();
    const { port } = new URL(await listen(listenerOf(receiver)));
    const body = genuine({ ...STATUS_EVENT, extend_code: "订单-42" });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest({ port, method: "POST" }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      request.on("error", reject);
      for (const byte of Buffer.from(body)) request.write(Buffer.from([byte]));
      request.end();
    });
    expect(status).toBe(200);
    expect(events).toMatchObject([{ event: { extend_code: "订单-42" } }]);
  });

  it("survives senders that go away in the middle", async () => {
    const { receiver, events, errors } = receiverOf();
    const { port } = new URL(await listen(listenerOf(receiver)));
    const socket = connect(Number(port), "127.0.0.1");
    socket.on("error", () => undefined);
    socket.write("POST /push HTTP/1.1\r\nhost: me.test\r\ncontent-length: 1000\r\n\r\n{");
    socket.once("connect", () => setImmediate(() => socket.destroy()));
    await vi.waitFor(() => expect(errors.length + events.length).toBe(1));
    expect(errors[0]?.[1]).toBe(503);
    expect((await fetch(`http://127.0.0.1:${port}/`, { method: "POST", body: genuine() })).status).toBe(200);
  });

  it("cuts off a sender of far too much", async () => {
    const { receiver, errors } = receiverOf();
    const { port } = new URL(await listen(listenerOf(receiver)));
    const socket = connect(Number(port), "127.0.0.1");
    const closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("error", () => undefined);
    socket.write("POST /push HTTP/1.1\r\nhost: me.test\r\ncontent-length: 100000000\r\n\r\n{");
    socket.resume();
    await closed;
    expect(errors.map(([, status]) => status)).toEqual([413]);
  });
});

describe("a receiver behind node:http2", () => {
  it("takes pushes, and cuts off a stream that does not end", async () => {
    const { receiver, events } = receiverOf({ timeoutMs: 200 });
    const closed = new Set<string>();
    const server = createHttp2Server((request, response) => {
      request.stream.once("close", () => closed.add(request.url));
      void receiver.node(request as unknown as NodeRequest, response as unknown as ServerResponse);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const session = connectHttp2(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    onTestFinished(async () => {
      session.destroy();
      await new Promise((resolve) => server.close(resolve));
    });
    const statusOf = async (stream: ClientHttp2Stream): Promise<unknown> =>
      new Promise((resolve) => stream.once("response", (headers) => resolve(headers[":status"])));

    const whole = session.request({ ":method": "POST", ":path": "/whole" });
    whole.end(genuine());
    expect(await statusOf(whole)).toBe(200);
    expect(events).toHaveLength(1);

    const endless = session.request({ ":method": "POST", ":path": "/endless" });
    endless.on("error", () => undefined);
    endless.write("{");
    expect(await statusOf(endless)).toBe(503);
    endless.resume();
    await vi.waitFor(() => expect(closed).toContain("/endless"));
  });
});

describe("wrong options of a receiver", () => {
  it.each([{ onEvent: undefined }, { timeoutMs: 0 }, { timeoutMs: Number.NaN }, { topicUrns: [] }])(
    "are named: %j",
    (options) => {
      const [name = ""] = Object.keys(options);
      expect(() => receiverOf(options as Partial<PushReceiverOptions>)).toThrow(name);
    },
  );
});
