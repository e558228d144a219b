import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { TransportFailure, type WireResponse } from "../../src/base/wire.js";
import { BROKEN, EXPIRED, OK, PLAIN, REFUSED, rig, THROTTLED, type Step } from "./exchangeRig.js";
import { answer, countListeners } from "./support.js";

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

  it("counts as broken off where the transport fails in an undeclared way", async () => {
    const { error } = await rig([new TypeError("x-auth-token: token-1")]).run();
    expect(error).toMatchObject({ code: "network", sent: "maybe" });
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
    const { error, response } = await run();
    expect(error).toMatchObject({ code: "auth", sent: "no", message: "the credentials provider failed" });
    expect(response).toBe(EXPIRED);
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

  it("is not repeated after a refusal either where a provider gives the keys", async () => {
    const { run, sent } = rig([EXPIRED, OK], { credentials: async () => credentials });
    expect((await run()).error).toMatchObject({ code: "auth", sent: "no", status: 401 });
    expect(sent.length).toBe(1);
  });

  it("that is too old says that the clock may be wrong", async () => {
    const late = answer(401, { error_code: "APIGW.0301", error_msg: "signature expired" });
    const { error } = await rig([late], { credentials }).run();
    expect(error?.message).toContain("Signatures are valid for 15 minutes.");
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

  it("that no header can carry are named by their header", async () => {
    const { error } = await rig([OK], { credentials: async () => ({ token: "tökén-\u4f60" }) }).run();
    expect(error?.message).toBe(
      "The header x-auth-token has characters that HTTP cannot carry. Nothing was sent.",
    );
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
    expect(error).toMatchObject({
      code: "aborted",
      sent: "no",
      message: `POST ${PLAIN.url} was aborted. Nothing was sent.`,
    });
    expect([sent.length, clock.pauses]).toEqual([1, []]);
  });

  it("during a pause after a renewal ends it as well", async () => {
    const halt = new AbortController();
    const { run, sent } = rig([EXPIRED, THROTTLED, OK]);
    const { error } = await run({ haltSignal: halt.signal, onPause: () => halt.abort() });
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect(sent.length).toBe(2);
  });

  it("while a hook waits is an abort, whatever its reason", async () => {
    const halt = new AbortController();
    const beforeAttempt = (): never => {
      halt.abort(new SmnError("enough", { code: "validation", sent: "no" }));
      throw halt.signal.reason;
    };
    const { run, sent } = rig([OK]);
    const { error } = await run({ haltSignal: halt.signal, beforeAttempt });
    expect(error).toMatchObject({ code: "aborted", sent: "no" });
    expect(sent.length).toBe(0);
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

  it("that fail in an unexpected way do so as well, and show nothing", async () => {
    const { run, sent } = rig([OK]);
    const { error } = await run({ beforeAttempt: () => Promise.reject(new Error("hunter2")) });
    expect(error).toMatchObject({
      code: "auth",
      sent: "no",
      message: "The request could not be authenticated. Nothing was sent.",
    });
    expect(error?.cause).toBeUndefined();
    expect(sent.length).toBe(0);
  });
});
