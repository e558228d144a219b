import { execFile } from "node:child_process";
import type { LookupAddress } from "node:dns";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { LookupFunction } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { describe, expect, it, onTestFinished } from "vitest";
import type { SmsClientOptions } from "../../src/client.js";
import { createSmsClient, type SmsClient } from "../../src/createSmsClient.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { smsServer, type SmsServerOptions } from "./smsServer.js";
import { fakeClock, freePort, rawServer } from "./support.js";

const projectId = "f96188c7ccaf4ffba0c9aa149ab2bd57";

function client(baseUrl: string, options: Partial<SmsClientOptions> = {}): SmsClient {
  return createSmsClient({ baseUrl, projectId, credentials: { token: "token-of-a-test" }, ...options });
}

function messages(count: number): SmsMessage[] {
  return Array.from({ length: count }, (_, n) => ({
    endpoint: `+86138${String(n).padStart(8, "0")}`,
    message: `code ${n}`,
    sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
  }));
}

const [one] = messages(1) as [SmsMessage];

/** The statuses of a run with one message in a request. */
async function statusesOf(sms: SmsClient, count: number, concurrency: number): Promise<string[]> {
  const statuses: string[] = [];
  for await (const { status } of sms.sendAll(messages(count), { batchSize: 1, concurrency }))
    statuses.push(status);
  return statuses;
}

const accepted = (count: number): string[] => Array.from({ length: count }, () => "accepted");

describe("a server that closes connections early makes nothing uncertain when", () => {
  const closings: [string, NonNullable<SmsServerOptions["give"]>][] = [
    ["it says so with the answer", (socket, accept) => socket.end(accept({ Connection: "close" }))],
    [
      "it says so, and leaves the closing to the client",
      (socket, accept) => socket.write(accept({ Connection: "close" })),
    ],
    [
      "it announces one second and takes none",
      (socket, accept) => socket.end(accept({ "Keep-Alive": "timeout=1" })),
    ],
    ["it says nothing", (socket, accept) => socket.end(accept())],
    [
      "it says nothing and closes both ways",
      (socket, accept) => socket.end(accept(), () => socket.destroy()),
    ],
  ];

  it.each(closings)("%s: messages sent one after the other", async (_case, give) => {
    const server = await smsServer({ give });
    const sms = client(server.url);
    const statuses: string[] = [];
    for (const message of messages(20)) statuses.push((await sms.send(message)).status);
    expect(statuses).toEqual(accepted(20));
    expect([server.requests.length, server.connections]).toEqual([20, 20]);
  });

  it.each(closings)("%s: a run with one request in flight", async (_case, give) => {
    const server = await smsServer({ give });
    expect(await statusesOf(client(server.url), 20, 1)).toEqual(accepted(20));
    expect(server.requests.length).toBe(20);
  });

  it.each(closings)("%s: a run with many requests in flight", async (_case, give) => {
    const server = await smsServer({ give });
    expect(await statusesOf(client(server.url), 400, 8)).toEqual(accepted(400));
    expect(server.requests.length).toBe(400);
  });

  it("it resets connections that rest", async () => {
    let reset = (): Promise<unknown> => Promise.resolve();
    const server = await smsServer({
      give: (socket, accept) => {
        reset = () => {
          const closed = new Promise((resolve) => socket.once("close", resolve));
          socket.resetAndDestroy();
          return closed;
        };
        socket.write(accept());
      },
    });
    const sms = client(server.url);
    for (const message of messages(5)) {
      expect((await sms.send(message)).status).toBe("accepted");
      await reset();
      await new Promise((resolve) => setImmediate(resolve)); // the client reads of it
    }
    expect([server.requests.length, server.connections]).toEqual([5, 5]);
  });
});

