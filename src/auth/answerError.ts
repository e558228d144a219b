import { parseErrorBody } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { scrub } from "../base/scrub.js";
import { throttleHint } from "../base/throttleHint.js";
import { plainId } from "../messages/plainId.js";
import { urlWithoutQuery } from "../base/urlWithoutQuery.js";
import type { SingleAnswer, SingleRequest } from "./fetchOnce.js";

/** Secrets that must not appear in a message, although a server may echo them. */
export type Secrets = readonly string[];

/**
 * Makes an error of an answer that is not the expected one: `auth` when the server refused or failed,
 * `protocol` for a success that is not the documented one.
 *
 * @param now milliseconds since the epoch, for a `Retry-After` that is a date
 */
export function answerError(
  request: Pick<SingleRequest, "method" | "url">,
  { status, headers, text }: SingleAnswer,
  secrets: Secrets,
  now: number,
): SmnError {
  const hidden = secrets.filter((secret) => secret.length >= 4).flatMap(spellings);
  const parsed = parseErrorBody(text);
  // A page is cut when it is read; cutting in the middle of a secret would leave half of it.
  const facts = parsed.page === undefined ? parsed : parseErrorBody(without(text, hidden));
  const said = facts.serviceMessage ?? facts.page;
  const serviceCode = plainId(facts.serviceCode, hidden);
  const requestId = plainId(
    facts.requestId ?? headers.get("x-request-id") ?? headers.get("x-iam-trace-id"),
    hidden,
  );
  const inBrackets = serviceCode === undefined ? "" : ` (${serviceCode})`;
  return new SmnError(
    `${request.method} ${urlWithoutQuery(request.url)}: HTTP ${status}${inBrackets}${said === undefined ? "" : `: ${scrub(said, hidden)}`}`,
    {
      code: status < 300 ? "protocol" : "auth",
      sent: "no",
      status,
      serviceCode,
      requestId,
      // Other answers may name a time that is no wait: how long a user is locked, for instance.
      retryAfterMs: throttleHint(headers.get("retry-after"), status === 429 ? (said ?? "") : "", now),
    },
  );
}

/** How a server may echo a secret: as it is, inside JSON, inside a URL, inside HTML. */
function spellings(secret: string): string[] {
  const html = secret
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
  return [...new Set([secret, JSON.stringify(secret).slice(1, -1), encodeURIComponent(secret), html])];
}

function without(text: string, secrets: Secrets): string {
  return secrets.reduce((rest, secret) => rest.replaceAll(secret, "***"), text);
}
