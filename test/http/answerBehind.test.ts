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
