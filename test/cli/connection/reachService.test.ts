import { once } from "node:events";
import { createServer, type AddressInfo, type Server } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { reachService, type Unreachable } from "../../../src/cli/connection/reachService.js";

async function listen(port = 0): Promise<{ server: Server; port: number; received: () => number }> {
  let bytes = 0;
  const server = createServer((socket) => {
    socket.on("data", (data) => (bytes += data.length));
    socket.on("error", () => undefined);
  }).listen(port, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return { server, port: (server.address() as AddressInfo).port, received: () => bytes };
}

async function unusedPort(): Promise<number> {
  const { server, port } = await listen();
  server.close();
  await once(server, "close");
  return port;
}

async function reach(
  port: number,
  sleep: (ms: number) => Promise<void> = () => Promise.resolve(),
  signal = new AbortController().signal,
): Promise<{ told: Unreachable[]; slept: number[]; error: unknown }> {
  const told: Unreachable[] = [];
  const slept: number[] = [];
  const clock = {
    now: () => 0,
    sleep: (ms: number) => {
      slept.push(ms);
      return sleep(ms);
    },
  };
  const route = { address: `http://127.0.0.1:${port}`, agent: undefined };
  const error: unknown = await reachService(route, { clock, signal }, (found) => void told.push(found)).catch(
    (e: unknown) => e,
  );
  return { told, slept, error };
}

test("a service that is there gets a connection, and no byte", async () => {
  const { port, received } = await listen();
  expect(await reach(port)).toEqual({ told: [], slept: [], error: undefined });
  expect(received()).toBe(0);
});

test("an address where nothing is told at once, and given up after some attempts", async () => {
  const port = await unusedPort();
  const { told, slept, error } = await reach(port);
  const address = `http://127.0.0.1:${port}`;
  expect(told).toEqual([{ address, reason: "connect ECONNREFUSED", until: "1970-01-01T00:00:10.000Z" }]);
  expect(slept).toEqual([1000, 2000, 3000, 4000]);
  expect(error).toMatchObject({ exitCode: 5 });
  expect(String(error)).toMatch(/\(connect ECONNREFUSED\).*Nothing was sent\. Check --base-url and --region/);
});

test("a service that starts meanwhile is reached", async () => {
  const port = await unusedPort();
  const { told, error } = await reach(port, async (ms) => {
    if (ms === 2000) await listen(port);
  });
  expect([told.length, error]).toEqual([1, undefined]);
});

test("an interruption ends the attempts", async () => {
  const interruption = new AbortController();
  const { error } = await reach(
    await unusedPort(),
    () => {
      interruption.abort();
      return Promise.reject(interruption.signal.reason as Error);
    },
    interruption.signal,
  );
  expect(error).toBe(interruption.signal.reason);
});
