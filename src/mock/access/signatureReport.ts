/** Why a signature was refused. Nothing in it can be used to sign. */
export interface SignatureReport {
  /** What is wrong, in a sentence. */
  reason: string;
  /** The access key id that the request names. */
  access_key: string;
  /** As the request names them. */
  signed_headers: string;
  /** The request as the sandbox received it, in the form that is signed; null when it could not be made. */
  canonical_request: string | null;
  /** The text that the signature must be made of, or null. */
  string_to_sign: string | null;
  /** The first digits of the signature that came. */
  received: string;
  /** The first digits of the one that was expected, or null. All of it would let anybody sign through the sandbox. */
  expected: string | null;
}