describe("connections", () => {
  it.each([1, 3, 8])("are no more than the %i requests in flight, and used again", async (concurrency) => {
    const server = await smsServer();
    expect(await statusesOf(client(server.url), 80, concurrency)).toEqual(accepted(80));
    expect(server.mostInFlight).toBeLessThanOrEqual(concurrency);
    expect(server.connections).toBeLessThanOrEqual(concurrency);
    expect(server.requests.length).toBe(80);
  });

  it("of single messages are as many as the messages sent at once", async () => {
    const server = await smsServer();
    const sms = client(server.url);
    for (let round = 0; round < 3; round++)
      await Promise.all(messages(6).map((message) => sms.send(message)));
    expect([server.requests.length, server.connections]).toEqual([18, 6]);
  });

  it("that rest keep no program from ending", async () => {
    const server = await smsServer();
    const script = `
      const sms = createSmsClient({ baseUrl: ${JSON.stringify(server.url)}, projectId: "p", credentials: { token: "t" } });
      const message = (n) => ({ endpoint: "+8613800000" + (100 + n), message: "m", sign_id: "${one.sign_id ?? ""}" });
      const statuses = [(await sms.send(message(0))).status];
      const inputs = Array.from({ length: 8 }, (_, n) => message(n));
      for await (const { status } of sms.sendAll(inputs, { batchSize: 1, concurrency: 4 })) statuses.push(status);
      process.stdout.write(statuses.join());
      // Does not keep the process alive itself: it fires only when something else does.
      setTimeout(() => process.exit(1), 2000).unref();`;
    expect(await runProgram(script)).toEqual({ code: 0, output: accepted(9).join() });
    expect(server.connections).toBeLessThanOrEqual(4);
  });
});

describe("a connection that fails at once", () => {
  it("has carried nothing: an address without a route", async () => {
    const sms = client("http://255.255.255.255:9", { allowInsecureHttp: true, retry: { deadlineMs: 0 } });
    expect(await sms.send(one)).toMatchObject({ status: "unsent", cause: { sent: "no" } });
  });

  it("has carried nothing: a name that is looked up in vain without waiting", async () => {
    const lookup: LookupFunction = (_name, _options, found) =>
      found(Object.assign(new Error("not found"), { code: "ENOTFOUND", syscall: "getaddrinfo" }), "", 4);
    const sms = client("http://localhost:9", { agent: new http.Agent({ lookup }), retry: { deadlineMs: 0 } });
    expect(await sms.send(one)).toMatchObject({ status: "unsent", cause: { sent: "no" } });
  });
});

/** Runs a program that uses the client, in a process of its own. */
async function runProgram(script: string): Promise<{ code: number | null; output: string }> {
  const folder = await mkdtemp(join(tmpdir(), "smn-sms-connections-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const source = fileURLToPath(new URL("../../src/index.ts", import.meta.url));
  await build({
    entryPoints: [source],
    outfile: join(folder, "smn-sms.mjs"),
    bundle: true,
    platform: "node",
    format: "esm",
  });
  await writeFile(join(folder, "main.mjs"), `import { createSmsClient } from "./smn-sms.mjs";\n${script}`);
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [join(folder, "main.mjs")], (_error, stdout, stderr) =>
      resolve({ code: child.exitCode, output: stdout + stderr }),
    );
  });
}

/** An agent that asks nobody where a name leads: it is told, or that there is no such name. Told a turn later, as by the system. */
function agentWith(answer: () => LookupAddress[] | "ENOTFOUND" | "EAI_AGAIN"): http.Agent {
  const lookup: LookupFunction = (_name, options, callback) => {
    const found = answer();
    setImmediate(() => {
      const [first] = found as [LookupAddress];
      if (typeof found === "string")
        callback(
          Object.assign(new Error(`getaddrinfo ${found}`), { code: found, syscall: "getaddrinfo" }),
          [],
        );
      else if (options.all === true) callback(null, found);
      else callback(null, first.address, first.family);
    });
  };
  const agent = new http.Agent({ keepAlive: true, lookup });
  onTestFinished(() => agent.destroy());
  return agent;
}

const ipv6: LookupAddress = { address: "::1", family: 6 };
const ipv4: LookupAddress = { address: "127.0.0.1", family: 4 };

