import { createHash, createHmac, timingSafeEqual } from "node:crypto";
import { canonicalRequest } from "../../auth/sign/canonicalRequest.js";
import { canonicalUrl } from "../../auth/sign/canonicalUrl.js";
import { parseSdkDate } from "../../auth/sign/sdkDate.js";
import { ALGORITHM, stringToSign } from "../../auth/sign/stringToSign.js";
import type { MockKey } from "../options/mockOptions.js";

/** A request as it arrived. */
export interface SignedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Headers;
  readonly body: Uint8Array;
}

/** The parts of an `Authorization` header. */
export interface SignatureParts {
  readonly ak: string;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

export type SignatureVerdict = "genuine" | "wrong" | "expired";

const HEADER = new RegExp(
  `^${ALGORITHM} +Access=([^,\\s]+), *SignedHeaders=([^,\\s]+), *Signature=([0-9a-f]{64})$`,
);
const CLOCK_TOLERANCE_MS = 15 * 60_000;

/** Reads an `Authorization` header; undefined when it is no signature. */
export function parseAuthorization(header: string): SignatureParts | undefined {
  const [, ak, names, signature] = HEADER.exec(header) ?? [];
  if (ak === undefined || names === undefined || signature === undefined) return undefined;
  return { ak, signedHeaders: names.toLowerCase().split(";"), signature };
}

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
  const { signedHeaders } = parts;
  const date = headers.get("x-sdk-date") ?? "";
  const time = parseSdkDate(date)?.getTime();
  if (time === undefined || !signedHeaders.includes("x-sdk-date") || !signedHeaders.includes("host"))
    return "wrong";
  if (Math.abs(now - time) > CLOCK_TOLERANCE_MS) return "expired";
  const token = headers.get("x-security-token");
  if (!isSame(token ?? "", key.securityToken ?? "")) return "wrong";
  if (token !== null && !signedHeaders.includes("x-security-token")) return "wrong";
  const bodyHash = hashOf(request);
  const values = signedHeaders.map((name) => [name, valueOf(request, name)] as const);
  if (bodyHash === undefined || values.some(([, value]) => value === undefined)) return "wrong";
  const canonical = canonicalRequest({
    method: request.method,
    url: canonicalUrl(request.url),
    headers: values.map(([name, value]) => [name, value ?? ""] as const),
    bodyHash,
  });
  const expected = createHmac("sha256", key.sk).update(stringToSign(canonical, date), "utf8").digest("hex");
  return isSame(expected, parts.signature) ? "genuine" : "wrong";
}

/** `fetch` leaves `host` to the connection, so it may have to be read off the address. */
function valueOf({ headers, url }: SignedRequest, name: string): string | undefined {
  try {
    return headers.get(name) ?? (name === "host" ? new URL(url).host : undefined);
  } catch {
    return undefined; // not the name of a header
  }
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
