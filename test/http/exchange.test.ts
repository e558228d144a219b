import { describe, expect, it } from "vitest";
import { createCredentialCache } from "../../src/auth/credentialCache.js";
import type { Credentials } from "../../src/auth/credentials.js";
import { SmnError } from "../../src/base/errors.js";
import {
  createExchange,
  type Answer,
  type ExchangeHooks,
  type PlainRequest,
} from "../../src/http/exchange.js";
import { defaultRetry, type RetryOptions } from "../../src/http/retryOptions.js";
import { TransportFailure, type WireRequest, type WireResponse } from "../../src/base/wire.js";
import { answer, countListeners, fakeClock, type FakeClock } from "./support.js";

const PLAIN: PlainRequest = {
  method: "POST",
  url: "https://smn.cn-north-4.myhuaweicloud.com/v2/p1/notifications/sms",
  headers: { "content-type": "application/json" },
  body: new TextEncoder().encode('{"sms_message":[{"message":"您的验证码是 482913"}]}'),
  signal: undefined,
};
const OK = answer(200, { request_id: "r", result: [] });
const THROTTLED = answer(429, "");
const EXPIRED = answer(401, { error_code: "APIGW.0307", error_msg: "The token must be updated." });
const REFUSED = new TransportFailure("network", false);
const BROKEN = new TransportFailure("network", true);

type Step = WireResponse | Error | ((request: WireRequest) => WireResponse | Promise<WireResponse>);

interface Rig {
  run: (hooks?: ExchangeHooks, request?: Partial<PlainRequest>) => Promise<Answer>;
  sent: WireRequest[];
  clock: FakeClock;
  provided: () => number;
}

/** An exchange whose transport gives the steps in turn, the last one for ever. */
function rig(
  steps: Step[],
  given: { credentials?: Credentials; retry?: Partial<RetryOptions>; random?: number } = {},
): Rig {
  const clock = fakeClock();
  const sent: WireRequest[] = [];
  let provided = 0;
  const provider = async (): Promise<{ token: string }> => ({ token: `token-${++provided}` });
  const exchange = createExchange({
    credentials: createCredentialCache(given.credentials ?? provider, { clock }),
    transport: async (request) => {
      const step = steps[Math.min(sent.length, steps.length - 1)]!;
      sent.push(request);
      if (step instanceof Error) throw step;
      return typeof step === "function" ? step(request) : step;
    },
    clock,
    random: () => given.random ?? 0.5,
    retry: { ...defaultRetry, ...given.retry },
    timeoutMs: 30_000,
  });
  return {
    run: (hooks, request) => exchange({ ...PLAIN, ...request }, hooks),
    sent,
    clock,
    provided: () => provided,
  };
}

describe("a request", () => {
  it("is sent once when it succeeds", async () => {
    const { run, sent, clock } = rig([OK]);
    expect(await run()).toMatchObject({ response: OK });
    expect([sent.length, clock.pauses]).toEqual([1, []]);
    expect(sent[0]!.headers["x-auth-token"]).toBe("token-1");
    expect(sent[0]!.body).toBe(PLAIN.body);
  });

  it.each<[string, Step]>([
    ["a broken connection", BROKEN],
    ["a timeout", new TransportFailure("timeout", true)],
    ["an answer that is too large", new TransportFailure("oversized", true)],
    ["a followed redirect", new TransportFailure("redirected", true)],
    ["an error of the transport that is not declared", new TypeError("x-auth-token: token-1")],
    ["a 500", answer(500)],
    ["a 502 page", answer(502, "<html>")],
    ["a 503 page", answer(503, "<html>")],
    ["a 504", answer(504, { error_code: "APIGW.0201", error_msg: "Backend timeout" })],
    ["SMN.0019", answer(400, { code: "SMN.0019", message: "Producer Exceptions." })],
    ["200 with a page", answer(200, "<html>")],
  ])("is not retried after %s", async (_name, step) => {
    const { run, sent, clock } = rig([step, OK]);
    const { error } = await run();
    expect([sent.length, clock.pauses.length]).toEqual([1, 0]);
    expect(error?.sent).toBe("maybe");
    expect(String(error)).not.toContain("token-1");
  });

  it.each<[string, Step]>([
    ["a refusal", answer(400, { code: "SMN.0087", message: "m" })],
    ["a redirect", answer(307)],
  ])("is not retried after %s", async (_name, step) => {
    const { run, sent } = rig([step, OK]);
    const { error } = await run();
    expect([sent.length, error?.sent]).toEqual([1, "no"]);
  });

  it.each<[string, Step]>([
    ["no connection", REFUSED],
    ["a throttle", THROTTLED],
    ["a failed authentication step", answer(503, { error_code: "APIGW.0613", error_msg: "m" })],
  ])("is repeated after %s, with pauses that double", async (_name, step) => {
    const { run, sent, clock } = rig([step, step, step, OK]);
    expect(await run()).toMatchObject({ response: OK });
    expect([sent.length, clock.pauses]).toEqual([4, [500, 1_000, 2_000]]);
  });

  it("is repeated up to the deadline, and then says that nothing was sent", async () => {
    const { run, clock } = rig([THROTTLED]);
    const { error } = await run();
    expect(error).toMatchObject({ status: 429, sent: "no" });
    const waited = clock.pauses.reduce((sum, pause) => sum + pause, 0);
    expect(waited).toBeLessThan(60_000);
    expect(waited).toBeGreaterThan(40_000);
  });

  it.each([0, 0.5, 0.999])("is not retried at all with a deadline of 0 (random %d)", async (random) => {
    const { run, sent } = rig([THROTTLED, OK], { retry: { deadlineMs: 0 }, random });
    expect((await run()).error?.status).toBe(429);
    expect(sent.length).toBe(1);
  });

  it("takes the deadline of a hook before its own", async () => {
    const { run, sent } = rig([THROTTLED, OK]);
    expect((await run({ deadlineMs: 0 })).error?.status).toBe(429);
    expect(sent.length).toBe(1);
  });

  it("waits as long as the service asks, and not at all where that is past the deadline", async () => {
    const asked = (seconds: string): WireResponse => answer(429, "", { "retry-after": seconds });
    const short = rig([asked("7"), OK]);
    await short.run();
    expect(short.clock.pauses).toEqual([7_500]);
    const long = rig([asked("61"), OK]);
    expect((await long.run()).error?.retryAfterMs).toBe(61_000);
    expect([long.clock.pauses, long.sent.length]).toEqual([[], 1]);
  });

  it("does not count the time before its first attempt", async () => {
    const { run, sent, clock } = rig([THROTTLED, OK]);
    const beforeAttempt = (attempt: number): void => {
      if (attempt === 1) clock.advance(120_000);
    };
    expect((await run({ beforeAttempt })).response).toBe(OK);
    expect(sent.length).toBe(2);
  });
});

