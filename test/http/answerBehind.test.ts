import { Agent } from "node:http";
import type { Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { createSmsClient, type SmsClient } from "../../src/createSmsClient.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { createNodeTransport } from "../../src/http/nodeTransport.js";
import { TransportFailure } from "../../src/base/wire.js";
import { http, rawServer, wireRequest, type RawServer } from "./support.js";

const numberOf = (n: number): string => `+86138${String(n).padStart(8, "0")}`;
const messageOf = (n: number, endpoint = numberOf(n)): SmsMessage => ({
  endpoint,
  message: `text ${n}`,
  sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
});
const messagesOf = (count: number): SmsMessage[] => Array.from({ length: count }, (_, n) => messageOf(n));
const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

function client(server: RawServer, timeoutMs = 5_000): SmsClient {
  return createSmsClient({ baseUrl: server.url, projectId: "p1", credentials: { token: "t" }, timeoutMs });
}

/** A server that takes every text, and does to the connection what the test says. */
async function taking(give: (socket: Socket, answer: string, count: number) => void) {
  const texts: string[] = [];
  const connections = new Set<Socket>();
  let count = 0;
  const server = await rawServer({
    onRequest: ({ socket, body }) => {
      connections.add(socket);
      const { sms_message } = JSON.parse(body) as { sms_message: SmsMessage[] };
      texts.push(...sms_message.map(({ message }) => message));
      const result = sms_message.map(({ endpoint, message }) => ({
        endpoint,
        message_id: `id-of-${message.slice(5)}`,
      }));
      give(socket, http(200, JSON.stringify({ request_id: `r${count}`, result })), count++);
    },
  });
  return { server, texts, connections };
}

async function sendEach(sms: SmsClient, messages: readonly SmsMessage[], batchSize = 1) {
  const statuses: Record<string, number> = {};
  const wrong: number[] = [];
  for await (const outcome of sms.sendAll(messages, { batchSize, concurrency: 1 })) {
    statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    if (outcome.status === "accepted" && outcome.message_id !== `id-of-${outcome.index}`)
      wrong.push(outcome.index);
  }
  return { statuses, wrong };
}

const STRAY: [string, (answer: string) => string][] = [
  ["the same answer again", (answer) => answer],
  ["a 408", () => http(408, "")],
  ["a 429", () => http(429, "{}")],
  ["a 500", () => http(500, "<html>")],
  ["bytes without sense", () => "what?"],
];

describe("an answer too many", () => {
  it.each(STRAY)(
    "with the answer itself, %s, makes no outcome wrong and sends nothing twice",
    async (_, stray) => {
      const { server, texts } = await taking((socket, answer) => socket.write(answer + stray(answer)));
      const { statuses, wrong } = await sendEach(client(server), messagesOf(30));
      expect([wrong, texts.length, new Set(texts).size]).toEqual([[], 30, 30]);
      // What cannot even be read as HTTP damages the answer before it.
      expect(statuses).toEqual(stray("") === "what?" ? { unknown: 30 } : { accepted: 30 });
    },
  );

  it.each(STRAY)("while the connection is idle, %s, closes it", async (_, stray) => {
    const { server, texts, connections } = await taking((socket, answer) => socket.write(answer));
    const sms = client(server);
    for (const message of messagesOf(4)) {
      expect((await sms.send(message)).status).toBe("accepted");
      for (const socket of connections) if (!socket.destroyed) socket.write(stray(http(200, "{}")));
      await pause(20);
    }
    expect([texts.length, connections.size]).toEqual([4, 4]);
  });

  it("that came while the process was busy closes the connection before it is used", async () => {
    const { server, texts, connections } = await taking((socket, answer) => socket.write(answer));
    const transport = createNodeTransport();
    const bodyOf = (n: number): Uint8Array<ArrayBuffer> =>
      new TextEncoder().encode(JSON.stringify({ sms_message: [messageOf(n)] }));
    await transport(wireRequest(server.url, { body: bodyOf(0) }));
    // Written, and sent while nothing here reads: the next request starts in the turn in which it has arrived.
    for (const socket of connections) socket.write(http(429, "{}"));
    await new Promise((resolve) => setImmediate(resolve));
    const answer = await transport(wireRequest(server.url, { body: bodyOf(1) }));
    expect([answer.status, texts.length, connections.size]).toEqual([200, 2, 2]);
  });

  it("costs one request at most where it comes under way, and no outcome is another's", async () => {
    let late: (() => void) | undefined;
    // Every answer but the first is that of the request before.
    const { server, texts, connections } = await taking((socket, answer) => {
      const before = late;
      late = () => socket.write(answer);
      if (connections.size === 1 && before === undefined) socket.write(answer);
      else if (connections.size === 1) before?.();
      else socket.write(answer);
    });
    // One number in each request, as well as others.
    const messages = messagesOf(40).map((one, n) => (n % 2 === 0 ? messageOf(n, numberOf(999)) : one));
    const { statuses, wrong } = await sendEach(client(server), messages, 2);
    expect([wrong, texts.length, new Set(texts).size]).toEqual([[], 40, 40]);
    expect(statuses["unknown"]).toBeLessThanOrEqual(2);
  });
});

describe("an answer too many, after the next request was sent in full on the same connection,", () => {
  const CODE = JSON.stringify({ error_code: "APIGW.0308", error_msg: "slower" });
  const REFUSAL = JSON.stringify({ code: "SMN.0009", message: "m", request_id: "r0" });

  it.each<[string, string]>([
    ["a 408", http(408, "")],
    ["a 429", http(429, "{}")],
    ["a 429 that asks for a pause", http(429, "", { "retry-after": "0" })],
    ["a 400", http(400, "<html>")],
    ["a 403", http(403, "")],
    ["a redirect", http(307, "", { location: "/" })],
    ["a 500", http(500, "<html>")],
    ["a refusal with the request id of the answer before", http(400, REFUSAL)],
    ["a 429 with the request id of the answer before", http(429, CODE, { "x-request-id": "r0" })],
  ])("%s, proves nothing: the message is unknown and not sent again", async (_, stray) => {
    // The second request is taken, and what comes then is not its answer.
    const { server, texts, connections } = await taking((socket, answer, count) =>
      socket.write(count === 1 ? stray : answer),
    );
    const sms = client(server);
    const outcomes = [];
    for (const message of messagesOf(3)) outcomes.push(await sms.send(message));
    expect(outcomes.map(({ status }) => status)).toEqual(["accepted", "unknown", "accepted"]);
    expect([texts.length, connections.size]).toEqual([3, 2]);
  });

  it("the answer before again, is not believed, also where both requests are for the same number", async () => {
    let first = "";
    const { server, texts, connections } = await taking((socket, answer, count) => {
      if (count === 0) first = answer;
      socket.write(count === 1 ? first : answer);
    });
    const sms = client(server);
    const messages = [messageOf(0, numberOf(5)), messageOf(1, numberOf(5)), messageOf(2, numberOf(5))];
    const outcomes = [];
    for (const message of messages) outcomes.push(await sms.send(message));
    expect(outcomes.map(({ status }) => status)).toEqual(["accepted", "unknown", "accepted"]);
    expect([texts.length, connections.size]).toEqual([3, 2]);
  });

  it("the same page of reports again, is not believed: the page is read again", async () => {
    const page = (id: string): string => http(200, JSON.stringify({ request_id: id, count: 0, data: [] }));
    const server = await rawServer({
      onRequest: ({ socket }, count) => socket.write(page(count === 2 ? "r1" : `r${count}`)),
    });
    const sms = createSmsClient({
      baseUrl: server.url,
      projectId: "p1",
      credentials: { token: "t" },
      retry: { baseDelayMs: 0 },
    });
    const now = Date.now();
    const query = { sign_id: "s", start_time: now - 60_000, end_time: now };
    for (let n = 0; n < 2; n++) expect((await sms.reports(query).next()).done).toBe(true);
    expect([server.requests.length, server.connections]).toEqual([3, 2]);
  });
});

describe("a refusal with the real answer behind it", () => {
  const REFUSALS = [http(429, ""), http(429, JSON.stringify({ error_code: "APIGW.0308" })), http(401, "")];
  const later = [0, 30];

  it.each(REFUSALS.flatMap((refusal) => later.map((ms) => [refusal, ms] as const)))(
    "proves nothing, and nothing is sent again: %j, after %i ms",
    async (refusal, ms) => {
      for (const agent of [undefined, new Agent({ keepAlive: true })]) {
        const { server, texts } = await taking((socket, answer) => {
          if (ms === 0) socket.write(refusal + answer);
          else {
            socket.write(refusal);
            setTimeout(() => socket.write(answer), ms);
          }
        });
        let renewed = 0;
        const credentials = async (): Promise<{ token: string }> => {
          if (renewed++ > 0) await pause(100);
          return { token: `t${renewed}` };
        };
        const sms = createSmsClient({
          baseUrl: server.url,
          projectId: "p1",
          credentials,
          retry: { baseDelayMs: 150 },
          random: () => 0.999,
          agent,
        });
        const outcome = await sms.send(messageOf(0));
        expect([outcome.status, texts.length]).toEqual(["unknown", 1]);
        agent?.destroy();
      }
    },
  );
});

describe("a refusal that comes twice", () => {
  const fetches: [string, () => { agent?: Agent; fetch?: typeof fetch }][] = [
    ["the usual way", () => ({})],
    ["an agent of one's own", () => ({ agent: new Agent({ keepAlive: true }) })],
    ["an agent of one connection", () => ({ agent: new Agent({ keepAlive: true, maxSockets: 1 }) })],
    ["fetch", () => ({ fetch: globalThis.fetch })],
  ];

  it.each(fetches)("is not taken for the answer to the next request, by %s", async (_, way) => {
    for (const status of [429, 400]) {
      const refused = new Set<string>();
      const taken: string[] = [];
      let count = 0;
      const server = await rawServer({
        onRequest: ({ socket, body }) => {
          const { sms_message } = JSON.parse(body) as { sms_message: SmsMessage[] };
          const [{ endpoint, message }] = sms_message as [SmsMessage];
          const request_id = (++count).toString(16).padStart(32, "0");
          if (count % 3 === 1 && !refused.has(message)) {
            refused.add(message);
            const refusal = JSON.stringify({ request_id, error_code: "APIGW.0308", error_msg: "slower" });
            socket.write(http(status, refusal));
            setTimeout(() => socket.write(http(status, refusal)), count % 5);
            return;
          }
          taken.push(message);
          const result = [{ endpoint, message_id: `id-of-${message.slice(5)}` }];
          setTimeout(() => socket.write(http(200, JSON.stringify({ request_id, result }))), 3);
        },
      });
      const given = way();
      const sms = createSmsClient({
        baseUrl: server.url,
        projectId: "p1",
        credentials: { token: "t" },
        retry: { baseDelayMs: 1 },
        ...given,
      });
      const wrong: string[] = [];
      for await (const { status, input } of sms.sendAll(messagesOf(20), { batchSize: 1, concurrency: 2 })) {
        const isTaken = taken.includes(input.message);
        if (isTaken ? status === "rejected" || status === "unsent" : status === "accepted")
          wrong.push(`${status} ${input.message}`);
      }
      given.agent?.destroy();
      expect(wrong).toEqual([]);
      expect(taken.length).toBe(new Set(taken).size);
    }
  });
});

describe("a connection of the caller's agent", () => {
  it("serves no other request after a refusal, and none of those fails for it", async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const { server, texts } = await taking((socket, answer, count) =>
      socket.write(count % 3 === 0 ? http(400, JSON.stringify({ code: "SMN.0009", message: "m" })) : answer),
    );
    const sms = createSmsClient({
      baseUrl: server.url,
      projectId: "p1",
      credentials: { token: "t" },
      agent,
    });
    const statuses: Record<string, number> = {};
    for await (const { status } of sms.sendAll(messagesOf(30), { batchSize: 1, concurrency: 4 }))
      statuses[status] = (statuses[status] ?? 0) + 1;
    agent.destroy();
    expect([statuses, texts.length]).toEqual([{ accepted: 20, rejected: 10 }, 30]);
  });
});

