import { describe, expect, test, vi } from "vitest";
import { createCredentialCache } from "../../src/auth/credentialCache.js";
import type { Credentials, ResolvedCredentials } from "../../src/auth/credentials.js";
import { SmnError } from "../../src/base/errors.js";
import { deferred, failureOf, fakeClock, MINUTE, printed, START } from "./support.js";

const HOUR = 60 * MINUTE;

/** Numbered tokens; what a call does can be replaced for one call. */
function numbered(lifetimeMs: number | undefined, clock = fakeClock()) {
  let calls = 0;
  const provider = vi.fn(async (): Promise<ResolvedCredentials> => {
    calls += 1;
    return {
      token: `t${calls}`,
      ...(lifetimeMs === undefined ? {} : { expiresAt: clock.now() + lifetimeMs }),
    };
  });
  return { clock, provider, cache: createCredentialCache(provider, { clock }) };
}

const refusal = (status: number): SmnError =>
  new SmnError(`HTTP ${status}`, { code: "auth", sent: "no", status });

describe("static credentials", () => {
  test("are handed out as they are and cannot be renewed", async () => {
    const cache = createCredentialCache({ ak: "a", sk: "s" });
    expect(await cache.get()).toEqual({ ak: "a", sk: "s" });
    expect(await cache.renew(await cache.get())).toBeUndefined();
  });

  test("are checked at once", async () => {
    const error = await failureOf(() => createCredentialCache({ ak: "a" } as unknown as Credentials));
    expect(error).toMatchObject({ code: "validation", sent: "no" });
    expect((error as Error).message).toMatch(/^credentials: /);
  });

  test("are not handed out after an abort", async () => {
    const cache = createCredentialCache({ token: "t" });
    expect(await failureOf(cache.get(AbortSignal.abort()))).toMatchObject({ code: "aborted", sent: "no" });
    expect(await failureOf(cache.renew({ token: "t" }, AbortSignal.abort()))).toMatchObject({
      code: "aborted",
    });
  });
});

