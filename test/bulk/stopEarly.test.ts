import { onTestFinished, describe, expect, it } from "vitest";
import { createSmsClient, SmnError, type SmsMessage, type SendAllOptions } from "../../src/index.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  startMockServer,
  type MockServer,
  type MockServerOptions,
} from "../../src/mock/index.js";
import {
  byStatus,
  drain,
  messageOf,
  messagesOf,
  numberOf,
  range,
  run,
  service,
  settled,
  type Ended,
} from "./support.js";

async function sandbox(options: MockServerOptions): Promise<MockServer> {
  const server = await startMockServer({ anySign: true, ...options });
  onTestFinished(() => server.close());
  return server;
}

function send(
  server: MockServer,
  credentials: Parameters<typeof createSmsClient>[0]["credentials"],
  options: SendAllOptions<SmsMessage>,
): Promise<Ended<SmsMessage>> {
  const sms = createSmsClient({ baseUrl: server.url, projectId: sandboxProjectId, credentials });
  return drain(sms.sendAll(messagesOf(200), options));
}

function expectStopped({ outcomes, error }: Ended<SmsMessage>, server: MockServer, code: string): void {
  expect(error).toBeInstanceOf(SmnError);
  expect(error).toMatchObject({ code, sent: "no" });
  expect((error as SmnError).message).toContain("every input that was read has its outcome");
  // One outcome each, without a gap, but not of all inputs: the rest was not read.
  expect(outcomes.map(({ index }) => index).sort((a, b) => a - b)).toEqual(range(outcomes.length));
  expect(outcomes.length).toBeLessThan(200);
  const texts = server.service.messages.map(({ message }) => message).sort();
  const accepted = outcomes.filter(({ status }) => status === "accepted").map(({ index }) => `text ${index}`);
  expect(accepted.sort()).toEqual(texts);
}

const OPTIONS = { batchSize: 5, concurrency: 3 };