describe("a token that was refused", () => {
  it("is renewed once, and the request repeated at once", async () => {
    const { run, sent, clock, provided } = rig([EXPIRED, OK]);
    expect(await run()).toMatchObject({ response: OK });
    expect(sent.map(({ headers }) => headers["x-auth-token"])).toEqual(["token-1", "token-2"]);
    expect([provided(), clock.pauses]).toEqual([2, []]);
  });

  it("is not renewed a second time", async () => {
    const { run, sent } = rig([EXPIRED]);
    expect((await run()).error).toMatchObject({ status: 401, code: "auth", sent: "no" });
    expect(sent.length).toBe(2);
  });

  it("is renewed after a throttle as well, and throttles after it are waited for", async () => {
    const { run, sent } = rig([THROTTLED, EXPIRED, THROTTLED, OK]);
    expect((await run()).response).toBe(OK);
    expect(sent.map(({ headers }) => headers["x-auth-token"])).toEqual([
      "token-1",
      "token-1",
      "token-2",
      "token-2",
    ]);
  });

  it("cannot be renewed where it is a literal", async () => {
    const { run, sent } = rig([EXPIRED, OK], { credentials: { token: "fixed" } });
    expect((await run()).error).toMatchObject({ status: 401, code: "auth", sent: "no" });
    expect(sent.length).toBe(1);
  });

  it("ends the request when its provider fails", async () => {
    let calls = 0;
    const credentials = async (): Promise<{ token: string }> => {
      if (++calls > 1) throw new Error("token-1 SECRET");
      return { token: "token-1" };
    };
    const { run, sent } = rig([EXPIRED, OK], { credentials });
    const { error } = await run();
    expect(error).toMatchObject({ code: "auth", sent: "no" });
    expect(String(error)).not.toContain("SECRET");
    expect(sent.length).toBe(1);
  });
});

