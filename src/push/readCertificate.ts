import { X509Certificate, type KeyObject } from "node:crypto";
import { derAlgorithms } from "./derAlgorithms.js";
import { forged, noCertificate } from "./refusals.js";

/** The parts of a certificate that are used. */
export interface SigningCertificate {
  readonly publicKey: KeyObject;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  /** Milliseconds since the epoch. */
  readonly notAfter: number;
}

/** The most characters of a certificate in PEM; the service's have two thousand. */
export const LONGEST_CERTIFICATE: number = 64 * 1024;

/** 1.2.840.113549.1.1.11, `sha256WithRSAEncryption`. */
const SHA256_WITH_RSA = "2a864886f70d01010b";
const SHORTEST_KEY = 2048;
const LONGEST_KEY = 16_384;
const BLOCK = /-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----/;

/**
 * Reads the first certificate of a PEM text. Only RSA keys of 2048 bits or more in certificates signed with
 * SHA-256 pass. The caller checks at every use whether it is valid now.
 *
 * @throws {SmnError} `auth` for other certificates, `network` for what is none
 */
export function readCertificate(pem: unknown): SigningCertificate {
  if (typeof pem !== "string" || pem.length > LONGEST_CERTIFICATE) throw noCertificate();
  const { certificate, algorithms } = parse(pem);
  if (algorithms.inner !== SHA256_WITH_RSA || algorithms.outer !== SHA256_WITH_RSA)
    throw forged("its certificate is not signed with SHA-256 and RSA");
  const publicKey = keyOf(certificate);
  const bits = publicKey.asymmetricKeyDetails?.modulusLength ?? 0;
  if (publicKey.asymmetricKeyType !== "rsa" || bits < SHORTEST_KEY || bits > LONGEST_KEY)
    throw forged("its certificate has no RSA key of 2048 bits or more");
  const notBefore = Date.parse(certificate.validFrom);
  const notAfter = Date.parse(certificate.validTo);
  if (Number.isNaN(notBefore) || Number.isNaN(notAfter)) throw forged("its certificate has no term");
  return { publicKey, notBefore, notAfter };
}

function parse(pem: string): { certificate: X509Certificate; algorithms: { inner: string; outer: string } } {
  try {
    const certificate = new X509Certificate(BLOCK.exec(pem)?.[0] ?? "");
    return { certificate, algorithms: derAlgorithms(certificate.raw) };
  } catch {
    throw noCertificate(); // the parser's message says nothing useful
  }
}

function keyOf(certificate: X509Certificate): KeyObject {
  try {
    return certificate.publicKey;
  } catch {
    throw forged("its certificate has no readable key");
  }
}
