import type { CallOptions, ClientCore } from "../client.js";
import { parseObject } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import type { Answer } from "../http/exchange.js";
import { KeptRequest } from "../http/keptRequest.js";
import { plainId } from "../messages/plainId.js";

/** Options added to a call of `api`, so that its answer bypasses openapi-fetch. */
export interface CallInit {
  fetch: (request: Request) => Promise<Response>;
  parseAs: "stream";
  Request: typeof Request;
  signal?: AbortSignal;
}

/** The part of the client that makes requests. */
export type Asker = Pick<ClientCore, "api" | "exchange" | "projectId" | "baseUrl">;

/** An answer of the service: its body, and the id under which the vendor's support finds it. */
export interface JsonAnswer {
  /** Undefined for an empty one, which only PUT and DELETE may have. */
  readonly body: Record<string, unknown> | undefined;
  readonly requestId: string | undefined;
  /** When the service answered, by its clock, as the header has it. */
  readonly date: string | undefined;
}

/**
 * Makes one call of the document through the client's `api`. Unlike there, every failure is an exception.
 *
 * @param start makes the call; it must pass on the options that it is given
 * @throws SmnError for every answer that is not a success, and for one without JSON
 */
export async function requestJson(
  { exchange, projectId }: Asker,
  { signal }: CallOptions,
  start: (project_id: string, init: CallInit) => Promise<unknown>,
): Promise<JsonAnswer> {
  const project_id = await projectId(signal);
  let answer: Answer = {};
  await start(project_id, {
    parseAs: "stream",
    ...(signal === undefined ? {} : { signal }),
    // A standard request would listen to the signal until it is collected, and there may be thousands.
    Request: KeptRequest as unknown as typeof Request,
    fetch: async (request) => {
      const { url, method, headers: given, body: json, signal } = request as unknown as KeptRequest;
      const headers = Object.fromEntries(given);
      const body = json === undefined ? undefined : Buffer.from(json);
      answer = await exchange({ url, method, headers, body, signal });
      return new Response(null, { status: 204 });
    },
  });
  const { response, error, keys } = answer;
  if (error !== undefined) throw error;
  const text = response?.text ?? "";
  const headerId = plainId(response?.headers.get("x-request-id"), keys);
  const date = response?.headers.get("date");
  if (text.trim() === "") return { body: undefined, requestId: headerId, date };
  const body = parseObject(text);
  if (body === undefined) throw malformed("its body is not JSON", headerId);
  return { body, requestId: plainId(body["request_id"], keys) ?? headerId, date };
}

/** The error for an answer that is not as documented. */
export function malformed(what: string, requestId: string | undefined): SmnError {
  const id = requestId === undefined ? "" : ` (request id ${requestId})`;
  const message = `The answer of the service is not as documented: ${what}${id}. Nothing was changed; try again.`;
  return new SmnError(message, { code: "protocol", sent: "maybe", requestId });
}

export function invalid(message: string): SmnError {
  return new SmnError(`${message} Nothing was sent.`, { code: "validation", sent: "no" });
}