describe("a provider", () => {
  test("is not called before it is needed", () => {
    expect(numbered(HOUR).provider).not.toHaveBeenCalled();
  });

  test("is called once for many that wait", async () => {
    const { cache, provider } = numbered(24 * HOUR);
    const all = await Promise.all(Array.from({ length: 100 }, () => cache.get()));
    expect(new Set(all).size).toBe(1);
    expect(provider).toHaveBeenCalledTimes(1);
  });

  test("is never called again for credentials without expiry", async () => {
    const { cache, provider, clock } = numbered(undefined);
    await cache.get();
    clock.advance(1000 * HOUR);
    await cache.get();
    expect(provider).toHaveBeenCalledTimes(1);
  });

  test.each([
    ["40 minutes before the end of a day", 24 * HOUR, 24 * HOUR - 40 * MINUTE],
    ["at half of the lifetime when that is shorter than 80 minutes", 15 * MINUTE, 7.5 * MINUTE],
    ["at 40 minutes of 80", 80 * MINUTE, 40 * MINUTE],
  ])("is called again %s", async (_, lifetime, renewAt) => {
    const { cache, provider, clock } = numbered(lifetime);
    await cache.get();
    clock.advance(renewAt - 1);
    expect(await cache.get()).toMatchObject({ token: "t1" });
    clock.advance(1);
    expect(await cache.get()).toMatchObject({ token: "t2" });
    expect(provider).toHaveBeenCalledTimes(2);
  });

  test("measures the lifetime from when it answered", async () => {
    const clock = fakeClock();
    const provider = vi.fn(async () => {
      clock.advance(5 * MINUTE);
      return { token: "t", expiresAt: START + 15 * MINUTE };
    });
    const cache = createCredentialCache(provider, { clock });
    await cache.get();
    clock.advance(5 * MINUTE - 1);
    await cache.get();
    expect(provider).toHaveBeenCalledTimes(1);
  });

  test("that renews ahead of time holds up only the one who noticed", async () => {
    const { cache, provider, clock } = numbered(HOUR);
    await cache.get();
    clock.advance(30 * MINUTE);
    const slow = deferred<ResolvedCredentials>();
    provider.mockImplementationOnce(() => slow.promise);
    const first = cache.get();
    expect(await cache.get()).toMatchObject({ token: "t1" });
    slow.resolve({ token: "new" });
    expect(await first).toMatchObject({ token: "new" });
    expect(await cache.get()).toMatchObject({ token: "new" });
    expect(provider).toHaveBeenCalledTimes(2);
  });

  test("that fails ahead of time is tried again after 30 s, the old credentials stay in use", async () => {
    const { cache, provider, clock } = numbered(HOUR);
    await cache.get();
    clock.advance(30 * MINUTE);
    provider.mockRejectedValueOnce(new Error("secret"));
    expect(await cache.get()).toMatchObject({ token: "t1" });
    clock.advance(29_999);
    expect(await cache.get()).toMatchObject({ token: "t1" });
    expect(provider).toHaveBeenCalledTimes(2);
    clock.advance(1);
    expect(await cache.get()).toMatchObject({ token: "t2" });
  });

  test("that fails after the expiry is an error, and is asked again by the next", async () => {
    const { cache, provider, clock } = numbered(HOUR);
    await cache.get();
    clock.advance(HOUR);
    provider.mockRejectedValueOnce(new Error("secret"));
    expect(await failureOf(cache.get())).toMatchObject({ code: "auth", sent: "no" });
    expect(await cache.get()).toMatchObject({ token: "t2" });
  });

  test("whose renewal fails while the old credentials run out is an error", async () => {
    const { cache, provider, clock } = numbered(HOUR);
    await cache.get();
    clock.advance(59 * MINUTE);
    provider.mockImplementationOnce(async () => {
      clock.advance(MINUTE);
      throw new Error("secret");
    });
    expect(await failureOf(cache.get())).toMatchObject({ code: "auth" });
  });

  test("hands out credentials until the very end, not at it", async () => {
    const { cache, provider, clock } = numbered(HOUR);
    await cache.get();
    provider.mockRejectedValue(new Error("secret"));
    clock.advance(HOUR - 1);
    expect(await cache.get()).toMatchObject({ token: "t1" });
    clock.advance(1);
    await failureOf(cache.get());
  });

  test.each([
    ["nothing", undefined],
    ["half a key", { ak: "secret" }],
    ["a token with a line break", { token: "secret\n" }],
    ["an expiry that is no time", { token: "secret", expiresAt: "soon" }],
    ["an expiry that has passed", { token: "secret", expiresAt: START }],
    ["an expiry in seconds", { token: "secret", expiresAt: START / 1000 }],
  ])("that hands out %s is an error that does not show it", async (_, value) => {
    const cache = createCredentialCache(async () => value as ResolvedCredentials, { clock: fakeClock() });
    const error = await failureOf(cache.get());
    expect(error).toMatchObject({ code: "auth", sent: "no" });
    expect(error.message).toContain("provider");
    expect(printed(error)).not.toContain("secret");
  });

  test("that throws something of its own does not get it printed", async () => {
    class LeakySecretError extends Error {
      headers = { authorization: "secret" };
    }
    const cause = Object.assign(new Error("secret"), { code: "ECONNREFUSED", config: "secret" });
    for (const thrown of [
      new LeakySecretError("secret", { cause }),
      new Error("secret"),
      "secret",
      Object.assign(new Error("x"), { code: "SECRET1SECRET" }),
      { secret: 1 },
      null,
    ]) {
      const cache = createCredentialCache(() => Promise.reject(thrown));
      const error = await failureOf(cache.get());
      expect(error).toMatchObject({ code: "auth", sent: "no" });
      expect(
        printed(error)
          .toLowerCase()
          .replaceAll(import.meta.filename.toLowerCase(), ""),
      ).not.toContain("secret");
    }
  });

  test("that throws before it returns a promise is handled alike", async () => {
    const cache = createCredentialCache(() => {
      throw new Error("secret");
    });
    expect(await failureOf(cache.get())).toMatchObject({ code: "auth", sent: "no" });
  });

  test("keeps its SmnErrors as they are", async () => {
    const error = refusal(503);
    const cache = createCredentialCache(() => Promise.reject(error));
    expect(await failureOf(cache.get())).toBe(error);
  });
});

