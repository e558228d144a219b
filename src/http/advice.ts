import type { ErrorCodeRow } from "../../generated/errorCodes.js";
import type { Sent, SmnErrorCode } from "../base/errors.js";
import type { WireResponse } from "../base/wire.js";
import { clockAdvice } from "./clockAdvice.js";

/** The facts about a request that advice depends on. */
export interface AdviceContext {
  method: string;
  /** Whether the request carried a token (which can be renewed) or a signature (which must not be retried). */
  auth: "token" | "signature";
  /** Milliseconds since the epoch. */
  now: number;
}

/** Proxy Authentication Required: only a proxy asks for that, before it hands anything on. */
export const PROXY_AUTHENTICATION = 407;
export const NOT_SENT = "Nothing was sent.";
const CHECK_REPORT = "Messages may have been sent: look at the delivery report before you send them again.";

/** What to do about a refusal. @param said what the service said */
export function adviceOn(
  response: WireResponse,
  said: string,
  sent: Sent,
  code: SmnErrorCode,
  row: ErrorCodeRow | undefined,
  context: AdviceContext,
): string {
  if (sent === "maybe") return adviceFor(context);
  if (response.status === PROXY_AUTHENTICATION) return proxyAdvice(response.status);
  if (code === "protocol")
    return `${NOT_SENT} The answer has no code of the service, so it may come from a proxy on the way. Check baseUrl, path and proxies.`;
  if (code === "auth") return `${NOT_SENT} ${authAdvice(response, said, context)}`;
  if (response.status === 429) return `${NOT_SENT} Send more slowly.`;
  return row === undefined ? NOT_SENT : `${NOT_SENT} Cause: ${row.meaning}.`;
}

/** What to do about a proxy's refusal. */
export function proxyAdvice(status: number): string {
  return status === PROXY_AUTHENTICATION
    ? `${NOT_SENT} A proxy on the way wants credentials of its own: give them to your agent, or in the address of the proxy.`
    : `${NOT_SENT} Ask those who run the proxy to let requests to this address through.`;
}

function authAdvice(response: WireResponse, said: string, context: AdviceContext): string {
  if (/expired/i.test(said) && context.auth === "signature")
    return clockAdvice(response.headers.get("date"), context.now);
  return context.auth === "token"
    ? "Get a new token, for the project in the path."
    : "Check access key and secret key. The request was not retried, because five refused signatures lock the key for five minutes.";
}

/** What to do about a request of which nobody knows whether it was carried out. */
export function adviceFor(context: AdviceContext): string {
  if (isRead(context)) return "Nothing was changed; try again.";
  return context.method === "POST" ? CHECK_REPORT : "It may have been done: check before you try again.";
}

/** Reading is always safe to retry. */
export function isRead({ method }: Pick<AdviceContext, "method">): boolean {
  return method === "GET" || method === "HEAD";
}