describe("sendAll stops early", () => {
  it("when the service asks for a longer pause than its deadline allows, and says until when", async () => {
    const server = await sandbox({
      faults: [{ kind: "throttle", retryAfter: 3_600, after: 4, times: "always" }],
    });
    const ended = await send(server, sandboxCredentials, { ...OPTIONS, deadlineMs: 60_000 });
    expectStopped(ended, server, "api");
    const error = ended.error as SmnError;
    expect(error).toMatchObject({ status: 429, retryAfterMs: 3_600_000 });
    const [, until = ""] = /wait until (\S+Z)/.exec(error.message) ?? [];
    expect(Math.abs(Date.parse(until) - Date.now() - 3_600_000)).toBeLessThan(60_000);
    // One request for each that was in flight: nothing hammers a service that asked for a pause.
    expect(server.service.requests.length).toBeLessThanOrEqual(4 + OPTIONS.concurrency);
  });

  it("not while its deadline allows the pause", async () => {
    const held = service("hold");
    const ended = drain(run(held, messagesOf(2), { batchSize: 1, concurrency: 1, deadlineMs: Infinity }));
    await settled();
    expect(held.requests[0]!.hooks.deadlineMs).toBe(Infinity);
    held.open[0]!.accept();
    await settled();
    held.open[0]!.accept();
    expect(byStatus((await ended).outcomes)).toEqual({ accepted: [0, 1] });
  });

  it.each(["abort", "break"])("on %s, while a provider of credentials hangs", async (kind) => {
    const stop = new AbortController();
    const sms = createSmsClient({
      baseUrl: "https://sms.example",
      region: "cn-north-4",
      credentials: () => new Promise(() => undefined),
    });
    const outcomes = sms.sendAll(messagesOf(3), { signal: stop.signal });
    const first = outcomes.next();
    first.catch(() => undefined);
    await settled();
    if (kind === "abort") stop.abort();
    else await outcomes.return!();
    const result = await first;
    expect(result.done === true || result.value.status === "unsent").toBe(true);
  });

  it("when a request says that the account is refused", async () => {
    const refusal = { error_code: "SMN.0070", error_msg: "Insufficient account balance.", request_id: "r1" };
    const server = await sandbox({
      faults: [{ kind: "status", status: 403, body: refusal, after: 4, times: "always" }],
    });
    const ended = await send(server, sandboxCredentials, OPTIONS);
    expectStopped(ended, server, "api");
    expect(ended.error).toMatchObject({ serviceCode: "SMN.0070", requestId: "r1", status: 403 });
    expect(server.service.messages).toHaveLength(20);
    expect(server.service.requests.length).toBeLessThanOrEqual(4 + 3);
    const { rejected = [], unsent = [] } = byStatus(ended.outcomes);
    expect(rejected.length).toBe((server.service.requests.length - 4) * 5);
    expect(unsent.length).toBe(ended.outcomes.length - 20 - rejected.length);
  });

  it("when a result says that the account is refused", async () => {
    const server = await sandbox({ faults: [{ kind: "reject", code: "SMN.0261", numbers: [numberOf(17)] }] });
    const ended = await send(server, sandboxCredentials, OPTIONS);
    expectStopped(ended, server, "api");
    expect(ended.error).toMatchObject({ serviceCode: "SMN.0261" });
    expect(byStatus(ended.outcomes)["rejected"]).toEqual([17]);
    // The others of that request were taken.
    expect(byStatus(ended.outcomes)["accepted"]).toEqual(expect.arrayContaining([15, 16, 18, 19]));
  });

  it("does not stop for a result that refuses a message", async () => {
    const server = await sandbox({ faults: [{ kind: "reject", code: "SMN.0227", numbers: [numberOf(17)] }] });
    const { outcomes, error } = await send(server, sandboxCredentials, OPTIONS);
    expect(error).toBeUndefined();
    expect(outcomes).toHaveLength(200);
    expect(byStatus(outcomes)["rejected"]).toEqual([17]);
  });

  it("when the signature is refused, with no more requests than are under way at once", async () => {
    const server = await sandbox({});
    const ended = await send(server, { ak: sandboxCredentials.ak, sk: "wrongSecret" }, OPTIONS);
    expectStopped(ended, server, "auth");
    expect(server.service.requests.length).toBeGreaterThan(0);
    expect(server.service.requests.length).toBeLessThanOrEqual(OPTIONS.concurrency);
    expect(byStatus(ended.outcomes)).toEqual({ unsent: range(ended.outcomes.length) });
  });

  it("when a token is refused that cannot be renewed", async () => {
    const server = await sandbox({ tokens: ["token1"] });
    server.service.expireTokens();
    const ended = await send(server, { token: "token1" }, OPTIONS);
    expectStopped(ended, server, "auth");
    expect(server.service.requests.length).toBeLessThanOrEqual(OPTIONS.concurrency);
    expect(byStatus(ended.outcomes)).toEqual({ unsent: range(ended.outcomes.length) });
  });

  it("goes on when a token is refused that can be renewed", async () => {
    const server = await sandbox({ tokens: ["token0"] });
    server.service.expireTokens();
    let tokens = 0;
    const credentials = async (): Promise<{ token: string }> => {
      const token = `token${tokens++}`;
      if (tokens > 1) server.service.addToken(token);
      return { token };
    };
    const { outcomes, error } = await send(server, credentials, OPTIONS);
    expect(error).toBeUndefined();
    expect(byStatus(outcomes)).toEqual({ accepted: range(200) });
  });

  it("when the address answers with redirects", async () => {
    const server = await sandbox({ faults: [{ kind: "redirect", location: "/elsewhere", times: "always" }] });
    const ended = await send(server, sandboxCredentials, OPTIONS);
    expectStopped(ended, server, "protocol");
    expect(server.service.requests.length).toBeLessThanOrEqual(OPTIONS.concurrency);
  });

  it("settles what is under way, and gives back what waits for its number", async () => {
    const held = service("hold");
    const inputs = [0, 0, 1, 2, 3, 4, 5].map((number, index) => messageOf(index, numberOf(number)));
    const ended = drain(run(held, inputs, { batchSize: 2, concurrency: 2 }));
    await settled();
    expect(held.texts).toEqual(["text 0", "text 2", "text 3", "text 4"]);
    held.open[0]!.fail(
      new SmnError("refused", { code: "api", sent: "no", status: 403, serviceCode: "SMN.0070" }),
    );
    await settled();
    held.open[0]!.accept();
    const { outcomes, error } = await ended;
    expect(held.requests).toHaveLength(2);
    expect(byStatus(outcomes)).toEqual({ rejected: [0, 2], accepted: [3, 4], unsent: [1] });
    expect(error).toMatchObject({ code: "api", serviceCode: "SMN.0070" });
  });

  it.each([
    ["continue", 4],
    ["stop", 1],
  ] as const)("goes by onUnknown: %s", async (onUnknown, requests) => {
    const held = service("hold");
    const ended = drain(run(held, messagesOf(8), { batchSize: 2, concurrency: 1, onUnknown }));
    await settled();
    held.open[0]!.fail(new SmnError("broken", { code: "network", sent: "maybe" }));
    for (let request = 1; request < requests; request++) {
      await settled();
      held.open[0]!.accept();
    }
    const { outcomes, error } = await ended;
    expect(byStatus(outcomes)["unknown"]).toEqual([0, 1]);
    expect(held.requests).toHaveLength(requests);
    if (onUnknown === "stop") expect(error).toMatchObject({ code: "network", sent: "maybe" });
    else expect(error).toBeUndefined();
  });

  it("goes by onUnknown for a single result as well", async () => {
    const held = service("hold");
    const ended = drain(run(held, messagesOf(8), { batchSize: 2, concurrency: 1, onUnknown: "stop" }));
    await settled();
    held.open[0]!.answer([{ endpoint: numberOf(0), message_id: "id" }]);
    const { outcomes, error } = await ended;
    expect(byStatus(outcomes)).toMatchObject({ accepted: [0], unknown: [1] });
    expect(held.requests).toHaveLength(1);
    expect(error).toMatchObject({ code: "protocol", sent: "maybe" });
  });
});