describe("a refusal on a connection that had answered before", () => {
  it.each<[string, string]>([
    ["a code of the gateway", http(429, JSON.stringify({ error_code: "APIGW.0308", error_msg: "slower" }))],
    ["a code of the service", http(429, JSON.stringify({ code: "SMN.9999", message: "slower" }))],
    ["a new request id in its body", http(429, JSON.stringify({ request_id: "new" }))],
    ["a new request id in its head", http(429, "", { "X-Request-Id": "new" })],
  ])("counts with %s, and the next request takes another connection", async (_, refusal) => {
    const { server, connections } = await taking((socket, answer, count) =>
      socket.write(count === 1 ? refusal : answer),
    );
    const sms = createSmsClient({
      baseUrl: server.url,
      projectId: "p1",
      credentials: { token: "t" },
      retry: { baseDelayMs: 0 },
    });
    for (const message of messagesOf(2)) expect((await sms.send(message)).status).toBe("accepted");
    expect([server.requests.length, connections.size]).toEqual([3, 2]);
  });
});

it("believes no answer that begins before its request was sent in full", async () => {
  const server = await rawServer({
    onConnection: (socket) => socket.once("data", () => socket.write(http(429, "{}"))),
  });
  const body = new Uint8Array(8 * 1024 * 1024);
  const failure = await failureOf(createNodeTransport()(wireRequest(server.url, { body })));
  expect([failure.kind, failure.reached]).toEqual(["premature", true]);
});

