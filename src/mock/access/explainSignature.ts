import type { CanonicalParts } from "../../auth/sign/canonicalRequest.js";
import { canonicalRequest } from "../../auth/sign/canonicalRequest.js";
import type { SignatureParts } from "./parseAuthorization.js";
import { signatureFor, textToSign } from "./signatureFor.js";

import type { SignatureReport } from "./signatureReport.js";

/** Digits of a signature that are shown: enough to compare, useless to send. */
const SHOWN = 8;
const SECRET_HEADERS = new Set(["x-security-token", "x-auth-token", "authorization", "cookie"]);

/** The report for a signature that could not even be compared; without `parts` the header could not be read. */
export function shortReport(parts: SignatureParts | undefined, reason: string): SignatureReport {
  return {
    reason,
    access_key: parts?.ak ?? "",
    signed_headers: parts?.signedHeaders.join(";") ?? "",
    canonical_request: null,
    string_to_sign: null,
    received: parts === undefined ? "" : shown(parts.signature),
    expected: null,
  };
}

/** The report for a signature that is another than the expected one. */
export function fullReport(
  parts: SignatureParts,
  canonical: CanonicalParts,
  { date, sk, rawQuery }: { date: string; sk: string; rawQuery: string },
): SignatureReport {
  const signatureOf = (changed: Partial<CanonicalParts>, key = sk): string =>
    signatureFor(
      textToSign(canonicalRequest({ ...canonical, ...changed }), date, parts.scope),
      key,
      parts.scope,
    );
  const masked = canonical.headers.map(
    ([name, value]) => [name, SECRET_HEADERS.has(name) ? "***" : value] as const,
  );
  return {
    ...shortReport(parts, explain(parts.signature, canonical, rawQuery, signatureOf, sk)),
    canonical_request: canonicalRequest({ ...canonical, headers: masked }),
    string_to_sign: textToSign(canonicalRequest(canonical), date, parts.scope),
    expected: shown(signatureOf({})),
  };
}

/** Tries the usual mistakes; the one that leads to the signature that came is certainly the cause. */
function explain(
  received: string,
  canonical: CanonicalParts,
  rawQuery: string,
  signatureOf: (changed: Partial<CanonicalParts>, key?: string) => string,
  sk: string,
): string {
  const { url, headers } = canonical;
  const withHost = (change: (host: string) => string): CanonicalParts["headers"] =>
    headers.map(([name, value]) => [name, name === "host" ? change(value) : value] as const);
  const mistakes: readonly (readonly [signature: string, reason: string])[] = [
    [
      signatureOf({ url: { ...url, path: url.path.replace(/\/$/, "") } }),
      "The path was signed without the slash at its end.",
    ],
    [signatureOf({ bodyHash: EMPTY_HASH }), "The signature was made without the body."],
    [
      signatureOf({ headers: withHost((host) => host.replace(/:\d+$/, "")) }),
      "The host was signed without its port.",
    ],
    [signatureOf({ url: { ...url, query: rawQuery } }), "The parameters of the query were signed unsorted."],
    [signatureOf({ url: { ...url, query: "" } }), "The signature was made without the query."],
    [signatureOf({}, `${sk}\n`), "The secret key that signed ends in a line break."],
    [signatureOf({}, `${sk} `), "The secret key that signed ends in a blank."],
  ];
  return (
    mistakes.find(([signature]) => signature === received)?.[1] ??
    "The signature is of another text or by another secret key. Compare the canonical request with the one that was signed; if they are equal, the secret key is wrong."
  );
}

const EMPTY_HASH = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

function shown(signature: string): string {
  return `${signature.slice(0, SHOWN)}…`;
}
