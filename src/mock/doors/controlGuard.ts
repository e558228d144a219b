import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { hostname } from "node:os";
import { jsonAnswer, responseOf } from "../contract/writtenAnswer.js";
import { controlError } from "../control/controlError.js";
import { plainAddress } from "./plainAddress.js";

/** Who may use the control endpoints besides those at an address of the sandbox itself. */
export interface ControlAccess {
  /** The address that the server was told to listen on. */
  readonly host: string;
  readonly allowedHosts: readonly string[];
  readonly allowedOrigins: readonly string[];
}

/**
 * Refuses a request to the page or the control endpoints that another website may have caused: one whose `Host` is not
 * an address of this sandbox (a name that an attacker points to it), or whose `Origin` is another one (a form or script
 * on another page). Programs other than browsers send no `Origin`.
 *
 * @returns the refusal, or undefined when the request is fine
 */
export function refuseForeign(
  request: Request,
  incoming: IncomingMessage,
  access: ControlAccess,
): Response | undefined {
  const { headers } = request;
  const own = new URL(request.url);
  for (const host of [own.host, headers.get("host") ?? own.host])
    if (!isOwnHost(host, incoming, access))
      return refusal(
        `the control endpoints answer only at an address of this sandbox, and ${shown(host)} is none. If it is, start the sandbox with it in allowedHosts (--allow-host)`,
      );
  const origin = headers.get("origin");
  const isForeign = origin !== null && origin !== own.origin && !access.allowedOrigins.includes(origin);
  if (isForeign)
    return refusal(
      `the control endpoints do not answer pages of another origin, here ${shown(origin)}. If it is yours, start the sandbox with it in allowedOrigins (--allow-origin)`,
    );
  if (origin === null && isCrossSite(headers))
    return refusal("the control endpoints do not answer requests that a page of another site causes");
  return undefined;
}

/** What lets a page of an allowed origin read the answers; undefined for any other request. */
export function corsHeaders(
  request: Request,
  { allowedOrigins }: ControlAccess,
): Record<string, string> | undefined {
  const origin = request.headers.get("origin");
  if (origin === null || !allowedOrigins.includes(origin)) return undefined;
  return {
    "access-control-allow-origin": origin,
    "access-control-allow-methods": "GET, POST, DELETE",
    "access-control-allow-headers": "content-type",
    vary: "origin",
  };
}

/** Browsers say where a request without `Origin` comes from: an image, a script, a link. Only links are harmless. */
function isCrossSite(headers: Headers): boolean {
  const site = headers.get("sec-fetch-site");
  return (site === "cross-site" || site === "same-site") && headers.get("sec-fetch-mode") !== "navigate";
}

function isOwnHost(host: string, { socket }: IncomingMessage, access: ControlAccess): boolean {
  const name = nameOf(host);
  if (name === undefined) return false;
  if (name === "localhost" || name.endsWith(".localhost") || name === hostname().toLowerCase()) return true;
  if (access.allowedHosts.some((allowed) => allowed.toLowerCase() === name || allowed.toLowerCase() === host))
    return true;
  if (name === access.host.toLowerCase()) return true;
  if (isIP(name) === 0) return false;
  return isLoopback(name) || name === plainAddress(socket.localAddress ?? "");
}

/** The name or address of a `Host` header, without port and brackets. */
function nameOf(host: string): string | undefined {
  if (!URL.canParse(`http://${host}`)) return undefined;
  const { hostname: name, pathname, username } = new URL(`http://${host}`);
  return pathname === "/" && username === ""
    ? plainAddress(name.replace(/^\[|\]$/g, "").toLowerCase())
    : undefined;
}

function isLoopback(address: string): boolean {
  return address === "::1" || address.startsWith("127.");
}

function shown(value: string): string {
  return /^[\x21-\x7e]{1,100}$/.test(value) ? value : "the given one";
}

function refusal(text: string): Response {
  const { status, body } = controlError(403, text);
  return responseOf(jsonAnswer(status, body, "0".repeat(32)));
}
