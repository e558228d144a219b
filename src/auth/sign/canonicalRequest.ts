import type { CanonicalUrl } from "./canonicalUrl.js";

/** The parts of a canonical request. */
export interface CanonicalParts {
  method: string;
  url: CanonicalUrl;
  /** The headers to sign: names in lower case and sorted, values trimmed. */
  headers: readonly (readonly [name: string, value: string])[];
  /** Hexadecimal SHA-256 of the bytes sent, or the value of `X-Sdk-Content-Sha256`. */
  bodyHash: string;
}

/**
 * The first stage of a signature: the request as one text, equal for client and gateway ("AK/SK Signing and
 * Authentication Guide", canonical request).
 */
export function canonicalRequest({ method, url, headers, bodyHash }: CanonicalParts): string {
  const lines = headers.map(([name, value]) => `${name}:${value}\n`).join("");
  return [method.toUpperCase(), url.path, url.query, lines, signedHeaderNames(headers), bodyHash].join("\n");
}

/** The names of the signed headers as listed in `Authorization`: `content-type;host;x-sdk-date`. */
export function signedHeaderNames(headers: CanonicalParts["headers"]): string {
  return headers.map(([name]) => name).join(";");
}
