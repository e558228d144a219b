import { SmnError } from "../base/errors.js";
import { invalid } from "../base/invalid.js";
import type { Exchange } from "./exchange.js";
import { plainId } from "../messages/plainId.js";
import { quotable } from "./quotable.js";
import type { WireResponse } from "../base/wire.js";

/**
 * The `fetch` of `sms.api`: the same authentication, judgement and retries as everywhere else. Answers of the
 * service come back as a `Response`, whatever their status; anything else, and an error without a body, is thrown
 * as `SmnError`.
 */
export function createApiFetch(exchange: Exchange, baseUrl: string): (request: Request) => Promise<Response> {
  const { origin } = new URL(baseUrl);
  return async (request) => {
    checkUrl(request.url, origin);
    const body = new Uint8Array(await request.arrayBuffer());
    const {
      response,
      error,
      keys = [],
    } = await exchange({
      method: request.method,
      url: request.url,
      headers: Object.fromEntries(request.headers),
      body: body.length === 0 ? undefined : body,
      signal: request.signal,
    });
    if (response !== undefined && isAnswer(response, error)) return toResponse(response);
    const { texts, numbers } = quotable(body);
    throw (
      error ?? notJson(response, plainId(response?.headers.get("x-request-id"), [...keys, ...texts], numbers))
    );
  };
}

/**
 * Whether openapi-fetch can handle the answer. It parses the body of a success, and it tells an error by its
 * body being truthy: an empty one would pass for a success.
 */
function isAnswer({ status, text }: WireResponse, error: SmnError | undefined): boolean {
  if (error === undefined) return text === "" || isJson(text);
  return status >= 400 && status <= 599 && text.trim() !== "" && !isFalsyJson(text);
}

function isJson(text: string): boolean {
  return parseJson(text) !== undefined;
}

function isFalsyJson(text: string): boolean {
  const parsed = parseJson(text);
  return parsed !== undefined && !parsed.value;
}

function parseJson(text: string): { value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) as unknown };
  } catch {
    return undefined; // the parser's error quotes the text
  }
}

function notJson(response: WireResponse | undefined, requestId: string | undefined): SmnError {
  return new SmnError(
    "The service took the request, but its answer is not JSON. Look at the delivery report before you send it again.",
    {
      code: "protocol",
      sent: "maybe",
      status: response?.status,
      requestId,
    },
  );
}

/** Credentials go to the client's own address only, and never to a path that was not filled in. */
function checkUrl(url: string, origin: string): void {
  const parsed = new URL(url);
  if (parsed.origin !== origin)
    throw invalid(`This client sends its credentials to ${origin} only, not to ${parsed.origin}.`);
  if (/%7B|%7D|[{}]/i.test(parsed.pathname))
    throw invalid("A parameter of the path is missing: give it in params.path.");
}

function toResponse({ status, headers, text }: WireResponse): Response {
  const hasBody = status !== 204 && status !== 205 && status !== 304;
  const kept = [...headers].filter(([name]) => !DECODED.has(name));
  return new Response(hasBody ? text : null, { status, headers: kept });
}

/** They describe the body on the wire; the body passed on is decoded. */
const DECODED = new Set([
  "content-encoding",
  "content-length",
  "transfer-encoding",
  "connection",
  "keep-alive",
]);
