import type { SandboxState } from "../account/sandboxState.js";
import { gatewayError } from "../contract/refused.js";
import { responseOf } from "../contract/writtenAnswer.js";

/** Where the certificates of push messages live. */
export const CERTIFICATE_PATH = "/smn/";

/**
 * Answers with the certificate of the pushes, at the path of their `signing_cert_url`. Needs no credentials.
 *
 * @throws {Refused} 404 for another path, 405 for another method
 */
export function answerCertificate(method: string, pathname: string, { signer }: SandboxState): Response {
  if (pathname !== new URL(signer.signingCertUrl).pathname) throw gatewayError("APIGW.0101", 404);
  if (method !== "GET") throw gatewayError("APIGW.0101", 405, "the path takes GET only", { allow: "GET" });
  const headers = { "content-type": "application/x-pem-file" };
  return responseOf({ status: 200, headers, body: signer.certificatePem });
}