describe("a timeout that is noticed late", () => {
  it.each([1, 300_000])("does not count where the answer, of %i bytes more, has arrived", async (length) => {
    const text = JSON.stringify({ a: "x".repeat(length) });
    const server = await rawServer({ onRequest: ({ socket }) => socket.write(http(200, text)) });
    const transport = createNodeTransport();
    const answered = transport(wireRequest(server.url, { timeoutMs: 60 }));
    await pause(1);
    block(150);
    expect((await answered).text).toBe(text);
  });

  it("counts where nothing has arrived", async () => {
    const server = await rawServer();
    const failing = failureOf(createNodeTransport()(wireRequest(server.url, { timeoutMs: 30 })));
    await pause(1);
    block(60);
    expect((await failing).kind).toBe("timeout");
  });
});

it("uses no connection again that was idle for longer than servers keep one, however late that is noticed", async () => {
  let now = 0;
  const clock = { now: () => now, monotonic: () => 0, sleep: async () => undefined };
  let connections = 0;
  const server = await rawServer({
    onConnection: () => {
      connections++;
    },
    onRequest: ({ socket }) => socket.write(http(200, "{}")),
  });
  const transport = createNodeTransport({ clock });
  await transport(wireRequest(server.url));
  await transport(wireRequest(server.url));
  expect(connections).toBe(1);
  now += 4_000;
  await transport(wireRequest(server.url));
  expect(connections).toBe(2);
});

async function failureOf(promise: Promise<unknown>): Promise<TransportFailure> {
  const failure = await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
  if (failure instanceof TransportFailure) return failure;
  throw new Error("expected a TransportFailure");
}

function block(ms: number): void {
  const end = performance.now() + ms;
  while (performance.now() < end);
}