describe("a refusal", () => {
  test.each([401, 403])("with status %i is remembered for 3 s", async (status) => {
    const { cache, provider, clock } = numbered(HOUR);
    const error = refusal(status);
    provider.mockRejectedValueOnce(error);
    expect(await failureOf(cache.get())).toBe(error);
    clock.advance(2_999);
    expect(await failureOf(cache.get())).toBe(error);
    expect(provider).toHaveBeenCalledTimes(1);
    clock.advance(1);
    expect(await cache.get()).toMatchObject({ token: "t1" });
  });

  test.each([400, 429, 500, undefined])("with status %s is not remembered", async (status) => {
    const { cache, provider } = numbered(HOUR);
    provider.mockRejectedValueOnce(new SmnError("x", { code: "auth", sent: "no", status }));
    await failureOf(cache.get());
    expect(await cache.get()).toMatchObject({ token: "t1" });
  });
});

describe("renew", () => {
  test("calls the provider although the credentials are valid", async () => {
    const { cache, provider } = numbered(HOUR);
    const failed = await cache.get();
    expect(await cache.renew(failed)).toMatchObject({ token: "t2" });
    expect(await cache.get()).toMatchObject({ token: "t2" });
    expect(provider).toHaveBeenCalledTimes(2);
  });

  test("calls it once for many that failed, at the same time or late", async () => {
    const { cache, provider } = numbered(HOUR);
    const failed = await cache.get();
    await Promise.all(Array.from({ length: 50 }, () => cache.renew(failed)));
    expect(await cache.renew(failed)).toMatchObject({ token: "t2" });
    expect(await cache.renew({ ...failed })).toMatchObject({ token: "t2" });
    expect(provider).toHaveBeenCalledTimes(2);
  });

  test("recognises a copy of the current credentials", async () => {
    const { cache, provider } = numbered(HOUR);
    expect(await cache.renew({ ...(await cache.get()) })).toMatchObject({ token: "t2" });
    expect(provider).toHaveBeenCalledTimes(2);
  });

  test("makes later callers wait for the new credentials", async () => {
    const { cache, provider } = numbered(HOUR);
    const failed = await cache.get();
    const slow = deferred<ResolvedCredentials>();
    provider.mockImplementationOnce(() => slow.promise);
    const renewed = cache.renew(failed);
    const got = cache.get();
    slow.resolve({ token: "new" });
    expect(await renewed).toMatchObject({ token: "new" });
    expect(await got).toMatchObject({ token: "new" });
  });

  test("that fails is an error for who asked, and the others keep what is valid", async () => {
    const { cache, provider } = numbered(HOUR);
    const failed = await cache.get();
    provider.mockRejectedValueOnce(refusal(403));
    const renewed = failureOf(cache.renew(failed));
    const got = cache.get();
    expect(await renewed).toMatchObject({ status: 403 });
    expect(await got).toBe(failed);
    expect(await failureOf(cache.renew(failed))).toMatchObject({ status: 403 });
    expect(provider).toHaveBeenCalledTimes(2);
    expect(await cache.get()).toBe(failed);
  });

  test("before the first get gets credentials", async () => {
    const { cache } = numbered(HOUR);
    expect(await cache.renew({ token: "other" })).toMatchObject({ token: "t1" });
  });
});

