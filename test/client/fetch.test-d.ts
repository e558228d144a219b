import { expectTypeOf, test } from "vitest";
import { fetch as undiciFetch } from "undici";
import type { SmsClientOptions } from "../../src/client.js";
import type { IamPasswordOptions } from "../../src/auth/iamPassword.js";
import type { PushVerifierOptions } from "../../src/push/createPushVerifier.js";

type ClientFetch = NonNullable<SmsClientOptions["fetch"]>;

/** As `node-fetch` has it: classes of its own, and a stream of Node for the body. */
type NodeFetch = (
  url: string | URL,
  init?: {
    method?: string;
    headers?: Record<string, string> | [string, string][];
    redirect?: "follow" | "manual" | "error";
    signal?: { readonly aborted: boolean } | null;
    body?: NodeJS.ArrayBufferView | NodeJS.ReadableStream | string;
  },
) => Promise<{
  status: number;
  type: "basic" | "default";
  redirected: boolean;
  headers: { forEach(callback: (value: string, name: string, all: object) => void): void };
  body: NodeJS.ReadableStream | null;
}>;

test("any fetch that does what is needed is a fetch for the client", () => {
  expectTypeOf<typeof globalThis.fetch>().toExtend<ClientFetch>();
  expectTypeOf<typeof undiciFetch>().toExtend<ClientFetch>();
  expectTypeOf<NodeFetch>().toExtend<ClientFetch>();
  expectTypeOf<(url: string, init: RequestInit) => Promise<Response>>().toExtend<ClientFetch>();
  expectTypeOf<() => Promise<Response>>().toExtend<ClientFetch>();
});

test("the same ones fit wherever a fetch can be given", () => {
  expectTypeOf<IamPasswordOptions["fetch"]>().toEqualTypeOf<SmsClientOptions["fetch"]>();
  expectTypeOf<PushVerifierOptions["fetch"]>().toEqualTypeOf<SmsClientOptions["fetch"]>();
});

test("what a fetch is given can be passed on", () => {
  const passing: ClientFetch = (url, init) => undiciFetch(url, { ...init });
  const remaking: ClientFetch = (url, init) => globalThis.fetch(new Request(url, init));
  expectTypeOf([passing, remaking]).toEqualTypeOf<ClientFetch[]>();
});

test("what is no fetch does not fit", () => {
  expectTypeOf<() => Promise<string>>().not.toExtend<ClientFetch>();
  expectTypeOf<(url: number) => Promise<Response>>().not.toExtend<ClientFetch>();
});
