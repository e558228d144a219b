import {
  createFinalURL,
  createQuerySerializer,
  defaultPathSerializer,
  type ParamsOption,
  type RequestBodyOption,
} from "openapi-fetch";
import type { paths } from "../../generated/schema.js";
import { checkSignal } from "../base/checkSignal.js";
import type { CallOptions, ClientCore } from "../client.js";
import { parseObject } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { plainId } from "../messages/plainId.js";

/** The part of the client that makes requests. */
export type ReportsContext = Pick<ClientCore, "exchange" | "projectId" | "baseUrl">;

type Method = "get" | "put";
/** The paths of the document that have an operation of a method. */
type PathOf<M extends Method> = {
  [P in keyof paths]: paths[P][M] extends { responses: unknown } ? P : never;
}[keyof paths];
/** Parameters and body of an operation. */
type PartsOf<Operation> = ParamsOption<Operation> & RequestBodyOption<Operation>;

/** An answer of the service: its body, and the id under which the vendor's support finds it. */
export interface JsonAnswer {
  /** Undefined for an empty one, which only PUT and DELETE may have. */
  readonly body: Record<string, unknown> | undefined;
  readonly requestId: string | undefined;
  /** When the service answered, by its clock, as the header has it. */
  readonly date: string | undefined;
}

/**
 * Makes one call of the document. Unlike with `api`, every failure is an exception, and nothing of the web platform
 * (`Request`, `Headers`) is needed.
 *
 * @param fill parameters and body of the operation, for this project
 * @throws SmnError for every answer that is not a success, and for one without JSON
 */
export async function requestJson<M extends Method, P extends PathOf<M>>(
  { exchange, projectId, baseUrl }: ReportsContext,
  call: CallOptions,
  method: M,
  path: P,
  fill: (project_id: string) => PartsOf<paths[P][M]>,
): Promise<JsonAnswer> {
  const signal = checkSignal(call.signal);
  // The compiler does not see that the parts of every operation are such ones.
  const { params, body: given } = fill(await projectId(signal)) as Parts;
  const url = createFinalURL(path, {
    baseUrl,
    params,
    querySerializer: querySerializer(),
    pathSerializer: defaultPathSerializer,
  });
  const { response, error, keys } = await exchange({
    url,
    method: method.toUpperCase(),
    headers: given === undefined ? {} : { "content-type": "application/json" },
    body: given === undefined ? undefined : Buffer.from(JSON.stringify(given)),
    signal,
  });
  if (error !== undefined) throw error;
  const text = response?.text ?? "";
  const headerId = plainId(response?.headers.get("x-request-id"), keys);
  const date = response?.headers.get("date");
  if (text.trim() === "") return { body: undefined, requestId: headerId, date };
  const body = parseObject(text);
  if (body === undefined) throw malformed("its body is not JSON", headerId);
  return { body, requestId: plainId(body["request_id"], keys) ?? headerId, date };
}

interface Parts {
  params: { path: Record<string, unknown>; query?: Record<string, unknown> };
  body?: unknown;
}

let knownSerializer: ReturnType<typeof createQuerySerializer> | undefined;

function querySerializer(): ReturnType<typeof createQuerySerializer> {
  return (knownSerializer ??= createQuerySerializer());
}

/** Loads what writes queries. */
export function prepareQueries(): void {
  querySerializer();
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