describe("a name", () => {
  it.each(["ENOTFOUND", "EAI_AGAIN"] as const)(
    "that is not found (%s) is asked for until the deadline",
    async (code) => {
      let asked = 0;
      const agent = agentWith(() => (asked++, code));
      const clock = fakeClock();
      const start = clock.now();
      const retry = { deadlineMs: 20_000, baseDelayMs: 1_000, maxDelayMs: 4_000 };
      const sms = client("http://localhost:9", { agent, clock, retry, random: () => 0.999 });
      expect(await sms.send(one)).toMatchObject({
        status: "unsent",
        cause: { code: "network", sent: "no" },
      });
      // Pauses of 1, 2, 4, 4, … seconds: the next one would end after the deadline.
      expect([asked, clock.pauses.map(Math.round)]).toEqual([7, [999, 1998, 3996, 3996, 3996, 3996]]);
      expect(clock.now() - start).toBeLessThan(20_000);
    },
  );

  it("that is not found leaves every message of a run unsent, after the deadline of the run", async () => {
    const clock = fakeClock();
    const sms = client("http://localhost:9", {
      agent: agentWith(() => "ENOTFOUND"),
      clock,
      random: () => 0.5,
    });
    const found: unknown[] = [];
    for await (const outcome of sms.sendAll(messages(6), { batchSize: 2, deadlineMs: 5_000 }))
      found.push([outcome.index, outcome.status, outcome.status === "unsent" && outcome.cause.sent]);
    expect(found.sort()).toEqual([0, 1, 2, 3, 4, 5].map((index) => [index, "unsent", "no"]));
    expect(clock.pauses.length).toBeGreaterThan(0);
  });

  it("that is found at last carries the message once", async () => {
    const server = await smsServer();
    let asked = 0;
    const agent = agentWith(() => (++asked < 4 ? "EAI_AGAIN" : [ipv4]));
    const sms = client(`http://localhost:${server.port}`, { agent, clock: fakeClock() });
    expect((await sms.send(one)).status).toBe("accepted");
    expect([asked, server.requests.length]).toEqual([4, 1]);
  });

  it("that leads to IPv6 first reaches a server that has IPv4 only, once", async () => {
    const server = await smsServer({ host: "127.0.0.1" });
    const agent = agentWith(() => [ipv6, ipv4]);
    expect((await client(`http://localhost:${server.port}`, { agent }).send(one)).status).toBe("accepted");
    expect([server.requests.length, server.connections]).toEqual([1, 1]);
  });

  it("that leads to closed ports only leaves the message unsent", async () => {
    const agent = agentWith(() => [ipv6, ipv4]);
    const sms = client(`http://localhost:${await freePort()}`, { agent, retry: { deadlineMs: 0 } });
    expect(await sms.send(one)).toMatchObject({ status: "unsent", cause: { code: "network", sent: "no" } });
  });
});

describe("what the caller brings along", () => {
  it("carries every request where it is a fetch", async () => {
    const server = await smsServer();
    const urls: string[] = [];
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      urls.push(url);
      const { sms_message } = JSON.parse(await new Response(init.body).text()) as {
        sms_message: SmsMessage[];
      };
      const result = sms_message.map(({ endpoint }) => ({ endpoint, message_id: "0".repeat(32) }));
      return Response.json({ request_id: "0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77", result });
    };
    expect(await statusesOf(client(server.url, { fetch }), 3, 1)).toEqual(accepted(3));
    expect(urls).toEqual(Array.from({ length: 3 }, () => `${server.url}v2/${projectId}/notifications/sms`));
    expect(server.connections).toBe(0);
  });

  it("makes every connection where it is an agent, and sets their number", async () => {
    const server = await smsServer();
    let made = 0;
    class Counting extends http.Agent {
      override createConnection(
        ...given: Parameters<http.Agent["createConnection"]>
      ): ReturnType<http.Agent["createConnection"]> {
        made++;
        return super.createConnection(...given);
      }
    }
    const agent = new Counting({ keepAlive: true, maxSockets: 2 });
    onTestFinished(() => agent.destroy());
    expect(await statusesOf(client(server.url, { agent }), 40, 8)).toEqual(accepted(40));
    expect(made).toBe(server.connections);
    expect(server.connections).toBeLessThanOrEqual(2);
    expect(server.mostInFlight).toBeLessThanOrEqual(2);
  });

  it("has not sent what waited in vain for one of an agent's connections", async () => {
    let answer = (): void => undefined;
    const held = new Promise<void>((resolve) => (answer = resolve));
    const server = await smsServer({
      give: (socket, accept) => void held.then(() => socket.write(accept())),
    });
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    onTestFinished(() => agent.destroy());
    const [first, second] = messages(2) as [SmsMessage, SmsMessage];
    const sending = client(server.url, { agent }).send(first);
    await expect.poll(() => server.requests.length).toBe(1);
    const hasty = client(server.url, { agent, timeoutMs: 50, retry: { deadlineMs: 0 } });
    expect(await hasty.send(second)).toMatchObject({
      status: "unsent",
      cause: { code: "timeout", sent: "no" },
    });
    answer();
    expect((await sending).status).toBe("accepted");
    expect(server.requests.length).toBe(1);
  });

  it("is refused where it is both", async () => {
    const { url } = await rawServer();
    const agent = new http.Agent();
    expect(() => client(url, { agent, fetch: (address, init) => fetch(address, init) })).toThrow(
      /either fetch or agent/,
    );
  });
});
