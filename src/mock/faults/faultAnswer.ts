import { errorCodes } from "../contract/errorCodes.js";
import type { BatchResponse } from "../../messages/types.js";
import type { Random } from "../base/random.js";
import { exampleValue, resolveRef } from "../contract/document.js";
import { exampleError, gatewayError, type Refused } from "../contract/refused.js";
import type { Route } from "../contract/routes.js";
import { jsonAnswer, responseOf, type WrittenAnswer } from "../contract/writtenAnswer.js";
import { brokenResponse } from "./brokenResponse.js";
import { changeResults } from "./changeResults.js";
import type { FaultMoment, StatusFault, ThrottleFault } from "./fault.js";
import type { MainFault } from "./faultQueue.js";

/** The request that a fault happens to. */
export interface FaultedRequest {
  readonly route: Route;
  readonly request_id: string;
  readonly signal: AbortSignal;
  readonly random: Random;
}

/** Whether a fault happens before or after the messages are accepted. */
export function momentOf(fault: MainFault): FaultMoment {
  switch (fault.kind) {
    case "stall":
    case "reset":
    case "truncate":
      return fault.when;
    case "status":
      return fault.when ?? "before";
    case "throttle":
    case "tokenExpired":
    case "redirect":
      return "before";
    default:
      return "after";
  }
}

/**
 * The answer of a fault.
 *
 * @param proper the body of the answer without the fault; undefined before the messages are accepted
 */
export function faultAnswer(fault: MainFault, proper: object | undefined, request: FaultedRequest): Response {
  const { request_id, signal, random } = request;
  switch (fault.kind) {
    case "stall":
    case "reset":
    case "truncate": {
      const body = proper ?? exampleValue("AllAcceptedResponse");
      return brokenResponse(fault.kind, jsonAnswer(200, body, request_id), signal);
    }
    case "results": {
      const isBatch = proper !== undefined && "result" in proper;
      const body = isBatch ? changeResults(proper as BatchResponse, fault.change, random) : (proper ?? {});
      return responseOf(jsonAnswer(200, body, request_id));
    }
    case "throttle":
      return written(throttled(fault), request_id);
    case "tokenExpired":
      return written(exampleError("TokenExpiredError", 401), request_id);
    case "redirect":
      return responseOf({ status: fault.status ?? 307, headers: { location: fault.location }, body: "" });
    case "created":
      return responseOf(jsonAnswer(201, proper ?? {}, request_id));
    case "garbage200":
      return responseOf(garbage(fault.body ?? "html", proper ?? {}, request_id));
    case "status":
      return responseOf(statusAnswer(fault, request));
  }
}

function written({ status, body, headers }: Refused, request_id: string): Response {
  return responseOf(jsonAnswer(status, body, request_id, headers));
}

function throttled({ retryAfter, limit = 200, window = "second", hint = true }: ThrottleFault): Refused {
  const named = `policy user over ratelimit,limit:${limit},time:1 ${window}`;
  const headers = retryAfter === undefined ? {} : { "retry-after": String(retryAfter) };
  return gatewayError("APIGW.0308", 429, hint ? named : undefined, headers);
}

function garbage(kind: "html" | "json", proper: object, request_id: string): WrittenAnswer {
  if (kind === "html") return page(200, "Welcome");
  const whole = jsonAnswer(200, proper, request_id);
  return { ...whole, body: whole.body.slice(0, Math.floor(whole.body.length / 2)) };
}

function statusAnswer(fault: StatusFault, { route, request_id }: FaultedRequest): WrittenAnswer {
  const { status, body, page: wanted, when } = fault;
  if (typeof body === "string") return plain(status, body);
  if (body !== undefined) {
    const headers = { "content-type": "application/json", "x-request-id": request_id };
    return { status, headers, body: JSON.stringify(body) };
  }
  const example = wanted === "html" ? undefined : documentedExample(route, status);
  // The service never says that it did not take what it has taken: a client would rightly send it again.
  const isUntrue = when === "after" && wanted === undefined && provesUnsent(example, status);
  return example === undefined || isUntrue ? page(status) : jsonAnswer(status, example, request_id);
}

function provesUnsent(example: object | undefined, status: number): boolean {
  const { error_code } = (example ?? {}) as Readonly<Record<string, unknown>>;
  return errorCodes.some((row) => row.code === error_code && row.http_status === status && row.sent === "no");
}

/** The document's example for a status; preferably one of the gateway, where most failures come from. */
function documentedExample(route: Route, status: number): object | undefined {
  const examples = route.responses[String(status)]?.content?.["application/json"]?.examples ?? {};
  const values = Object.values(examples).map(
    (example) => resolveRef<{ value: unknown }>(example).value as object,
  );
  const gateway = values.find((value) => "error_code" in value && isTextOf(value, status));
  return gateway ?? gatewayBody(status) ?? values[0];
}

/** One response of the document serves several statuses: its examples are of one of them. */
function isTextOf(value: object, status: number): boolean {
  const { error_code, error_msg } = value as Readonly<Record<string, unknown>>;
  const row = errorCodes.find(({ code, http_status }) => code === error_code && http_status === status);
  return row !== undefined && String(error_msg).startsWith(row.message.replace(/\.$/, ""));
}

/** What the gateway says with a status, by the table of error codes: rather something that proves nothing. */
function gatewayBody(status: number): object | undefined {
  const rows = errorCodes.filter(
    ({ code, http_status }) => http_status === status && code.startsWith("APIGW."),
  );
  const row = rows.find(({ sent }) => sent === "maybe") ?? rows[0];
  return row === undefined ? undefined : gatewayError(row.code, status).body;
}

function plain(status: number, body: string): WrittenAnswer {
  const type = body.trimStart().startsWith("<") ? "text/html" : "text/plain; charset=utf-8";
  return { status, headers: body === "" ? {} : { "content-type": type }, body };
}

function page(status: number, words: string = WORDS[status] ?? "Error"): WrittenAnswer {
  const title = `${status} ${words}`;
  const body = `<html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`;
  return { status, headers: { "content-type": "text/html" }, body };
}

const WORDS: Readonly<Record<number, string>> = {
  400: "Bad Request",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};
