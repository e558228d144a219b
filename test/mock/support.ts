import { expect } from "vitest";
import openapi from "../../generated/openapi.json" with { type: "json" };
import { validators, type Validator } from "../../generated/validators.js";
import { signRequest, type SigningKey } from "../../src/auth/sign/signRequest.js";
import type { Clock } from "../../src/base/clock.js";
import { matchRoute } from "../../src/mock/contract/routes.js";
import {
  createMockService,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
  type MockService,
  type MockServiceOptions,
} from "../../src/mock/index.js";

export const ORIGIN = "https://smn.cn-north-4.myhuaweicloud.com";
export const PATH = `/v2/${sandboxProjectId}/notifications/sms`;
export const URL_ = ORIGIN + PATH;
export const NOON = Date.parse("2026-03-01T12:00:00Z");
/** Text and number that no answer may repeat. */
export const SECRET_TEXT = "您的验证码是 913577";

export interface ManualClock extends Clock {
  advance(ms: number): void;
  readonly slept: readonly number[];
}

export function manualClock(start: number = NOON): ManualClock {
  let time = start;
  const slept: number[] = [];
  return {
    now: () => time,
    sleep: async (ms) => {
      slept.push(ms);
    },
    advance: (ms) => {
      time += ms;
    },
    slept,
  };
}

export function sandbox(options: MockServiceOptions = {}): MockService {
  return createMockService({ seed: 7, ...options });
}

export function message(overrides: Record<string, unknown> = {}): Record<string, unknown> {
  return { endpoint: "+8613800000001", message: "hello", sign_id: sandboxSign.sign_id, ...overrides };
}

/** Messages to as many different numbers. */
export function messages(count: number): Record<string, unknown>[] {
  return Array.from({ length: count }, (_, i) =>
    message({ endpoint: `+861380001${String(i).padStart(4, "0")}` }),
  );
}

export interface Answer {
  status: number;
  headers: Headers;
  body: Record<string, unknown>;
  results: {
    endpoint: string;
    message_id?: string;
    code?: string;
    message?: string;
    sensitive_word?: string;
  }[];
}

export interface PostOptions {
  url?: string;
  headers?: Record<string, string>;
  /** Replaces `{"sms_message": …}`. */
  body?: string | Uint8Array<ArrayBuffer>;
}

export function requestOf(list: readonly unknown[], options: PostOptions = {}): Request {
  return new Request(options.url ?? URL_, {
    method: "POST",
    headers: { "content-type": "application/json", "x-auth-token": sandboxToken.token, ...options.headers },
    body: options.body ?? JSON.stringify({ sms_message: list }),
  });
}

/** Posts messages with the sandbox's token, unless told otherwise. */
export async function post(
  service: MockService,
  list: readonly unknown[],
  options: PostOptions = {},
): Promise<Answer> {
  return read(await service.handle(requestOf(list, options)));
}

export async function read(response: Response): Promise<Answer> {
  const body = JSON.parse(await response.text()) as Record<string, unknown>;
  const results = (body["result"] ?? []) as Answer["results"];
  return { status: response.status, headers: response.headers, body, results };
}

export interface SignedOptions {
  url?: string;
  sentUrl?: string;
  date?: number;
  projectId?: string;
  signedHeaders?: string[];
  body?: string;
  sentBody?: string;
  change?: (headers: Record<string, string>) => void;
}

/** A signed request; `sent…` and `change` tamper with it after signing. */
export function signed(key: SigningKey, options: SignedOptions = {}): Request {
  const url = options.url ?? URL_;
  const body = options.body ?? JSON.stringify({ sms_message: [message()] });
  const { projectId = sandboxProjectId, signedHeaders } = options;
  const headers = signRequest(
    { method: "POST", url, headers: { "content-type": "application/json" }, body },
    key,
    {
      date: new Date(options.date ?? NOON),
      projectId,
      signedHeaders,
    },
  );
  options.change?.(headers);
  return new Request(options.sentUrl ?? url, { method: "POST", headers, body: options.sentBody ?? body });
}

/** Code and text of an error, in either shape. */
export function errorOf({ body }: Answer): { code: unknown; text: string } {
  return { code: body["code"] ?? body["error_code"], text: String(body["message"] ?? body["error_msg"]) };
}

export interface CallOptions {
  project?: string;
  query?: Record<string, string | number>;
  body?: unknown;
  headers?: Record<string, string>;
}

/** Calls an operation as `GET sms/report`, with the sandbox's token. */
export async function call(service: MockService, what: string, options: CallOptions = {}): Promise<Answer> {
  const [method, path] = what.split(" ") as [string, string];
  const { project = sandboxProjectId, query = {}, body } = options;
  const url = new URL(`${ORIGIN}/v2/${project}/notifications/${path}`);
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, String(value));
  const headers = {
    "x-auth-token": sandboxToken.token,
    "content-type": "application/json",
    ...options.headers,
  };
  const init = body === undefined ? {} : { body: JSON.stringify(body) };
  const answer = await read(await service.handle(new Request(url, { method, headers, ...init })));
  expectDocumented(answer, operationAt(method, url.pathname));
  return answer;
}

interface DocumentedOperation {
  operationId: string;
  responses: Record<string, { $ref: string }>;
}

/** The operation of the document for a method and a path. */
export function operationAt(method: string, pathname: string): DocumentedOperation {
  const match = matchRoute(method, pathname);
  const item = (openapi.paths as unknown as Record<string, Record<string, DocumentedOperation>>)[
    match.route.path
  ]!;
  return item[method.toLowerCase()]!;
}

/** Holds an answer against the schema that the document gives for its status; by default that to sending. */
export function expectDocumented(
  answer: Answer,
  operation: DocumentedOperation = operationAt("POST", PATH),
): void {
  const ref = operation.responses[String(answer.status)]?.$ref;
  expect(ref, `status ${answer.status} of ${operation.operationId} must be documented`).toBeDefined();
  const spec = (openapi.components.responses as unknown as Record<string, ResponseSpec>)[
    ref!.split("/").pop()!
  ]!;
  expectFits(spec.content["application/json"].schema.$ref.split("/").pop()!, answer.body);
}

interface ResponseSpec {
  content: { "application/json": { schema: { $ref: string } } };
}

/** Holds a value against a schema of the document. */
export function expectFits(schema: string, value: unknown): void {
  const validate = (validators as Record<string, Validator<unknown>>)[schema]!;
  validate(value);
  expect(validate(value) ? [] : validate.errors).toEqual([]);
}
