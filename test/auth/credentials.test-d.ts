import { assertType, test } from "vitest";
import type { Credentials, ResolvedCredentials } from "../../src/auth/credentials.js";

test("a token, a key or a provider are credentials", () => {
  assertType<Credentials>({ token: "t" });
  assertType<Credentials>({ ak: "a", sk: "s" });
  assertType<Credentials>({ ak: "a", sk: "s", securityToken: undefined, projectId: "p" });
  assertType<Credentials>(async () => ({ token: "t", expiresAt: new Date() }));
  assertType<ResolvedCredentials>({ ak: "a", sk: "s", expiresAt: "2026-03-01T08:00:00Z" });
});

test("wrong combinations do not compile", () => {
  // @ts-expect-error -- nothing at all
  assertType<Credentials>({});
  // @ts-expect-error -- half a key
  assertType<Credentials>({ ak: "a" });
  // @ts-expect-error -- the other half
  assertType<Credentials>({ sk: "s" });
  // @ts-expect-error -- token and key
  assertType<Credentials>({ token: "t", ak: "a", sk: "s" });
  // @ts-expect-error -- a security token belongs to a key
  assertType<Credentials>({ token: "t", securityToken: "s" });
  // @ts-expect-error -- a provider has to be asynchronous
  assertType<Credentials>(() => ({ token: "t" }));
  // @ts-expect-error -- a provider that hands out half a key
  assertType<Credentials>(async () => ({ ak: "a" }));
});
