import { sign, type KeyObject } from "node:crypto";
import {
  bitString,
  element,
  integer,
  nothing,
  objectIdentifier,
  octetString,
  sequence,
  set,
  time,
  utf8,
  yes,
} from "./der.js";

export interface CertificateParts {
  /** Goes into the certificate. */
  publicKey: KeyObject;
  /** Signs the certificate: an RSA key. */
  signingKey: KeyObject;
  commonName: string;
  /** Milliseconds since the epoch. */
  notBefore: number;
  /** Milliseconds since the epoch. */
  notAfter: number;
  serialNumber: Uint8Array;
  /** @default "sha256" */
  digest?: CertificateDigest;
}

export type CertificateDigest = "sha256" | "sha1" | "md5";

/** PKCS #1 signatures, by the hash that they are made of. */
const ALGORITHMS: Readonly<Record<CertificateDigest, string>> = {
  sha256: "1.2.840.113549.1.1.11",
  sha1: "1.2.840.113549.1.1.5",
  md5: "1.2.840.113549.1.1.4",
};
const COMMON_NAME = "2.5.4.3";
const BASIC_CONSTRAINTS = "2.5.29.19";
const KEY_USAGE = "2.5.29.15";
/** The bits `digitalSignature` and `keyCertSign`. */
const USAGE = 0b1000_0100;

/** Makes a self-signed certificate, in PEM, for tests. */
export function makeCertificate(parts: CertificateParts): string {
  const { digest = "sha256" } = parts;
  const algorithm = sequence(objectIdentifier(ALGORITHMS[digest]), nothing());
  const name = sequence(set(sequence(objectIdentifier(COMMON_NAME), utf8(parts.commonName))));
  const signedPart = sequence(
    element(0xa0, integer(Buffer.from([2]))), // version 3
    integer(parts.serialNumber),
    algorithm,
    name,
    sequence(time(parts.notBefore), time(parts.notAfter)),
    name,
    parts.publicKey.export({ type: "spki", format: "der" }),
    element(0xa3, extensions()),
  );
  const signature = sign(digest, signedPart, parts.signingKey);
  return toPem(sequence(signedPart, algorithm, bitString(signature)));
}

/** Verifiers require these of an issuer, which here is the certificate itself. */
function extensions(): Buffer {
  const extension = (id: string, value: Buffer): Buffer =>
    sequence(objectIdentifier(id), yes(), octetString(value));
  return sequence(
    extension(BASIC_CONSTRAINTS, sequence(yes())),
    extension(KEY_USAGE, bitString(Buffer.from([USAGE]), 2)),
  );
}

function toPem(der: Uint8Array): string {
  const lines =
    Buffer.from(der)
      .toString("base64")
      .match(/.{1,64}/g) ?? [];
  return `-----BEGIN CERTIFICATE-----\n${lines.join("\n")}\n-----END CERTIFICATE-----\n`;
}
