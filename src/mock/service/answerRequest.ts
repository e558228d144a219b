import { isRecord } from "../../base/errorBody.js";
import { authenticate } from "../access/authenticate.js";
import { SignatureRefused } from "../access/signatureRefused.js";
import type { RequestRecord } from "../account/requestRecord.js";
import type { SandboxState } from "../account/sandboxState.js";
import { checkBody } from "../contract/checkBody.js";
import { bodySchema, checkParameters, checkSizes } from "../contract/checkRequest.js";
import { parseJson, readBody } from "../contract/readBody.js";
import { exampleError, Refused } from "../contract/refused.js";
import { matchRoute, type RouteMatch } from "../contract/routes.js";
import { jsonAnswer, responseOf } from "../contract/writtenAnswer.js";
import { brokenAnswerOf } from "../faults/brokenResponse.js";
import { faultAnswer, momentOf, type FaultedRequest } from "../faults/faultAnswer.js";
import type { TakenFaults } from "../faults/faultQueue.js";
import { answerIam, IAM_PATH } from "../iam/answerIam.js";
import { operations } from "../operations/operations.js";
import { answerCertificate, CERTIFICATE_PATH } from "./answerCertificate.js";

/** Answers a request to the service. Never throws: a mistake of the sandbox itself is answered with 500. */
export async function answerRequest(request: Request, state: SandboxState): Promise<Response> {
  const record = recordOf(request, state);
  state.requests.push(record);
  let response: Response;
  try {
    response = await answer(request, record, state);
  } catch (error) {
    const refused = error instanceof Refused ? error : exampleError("InternalError", 500);
    const { status, body, headers } = refused;
    Object.assign(record, errorOf(body));
    if (refused instanceof SignatureRefused) record.signature = refused.report;
    response = responseOf(jsonAnswer(status, body, record.request_id, headers));
  }
  const isBroken = brokenAnswerOf(response) !== undefined;
  if (!isBroken) record.status = response.status;
  state.changes.notify();
  if (isBroken) return response;
  // The time of the sandbox, which need not be that of the machine.
  response.headers.set("date", new Date(state.clock.now()).toUTCString());
  return response;
}

/** Code and text of an error, in any of the shapes that the sandbox answers with. */
function errorOf(body: Readonly<Record<string, unknown>>): Pick<RequestRecord, "code" | "reason"> {
  const error = isRecord(body["error"]) ? body["error"] : body;
  const code = error["error_code"] ?? error["code"];
  const reason = error["error_msg"] ?? error["message"];
  return {
    ...((typeof code === "string" || typeof code === "number") && { code: String(code) }),
    ...(typeof reason === "string" && { reason }),
  };
}

/** How many messages of a request were accepted and rejected. */
function countsOf(body: object): Pick<RequestRecord, "accepted" | "rejected"> {
  if (!("result" in body) || !Array.isArray(body.result)) return {};
  const rejected = body.result.filter((result: object) => "code" in result).length;
  return { accepted: body.result.length - rejected, rejected };
}

function recordOf({ method, url, headers }: Request, { random, clock }: SandboxState): RequestRecord {
  const signed = headers.has("authorization") ? "signature" : undefined;
  return {
    request_id: random.id(),
    method,
    path: new URL(url).pathname.slice(0, 200),
    auth: signed ?? (headers.has("x-auth-token") ? "token" : "none"),
    status: 0,
    at: clock.now(),
  };
}

async function answer(request: Request, record: RequestRecord, state: SandboxState): Promise<Response> {
  checkSizes(request.url, request.headers);
  const { pathname } = new URL(request.url);
  if (pathname.startsWith(IAM_PATH)) return answerIam(request, record.request_id, state);
  if (pathname.startsWith(CERTIFICATE_PATH)) return answerCertificate(request.method, pathname, state);
  const match = matchRoute(request.method, pathname);
  record.operationId = match.route.operationId;
  const taken = state.faults.arrive(match.route.operationId);
  try {
    return await answerOperation(request, match, taken, record, state);
  } finally {
    // The messages were accepted at once; only the answer is late. No need to wait when the caller has left.
    if (taken.latency !== undefined)
      await state.clock.sleep(taken.latency.ms, request.signal).catch(() => undefined);
  }
}

async function answerOperation(
  request: Request,
  match: RouteMatch,
  taken: TakenFaults,
  record: RequestRecord,
  state: SandboxState,
): Promise<Response> {
  const { request_id } = record;
  const { main } = taken;
  const { random } = state;
  const faulted: FaultedRequest = { route: match.route, request_id, signal: request.signal, random };
  if (main !== undefined && momentOf(main) === "before") {
    record.fault = main.kind;
    return faultAnswer(main, undefined, faulted);
  }
  const body = await operate(request, match, request_id, state).catch((error: unknown) => {
    taken.giveBack();
    throw error;
  });
  Object.assign(record, countsOf(body));
  if (main === undefined) return responseOf(jsonAnswer(200, body, request_id));
  record.fault = main.kind;
  return faultAnswer(main, body, faulted);
}

/** Takes a request through gateway and service. */
async function operate(
  request: Request,
  match: RouteMatch,
  request_id: string,
  state: SandboxState,
): Promise<object> {
  const { settings, tokens, locks, clock } = state;
  const { method, url, headers } = request;
  const { route, params } = match;
  const query = new URL(url).searchParams;
  const bytes = await readBody(request, route.body?.maxBytes);
  const credentials = { keys: settings.keys, tokens, locks, clock };
  const project = authenticate({ method, url, headers, body: bytes }, credentials);
  checkParameters(match, query, headers);
  for (const expected of [project, settings.projectId]) {
    const given = params["project_id"];
    if (expected !== undefined && given !== undefined && given !== expected)
      throw exampleError("GatewayForbiddenError", 403);
  }
  const schema = bodySchema(match, headers);
  const given = schema === undefined ? undefined : parseJson(bytes);
  const body = flagsAsStrings(given);
  if (schema !== undefined) checkBody(schema, settings.acceptBooleanFlag ? body : given);
  const operation = operations.get(route.operationId);
  if (operation === undefined) throw exampleError("InternalError", 501);
  return operation({ request_id, params, query, body }, state);
}

/** The vendor's old SDKs send the flag as a boolean; at the documented path the document has it as a string. */
function flagsAsStrings(body: unknown): unknown {
  if (!isRecord(body) || !Array.isArray(body["sms_message"])) return body;
  const sms_message = body["sms_message"].map((message: unknown) => {
    const flag = isRecord(message) ? message["message_include_sign_flag"] : undefined;
    return typeof flag === "boolean"
      ? { ...(message as object), message_include_sign_flag: String(flag) }
      : message;
  });
  return { ...body, sms_message };
}