describe("a signed request", () => {
  const credentials = { ak: "AKIDEXAMPLE123456789", sk: "sk-secret", securityToken: "st-secret" };

  it.each<[string, Step]>([
    ["a wrong signature", answer(401, { error_code: "APIGW.0301", error_msg: "verify aksk signature fail" })],
    ["what says that a token must be updated", EXPIRED],
    ["a bare 401", answer(401)],
  ])("is never repeated after %s", async (_name, step) => {
    const { run, sent } = rig([step, OK], { credentials });
    expect((await run()).error).toMatchObject({ code: "auth", sent: "no", status: 401 });
    expect(sent.length).toBe(1);
  });

  it("is signed afresh for every attempt, over the bytes that are sent", async () => {
    const { run, sent } = rig([THROTTLED, OK], { credentials, random: 1 });
    await run();
    const [first, second] = sent.map(({ headers }) => headers) as [
      Record<string, string>,
      Record<string, string>,
    ];
    expect([first["X-Sdk-Date"], second["X-Sdk-Date"]]).toEqual(["20260301T080000Z", "20260301T080001Z"]);
    expect(first["Authorization"]).toMatch(/^SDK-HMAC-SHA256 Access=AKIDEXAMPLE123456789, /);
    expect(first["Authorization"]).not.toBe(second["Authorization"]);
    expect([first["X-Project-Id"], first["X-Security-Token"], first["host"]]).toEqual([
      "p1",
      "st-secret",
      "smn.cn-north-4.myhuaweicloud.com",
    ]);
    expect(JSON.stringify(sent.map(({ headers }) => headers))).not.toContain("sk-secret");
  });

  it("has no project in its headers where the address names none", async () => {
    const { run, sent } = rig([OK], { credentials });
    await run({}, { url: "https://smn.cn-north-4.myhuaweicloud.com/v2" });
    expect(Object.keys(sent[0]!.headers)).not.toContain("X-Project-Id");
  });
});

describe("credentials", () => {
  it("that fail end the request before anything is sent", async () => {
    const credentials = async (): Promise<never> => {
      throw new Error("password hunter2");
    };
    const { run, sent } = rig([OK], { credentials });
    const { error } = await run();
    expect(error).toMatchObject({ code: "auth", sent: "no" });
    expect(String(error)).not.toContain("hunter2");
    expect(sent.length).toBe(0);
  });

  it.each(["tökén-\u4f60", "a\u0000b", "a\r\nX-Evil: 1"])(
    "that no header can carry send nothing: %j",
    async (token) => {
      const { run, sent } = rig([OK], { credentials: async () => ({ token }) });
      const { error } = await run();
      expect(error).toMatchObject({ code: "auth", sent: "no" });
      expect(String(error)).not.toContain(token);
      expect(sent.length).toBe(0);
    },
  );
});

describe("an abort", () => {
  it("before anything sends nothing", async () => {
    const { run, sent } = rig([OK]);
    const { error } = await run({}, { signal: AbortSignal.abort() });
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect(sent.length).toBe(0);
  });

  it("during a pause ends it, and proves that nothing was sent", async () => {
    const controller = new AbortController();
    const { run, sent, clock } = rig([THROTTLED, OK]);
    const { error } = await run({ onPause: () => controller.abort() }, { signal: controller.signal });
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect([sent.length, clock.pauses]).toEqual([1, []]);
  });

  it("while the request is on its way proves nothing", async () => {
    const { run } = rig([new TransportFailure("aborted", true), OK]);
    expect((await run()).error).toMatchObject({ code: "aborted", sent: "maybe" });
  });

  it("while credentials are fetched ends the wait", async () => {
    const controller = new AbortController();
    const credentials = (): Promise<never> => new Promise(() => queueMicrotask(() => controller.abort()));
    const { run, sent } = rig([OK], { credentials });
    expect((await run({}, { signal: controller.signal })).error).toMatchObject({
      code: "aborted",
      sent: "no",
    });
    expect(sent.length).toBe(0);
  });

  it("by haltSignal ends pauses, but not an attempt under way", async () => {
    const halt = new AbortController();
    const step = (): WireResponse => {
      halt.abort();
      return OK;
    };
    const inFlight = rig([step]);
    expect((await inFlight.run({ haltSignal: halt.signal })).response).toBe(OK);
    const pausing = rig([THROTTLED, OK]);
    const other = new AbortController();
    const { error } = await pausing.run({ haltSignal: other.signal, onPause: () => other.abort() });
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect(pausing.sent.length).toBe(1);
  });

  it("leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    const counted = countListeners(signal);
    const { run } = rig([THROTTLED, EXPIRED, OK]);
    await run({}, { signal });
    expect(counted()).toBe(0);
  });
});

describe("hooks", () => {
  it("are called before every attempt and for every pause", async () => {
    const calls: string[] = [];
    const { run, sent } = rig([REFUSED, EXPIRED, THROTTLED, OK]);
    await run({
      beforeAttempt: async (attempt) => void calls.push(`attempt ${attempt} after ${sent.length} sent`),
      onPause: (delayMs, error) => void calls.push(`pause ${delayMs} ${error.status ?? error.code}`),
    });
    expect(calls).toEqual([
      "attempt 1 after 0 sent",
      "pause 500 network",
      "attempt 2 after 1 sent",
      "attempt 3 after 2 sent",
      "pause 2000 429",
      "attempt 4 after 3 sent",
    ]);
  });

  it("that fail before an attempt keep it from being sent", async () => {
    const failure = new SmnError("disk full", { code: "validation", sent: "no" });
    const { run, sent } = rig([OK]);
    expect(await run({ beforeAttempt: () => Promise.reject(failure) })).toEqual({ error: failure });
    expect(sent.length).toBe(0);
  });
});
