import { createHash } from "node:crypto";

/** The only algorithm that this package speaks. */
export const ALGORITHM = "SDK-HMAC-SHA256";

/**
 * The second stage of a signature: algorithm, date and the hash of the canonical request ("AK/SK Signing and
 * Authentication Guide", string to sign).
 *
 * @param date the value of `X-Sdk-Date`, as it is sent
 */
export function stringToSign(canonicalRequest: string, date: string): string {
  return `${ALGORITHM}\n${date}\n${createHash("sha256").update(canonicalRequest, "utf8").digest("hex")}`;
}