describe("an abort", () => {
  test("ends one caller's wait, not the call of the provider", async () => {
    const { cache, provider } = numbered(HOUR);
    const slow = deferred<ResolvedCredentials>();
    provider.mockImplementationOnce(() => slow.promise);
    const controller = new AbortController();
    const impatient = failureOf(cache.get(controller.signal));
    const patient = cache.get(new AbortController().signal);
    controller.abort(new Error("enough"));
    expect(await impatient).toMatchObject({
      code: "aborted",
      sent: "no",
      cause: controller.signal.reason as Error,
    });
    slow.resolve({ token: "t" });
    expect(await patient).toEqual({ token: "t" });
    expect(provider).toHaveBeenCalledTimes(1);
  });

  test("before the call does not call the provider", async () => {
    const { cache, provider } = numbered(HOUR);
    expect(await failureOf(cache.get(AbortSignal.abort()))).toMatchObject({ code: "aborted" });
    expect(await failureOf(cache.renew({ token: "x" }, AbortSignal.abort()))).toMatchObject({
      code: "aborted",
    });
    expect(provider).not.toHaveBeenCalled();
  });

  test("of everyone leaves no unhandled rejection and no listener", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    const { cache, provider } = numbered(HOUR);
    const slow = deferred<ResolvedCredentials>();
    provider.mockImplementationOnce(() => slow.promise);
    const controller = new AbortController();
    const remove = vi.spyOn(controller.signal, "removeEventListener");
    const waiting = failureOf(cache.get(controller.signal));
    controller.abort();
    await waiting;
    slow.reject(new Error("secret"));
    await new Promise((resolve) => setImmediate(resolve));
    process.off("unhandledRejection", unhandled);
    expect(unhandled).not.toHaveBeenCalled();
    expect(remove).toHaveBeenCalled();
  });
});

test("the cache shows no secret when it is printed", async () => {
  const fixed = createCredentialCache({ ak: "a", sk: "very-secret" });
  const dynamic = createCredentialCache(async () => ({ token: "very-secret" }));
  await Promise.all([fixed.get(), dynamic.get()]);
  expect(printed({ fixed, dynamic })).not.toContain("very-secret");
});

describe("a provider that hangs", () => {
  test("is waited for no longer than the time-out, and called anew by the next request", async () => {
    let calls = 0;
    const provider = (): Promise<ResolvedCredentials> =>
      calls++ === 0 ? new Promise(() => undefined) : Promise.resolve({ token: "t" });
    const cache = createCredentialCache(provider, { timeoutMs: 5 });
    const failures = await Promise.all([failureOf(cache.get()), failureOf(cache.get())]);
    for (const failure of failures) {
      expect(failure).toMatchObject({ code: "timeout", sent: "no" });
      expect(failure.message).toContain("no answer within 5 ms");
    }
    expect(calls).toBe(1);
    expect(await cache.get()).toEqual({ token: "t" });
  });
});

describe("credentials that were refused while others are fetched", () => {
  test("are used by nobody any more, however many ask", async () => {
    const { cache, provider, clock } = numbered(HOUR);
    const refused = await cache.get();
    clock.advance(30 * MINUTE);
    const slow = deferred<ResolvedCredentials>();
    provider.mockImplementationOnce(() => slow.promise);
    const waiting = [cache.get()];
    // Until somebody says that they were refused, the old ones are good enough.
    expect(await cache.get()).toMatchObject({ token: "t1" });
    waiting.push(cache.renew(refused).then((renewed) => renewed!));
    waiting.push(cache.get(), cache.get());
    slow.resolve({ token: "new" });
    expect(await Promise.all(waiting)).toMatchObject(waiting.map(() => ({ token: "new" })));
    expect(provider).toHaveBeenCalledTimes(2);
  });

  test("are not replaced a second time by whoever was refused earlier, also where the token is the same", async () => {
    const provider = vi.fn(async () => ({ token: "same" }));
    const cache = createCredentialCache(provider, { clock: fakeClock() });
    const refused = await cache.get();
    const renewed = await cache.renew(refused);
    expect(await cache.renew(refused)).toBe(renewed);
    expect(provider).toHaveBeenCalledTimes(2);
    await cache.renew(renewed!);
    expect(provider).toHaveBeenCalledTimes(3);
  });

  test("are not replaced for somebody who has given up", async () => {
    const { cache, provider } = numbered(HOUR);
    const refused = await cache.get();
    expect(await failureOf(cache.renew(refused, AbortSignal.abort()))).toMatchObject({ code: "aborted" });
    expect(provider).toHaveBeenCalledTimes(1);
  });
});
