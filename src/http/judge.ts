import type { ErrorCodeRow } from "../../generated/errorCodes.js";
import { parseErrorBody } from "../base/errorBody.js";
import { SmnError, type Sent, type SmnErrorCode } from "../base/errors.js";
import { isSuccess } from "../base/isSuccess.js";
import { scrub } from "../base/scrub.js";
import { findErrorCode, mayBeSent, mentionsTaken } from "../messages/findErrorCode.js";
import { shownCode } from "../messages/shownCode.js";
import { answerId } from "./answerId.js";
import {
  adviceFor,
  adviceOn,
  isRead,
  NOT_SENT,
  PROXY_AUTHENTICATION,
  proxyAdvice,
  type AdviceContext,
} from "./advice.js";
import { isOwnRefusal, isSecondCopy } from "./isOwnRefusal.js";
import { urlWithoutQuery } from "../base/urlWithoutQuery.js";
import { plainId } from "../messages/plainId.js";
import { throttleHint } from "../base/throttleHint.js";
import type { TransportFailure, WireResponse } from "../base/wire.js";

/** The verdict on a failed request: the error to show, and whether the request may be retried. */
export interface Judgement {
  error: SmnError;
  retry: "never" | "after_wait" | "after_renewal";
}

export interface Hidden {
  /** Keys, tokens and texts. */
  readonly secrets: readonly string[];
  /** Phone numbers. */
  readonly numbers: readonly string[];
}

export interface JudgeContext extends AdviceContext {
  url: string;
  timeoutMs: number;
  /** What an answer may quote, and must not be shown. Asked for only when there is text to clean. */
  hidden: () => Hidden;
}

/** Statuses of a server (or gateway) that refuses to process the request. */
const REFUSALS = new Set([
  400, 401, 403, 404, 405, 406, 410, 411, 413, 414, 415, 417, 421, 422, 426, 428, 429, 431, 494,
]);
/**
 * Redirects of a server that did not work on the request. The others are answers to a request that was worked on (303),
 * or say nothing about it.
 */
const MOVED = new Set([301, 302, 305, 307, 308]);
const DOUBT =
  "It came on a connection that had answered before, with nothing that shows which request it belongs to.";
const SURPLUS = "More came behind it on its connection, so it may not be the answer to this request.";
const OPENING_BRACE = 0x7b;

/** Judges a request that got no complete answer. */
export function judgeFailure(failure: TransportFailure, context: JudgeContext): Judgement {
  const sent: Sent = failure.reached ? "maybe" : "no";
  const where = requestLabel(context);
  const what = {
    network: failure.reached
      ? `The connection broke during ${where}`
      : `No connection could be made for ${where}`,
    timeout: `No complete answer to ${where} within ${context.timeoutMs} ms`,
    aborted: `${where} was aborted`,
    oversized: `The answer to ${where} is too large`,
    redirected: `A redirect was followed during ${where}, which the fetch of this client must not do (redirect: "manual")`,
    premature: `An answer came before ${where} was sent in full, so it may be that of another request`,
  }[failure.kind];
  const detail = failure.cause instanceof Error ? ` (${failure.cause.message})` : "";
  const code: SmnErrorCode =
    failure.kind === "network" || failure.kind === "timeout" || failure.kind === "aborted"
      ? failure.kind
      : "protocol";
  const error = new SmnError(`${what}${detail}. ${sent === "no" ? NOT_SENT : adviceFor(context)}`, {
    code,
    sent,
    cause: failure.cause,
  });
  const passing = code === "network" || code === "timeout";
  const again = passing && (sent === "no" || isRead(context));
  return { error, retry: again ? "after_wait" : "never" };
}

/** Judges a complete answer; undefined for a success. */
export function judgeResponse(response: WireResponse, context: JudgeContext): Judgement | undefined {
  if (response.refusedTunnel) return judgeTunnel(response, context);
  if (isSuccess(response.status))
    return isSecondCopy(response) ? judgeCopy(response, context) : judgeSuccess(response, context);
  if (response.status >= 300 && response.status < 400) return judgeRedirect(response, context);
  return judgeError(response, context);
}

/** A proxy that is busy, or cannot reach the service now, may be able to later; its other refusals are final. */
function judgeTunnel({ status, text }: WireResponse, context: JudgeContext): Judgement {
  const isPassing = status === 429 || status >= 500;
  const { page = "" } = parseErrorBody(text);
  const quoted = page === "" ? "" : `: ${scrub(page, context.hidden().secrets)}`;
  const message = `No connection could be made for ${requestLabel(context)}, because a proxy answered ${status}${quoted}. ${proxyAdvice(status)}`;
  return {
    error: new SmnError(message, { code: isPassing ? "network" : "protocol", sent: "no", status }),
    retry: isPassing ? "after_wait" : "never",
  };
}

