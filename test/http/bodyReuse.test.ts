import http from "node:http";
import { createServer, type AddressInfo } from "node:net";
import { describe, expect, it, onTestFinished } from "vitest";
import { createClientCore } from "../../src/client.js";
import { createFetchTransport } from "../../src/http/fetchTransport.js";
import { createNodeTransport } from "../../src/http/nodeTransport.js";
import type { BatchRequest, SmsMessage } from "../../src/messages/types.js";
import { wireRequest } from "./support.js";

const ANSWER = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 2\r\n\r\n{}";

/** Answers as soon as the head of a request is there, and reads the rest only when told. */
async function hastyServer(): Promise<{ url: string; read: () => void }> {
  const held: (() => void)[] = [];
  const server = createServer((socket) => {
    socket.on("error", () => socket.destroy());
    socket.once("data", () => {
      socket.pause();
      socket.write(ANSWER);
      held.push(() => socket.resume());
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/`, read: () => held.forEach((resume) => resume()) };
}

describe("the body of a request", () => {
  it("is not free while part of it waits to be sent, although the answer is there", async () => {
    const server = await hastyServer();
    const body = new Uint8Array(32 * 1024 * 1024);
    const response = await createNodeTransport()(wireRequest(server.url, { body }));
    expect(response.text).toBe("{}");
    expect(response.isBodyFree).toBe(false);
    server.read();
  });

  it("is free when it was sent whole", async () => {
    const server = http.createServer((request, response) => {
      request.resume();
      request.on("end", () => response.end("{}"));
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    const response = await createNodeTransport()(wireRequest(url));
    expect(response.isBodyFree).toBe(true);
  });

  it("is never free by a fetch, which does not tell when it has read it", async () => {
    const transport = createFetchTransport(() => Promise.resolve(new Response("{}")));
    expect((await transport(wireRequest("http://127.0.0.1/"))).isBodyFree).toBeUndefined();
  });
});

describe("requests that share buffers", () => {
  it("carry their own messages, whatever became of those before them", async () => {
    const received: SmsMessage[][] = [];
    let count = 0;
    const server = http.createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on("data", (chunk: Buffer) => chunks.push(chunk));
      request.on("end", () => {
        const { sms_message } = JSON.parse(Buffer.concat(chunks).toString()) as BatchRequest;
        const turn = count++ % 5;
        if (turn === 1) return void response.writeHead(429, { "retry-after": "0" }).end("{}");
        if (turn === 2) return void request.socket.destroy();
        received.push(sms_message);
        if (turn === 3) return void response.writeHead(500).end("{}");
        const result = sms_message.map(({ endpoint }) => ({ endpoint, message_id: "m1" }));
        response.end(JSON.stringify({ request_id: "r1", result }));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    onTestFinished(() => void server.close());
    const core = createClientCore({
      baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      projectId: "f96188c7ccaf4ffba0c9aa149ab2bd57",
      credentials: { token: "t" },
      retry: { baseDelayMs: 0 },
    });
    const batchOf = (batch: number): SmsMessage[] =>
      Array.from({ length: 1 + ((batch * 37) % 200) }, (_, n) => ({
        endpoint: `+86138${String(batch * 1_000 + n).padStart(8, "0")}`,
        message: `message ${n} of batch ${batch}`,
        sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
      }));
    const batches = Array.from({ length: 60 }, (_, batch) => batchOf(batch));
    await Promise.allSettled(batches.map((batch) => core.sendBatch(batch)));

    expect(received.length).toBeGreaterThan(30);
    const known = new Map(batches.map((batch) => [batch[0]?.endpoint, batch]));
    for (const messages of received) expect(messages).toEqual(known.get(messages[0]?.endpoint));
    expect(new Set(received.map(([first]) => first?.endpoint)).size).toBe(received.length);
  });
});
