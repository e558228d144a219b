import { createHash, timingSafeEqual } from "node:crypto";
import { canonicalRequest } from "../../auth/sign/canonicalRequest.js";
import { canonicalUrl } from "../../auth/sign/canonicalUrl.js";
import { parseSdkDate } from "../../auth/sign/sdkDate.js";
import type { MockKey } from "../options/mockOptions.js";
import { fullReport, shortReport } from "./explainSignature.js";
import type { SignatureParts } from "./parseAuthorization.js";
import { isScopeOf, signatureFor, textToSign } from "./signatureFor.js";
import type { SignatureReport } from "./signatureReport.js";

/** A request as it arrived. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

export type SignatureVerdict =
  | { readonly isGenuine: true }
  | { readonly isGenuine: false; readonly isExpired: boolean; readonly report: SignatureReport };

const CLOCK_TOLERANCE_MS = 15 * 60_000;

/**
 * Recomputes a signature from the request that arrived, as the gateway does: method, address, the headers that
 * `SignedHeaders` names, and the bytes of the body.
 */
export function verifySignature(
  request: SignedRequest,
  parts: SignatureParts,
  key: MockKey,
  now: number,
): SignatureVerdict {
  const { headers } = request;
  const { signedHeaders, scope } = parts;
  const wrong = (reason: string): SignatureVerdict => ({
    isGenuine: false,
    isExpired: false,
    report: shortReport(parts, reason),
  });
  const date = headers.get("x-sdk-date") ?? "";
  const time = parseSdkDate(date)?.getTime();
  if (time === undefined) return wrong("X-Sdk-Date is missing, or not of the form 20260301T120000Z.");
  for (const name of ["host", "x-sdk-date"])
    if (!signedHeaders.includes(name)) return wrong(`SignedHeaders must name ${name}.`);
  if (Math.abs(now - time) > CLOCK_TOLERANCE_MS) {
    const minutes = Math.round((time - now) / 60_000);
    const reason = `X-Sdk-Date is ${Math.abs(minutes)} minutes ${minutes < 0 ? "behind" : "ahead of"} the clock; 15 are allowed.`;
    return { isGenuine: false, isExpired: true, report: shortReport(parts, reason) };
  }
  if (scope !== undefined && !isScopeOf(scope, date))
    return wrong("Credential must be <access key id>/<day of X-Sdk-Date>/<region>/<service>/sdk_request.");
  const token = headers.get("x-security-token");
  if (!isSame(token ?? "", key.securityToken ?? ""))
    return wrong("X-Security-Token is not the one of this access key.");
  if (token !== null && !signedHeaders.includes("x-security-token"))
    return wrong("SignedHeaders must name x-security-token, because the request has it.");
  const bodyHash = hashOf(request);
  if (bodyHash === undefined) return wrong("X-Sdk-Content-Sha256 is not the hash of the body that arrived.");
  const values = signedHeaders.map((name) => [name, valueOf(request, name)] as const);
  const missing = values.find(([, value]) => value === undefined);
  if (missing !== undefined) return wrong(`SignedHeaders names ${nameOf(missing[0])}, which did not arrive.`);
  const canonical = {
    method: request.method,
    url: canonicalUrl(request.url),
    headers: values.map(([name, value]) => [name, value ?? ""] as const),
    bodyHash,
  };
  const expected = signatureFor(textToSign(canonicalRequest(canonical), date, scope), key.sk, scope);
  if (isSame(expected, parts.signature)) return { isGenuine: true };
  const rawQuery = /\?([^#]*)/.exec(request.url)?.[1] ?? "";
  return {
    isGenuine: false,
    isExpired: false,
    report: fullReport(parts, canonical, { date, sk: key.sk, rawQuery }),
  };
}

/** `fetch` leaves `host` to the connection, so it may have to be read off the address. */
function valueOf({ headers, url }: SignedRequest, name: string): string | undefined {
  try {
    return headers.get(name) ?? (name === "host" ? new URL(url).host : undefined);
  } catch {
    return undefined; // not the name of a header
  }
}

/** A caller can send anything as a name; only what looks like one is repeated. */
function nameOf(name: string): string {
  return /^[a-z0-9-]{1,60}$/.test(name) ? name : "a header";
}

/** A hash that the caller states must be that of the body, unless the caller leaves the body unsigned. */
function hashOf({ headers, body }: SignedRequest): string | undefined {
  const actual = createHash("sha256").update(body).digest("hex");
  const stated = headers.get("x-sdk-content-sha256");
  if (stated === null || stated === actual || stated === "UNSIGNED-PAYLOAD") return stated ?? actual;
  return undefined;
}

/** Compares in constant time, for any lengths. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text, "utf8").digest();
  return timingSafeEqual(digest(a), digest(b));
}
