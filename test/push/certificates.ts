import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { pushText } from "../../src/auth/sign/pushText.js";
import { makeCertificate, type CertificateParts } from "../../src/mock/push/makeCertificate.js";
import { HOUR, NOW, STATUS_EVENT, TOPIC } from "./support.js";

export const rsa = generateKeyPairSync("rsa", { modulusLength: 2048 });
export const CERTIFICATE_URL = `https://smn.cn-north-4.myhuaweicloud.com/smn/SMN_cn-north-4_${"0".repeat(32)}.pem`;

/** A certificate that passes, but for what is changed. */
export function certificateWith(parts: Partial<CertificateParts> = {}): string {
  return makeCertificate({
    publicKey: rsa.publicKey,
    signingKey: rsa.privateKey,
    commonName: "test",
    notBefore: NOW - HOUR,
    notAfter: NOW + HOUR,
    serialNumber: randomBytes(16),
    ...parts,
  });
}

/** A push that this key signed, with that hash. */
export function signedBy(
  key: KeyObject = rsa.privateKey,
  digest = "sha256",
  url: string = CERTIFICATE_URL,
): string {
  const push = {
    type: "Notification",
    topic_urn: TOPIC,
    message_id: "d86c201092574e71a3ca85826652c58b",
    message: JSON.stringify(STATUS_EVENT),
    timestamp: "2026-03-01T12:00:00Z",
  };
  const signature = sign(digest, Buffer.from(pushText(push)), key).toString("base64");
  return JSON.stringify({ ...push, signature, signature_version: "v1", signing_cert_url: url });
}