/** A 2xx must carry a JSON object, as every answer of the document does; anything else proves nothing. */
function judgeSuccess(response: WireResponse, context: JudgeContext): Judgement | undefined {
  // The text is made only where the first byte does not tell.
  if (response.body[0] === OPENING_BRACE || /^\s*\{/.test(response.text)) return undefined;
  if (response.text === "" && (context.method === "PUT" || context.method === "DELETE")) return undefined;
  const { page } = parseErrorBody(response.text);
  const hidden = context.hidden();
  const shown = page === undefined ? "an empty body" : `"${scrub(page, hidden.secrets)}"`;
  const message = `Answer ${response.status} to ${requestLabel(context)} is not JSON but ${shown}. ${adviceFor(context)}`;
  return {
    error: new SmnError(message, {
      code: "protocol",
      sent: "maybe",
      status: response.status,
      requestId: shownId(response.headers.get("x-request-id"), hidden),
    }),
    retry: "never",
  };
}

/** The answer to this request may still come, or not; what the copy says is about another one. */
function judgeCopy(response: WireResponse, context: JudgeContext): Judgement {
  const { status } = response;
  const requestId = shownId(answerId(response), context.hidden());
  const id = requestId === undefined ? "" : ` (request id ${requestId})`;
  const message = `The answer to ${requestLabel(context)} is the same as that to an earlier request on its connection${id}. ${adviceFor(context)}`;
  return {
    error: new SmnError(message, { code: "protocol", sent: "maybe", status, requestId }),
    retry: isRead(context) ? "after_wait" : "never",
  };
}

function judgeRedirect(response: WireResponse, context: JudgeContext): Judgement {
  const { status } = response;
  const sent: Sent = isRead(context) || (MOVED.has(status) && isOwnRefusal(response)) ? "no" : "maybe";
  const message =
    `${requestLabel(context)} was answered with a redirect (${status}), which is never followed, because it would hand ` +
    `your credentials to another address. ${sent === "no" ? NOT_SENT : adviceFor(context)} Check baseUrl, and proxies on the way.`;
  return { error: new SmnError(message, { code: "protocol", sent, status }), retry: "never" };
}

function judgeError(response: WireResponse, context: JudgeContext): Judgement {
  const { status } = response;
  const facts = parseErrorBody(response.text);
  const hidden = context.hidden();
  const { secrets } = hidden;
  const { serviceCode } = facts;
  const said = facts.serviceMessage ?? facts.page ?? "";
  const row = serviceCode === undefined ? undefined : findErrorCode(serviceCode, status);
  const isDoubtful = mentionsTaken(unescaped(response.text), status) || isEncoded(response);
  const proof = isDoubtful && status !== PROXY_AUTHENTICATION ? "maybe" : sentFor(status, serviceCode, row);
  const isOwn = isRead(context) || isOwnRefusal(response, serviceCode);
  const sent = isOwn ? proof : "maybe";
  const retry = sent === "no" || isRead(context) ? retryFor(status, said, row, context) : "never";
  const code = codeOf(status, serviceCode, row, sent);
  const requestId = shownId(facts.requestId, hidden) ?? shownId(response.headers.get("x-request-id"), hidden);

  const shown = serviceCode === undefined ? undefined : shownCode(serviceCode, secrets);
  const label = [String(status), shown].filter((part) => part !== undefined).join(" ");
  const quoted = said === "" ? "" : `: ${scrub(said, secrets)}`;
  const doubt = proof === sent ? "" : `${response.hasSurplus ? SURPLUS : DOUBT} `;
  const advice = `${doubt}${adviceOn(response, said, sent, code, row, context)}`;
  const id = requestId === undefined ? "" : ` (request id ${requestId})`;
  // The service ends some of its sentences, and others not.
  const error = new SmnError(
    `${requestLabel(context)} failed with ${`${label}${quoted}${id}`.replace(/\.$/, "")}. ${advice}`,
    {
      code,
      sent,
      status,
      serviceCode: shown,
      requestId,
      retryAfterMs:
        status === 429 || status === 503
          ? throttleHint(response.headers.get("retry-after"), said, context.now)
          : undefined,
    },
  );
  return { error, retry };
}

/**
 * A refusal without a code of the service may come from anything on the way: it says nothing about these messages, and
 * every later request would get it as well.
 */
function codeOf(
  status: number,
  serviceCode: string | undefined,
  row: ErrorCodeRow | undefined,
  sent: Sent,
): SmnErrorCode {
  if (status === PROXY_AUTHENTICATION) return "protocol";
  if (status === 401 || row?.retry === "after_renewal") return "auth";
  return sent === "no" && serviceCode === undefined && status !== 429 ? "protocol" : "api";
}

function retryFor(
  status: number,
  said: string,
  row: ErrorCodeRow | undefined,
  context: JudgeContext,
): Judgement["retry"] {
  if (status === 429) return "after_wait";
  const expired = row?.retry === "after_renewal" || /token must be updated/i.test(said);
  if (context.auth === "token" && (status === 401 || (status === 403 && expired))) return "after_renewal";
  if (row?.retry === "after_wait" && row.http_status === status) return "after_wait";
  return isRead(context) && status >= 500 ? "after_wait" : "never";
}

/** JSON with the characters that it writes by their numbers. */
function unescaped(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(parseInt(digits, 16)));
}

/** Whether an answer is compressed still, so that nobody can read what it says. */
function isEncoded({ headers, text }: WireResponse): boolean {
  return headers.has("content-encoding") && text.includes("\uFFFD");
}

/** `"no"` only where the answer proves it: a status that only a refusal has, or a known code with its own status. */
function sentFor(status: number, serviceCode: string | undefined, row: ErrorCodeRow | undefined): Sent {
  // The table comes first: a gateway's 429 can wrap a failure that came after the messages were taken.
  if (status === PROXY_AUTHENTICATION) return "no";
  if (serviceCode !== undefined && mayBeSent(serviceCode, status)) return "maybe";
  if (REFUSALS.has(status)) return "no";
  return row?.http_status === status ? "no" : "maybe";
}

function shownId(id: string | undefined, { secrets, numbers }: Hidden): string | undefined {
  return plainId(id, secrets, numbers);
}

function requestLabel({ method, url }: JudgeContext): string {
  return `${method} ${urlWithoutQuery(url)}`;
}
