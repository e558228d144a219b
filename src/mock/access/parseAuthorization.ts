import { ALGORITHM } from "../../auth/sign/stringToSign.js";

/** The parts of an `Authorization` header. */
export interface SignatureParts {
  readonly ak: string;
  /** `date/region/service/sdk_request` in the dialect of the vendor's SDKs before version 3; otherwise undefined. */
  readonly scope: string | undefined;
  readonly signedHeaders: readonly string[];
  readonly signature: string;
}

const HEADER = new RegExp(
  `^${ALGORITHM} +(?:Access=([^,\\s]+)|Credential=([^,\\s/]+)/([^,\\s]+)), *SignedHeaders=([^,\\s]+), *Signature=([0-9a-f]{64})$`,
);

/** How a signature must look, for those whose header does not. */
export const EXPECTED_HEADER =
  "SDK-HMAC-SHA256 Access=<access key id>, SignedHeaders=<names>, Signature=<64 hex digits>";

/** Reads an `Authorization` header; undefined when it is no signature. */
export function parseAuthorization(header: string): SignatureParts | undefined {
  const [, current, legacy, scope, names, signature] = HEADER.exec(header) ?? [];
  const ak = current ?? legacy;
  if (ak === undefined || names === undefined || signature === undefined) return undefined;
  return { ak, scope, signedHeaders: names.toLowerCase().split(";"), signature };
}
