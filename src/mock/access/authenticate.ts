import type { SandboxClock } from "../base/sandboxClock.js";
import { exampleError, gatewayError } from "../contract/refused.js";
import type { MockKey } from "../options/mockOptions.js";
import { shortReport } from "./explainSignature.js";
import type { KeyLocks } from "./keyLocks.js";
import { EXPECTED_HEADER, parseAuthorization } from "./parseAuthorization.js";
import { SignatureRefused } from "./signatureRefused.js";
import { verifySignature, type SignedRequest } from "./verifySignature.js";

/** What a token is valid for. */
export interface TokenFacts {
  /** Milliseconds since the epoch */
  readonly expiresAt: number;
  /** The only project that the token is for. */
  readonly projectId: string | undefined;
}

export interface AuthState {
  readonly keys: readonly MockKey[];
  readonly tokens: ReadonlyMap<string, TokenFacts>;
  readonly locks: KeyLocks;
  readonly clock: SandboxClock;
}

/**
 * Checks token or signature.
 *
 * @returns the project that the credentials are bound to, if any
 * @throws {Refused} 401, as the gateway words it
 */
export function authenticate(request: SignedRequest, state: AuthState): string | undefined {
  const authorization = request.headers.get("authorization");
  if (authorization !== null) return checkSignature(authorization, request, state);
  const token = request.headers.get("x-auth-token");
  if (token === null) throw gatewayError("APIGW.0301", 401, "x-auth-token not found");
  return checkToken(token, state);
}

function checkToken(token: string, { tokens, clock }: AuthState): string | undefined {
  const facts = tokens.get(token);
  if (facts === undefined) throw gatewayError("APIGW.0301", 401, "decrypt token fail");
  if (clock.now() >= facts.expiresAt) throw exampleError("TokenExpiredError", 401);
  return facts.projectId;
}

function checkSignature(header: string, request: SignedRequest, state: AuthState): string | undefined {
  const { keys, locks, clock } = state;
  const parts = parseAuthorization(header);
  if (parts === undefined)
    throw new SignatureRefused(
      gatewayError("APIGW.0301", 401, "authorization header is malformed"),
      shortReport(undefined, `The Authorization header must be: ${EXPECTED_HEADER}`),
    );
  const key = keys.find(({ ak }) => ak === parts.ak);
  if (key === undefined)
    throw new SignatureRefused(
      exampleError("UnknownKeyError", 401),
      shortReport(parts, "The sandbox does not know this access key id."),
    );
  if (locks.isLocked(key.ak))
    throw gatewayError("APIGW.0301", 401, "AK access failed to reach the limit,forbidden");
  const verdict = verifySignature(request, parts, key, clock.base.now());
  if (!verdict.isGenuine) {
    locks.failed(key.ak);
    const error = exampleError(verdict.isExpired ? "ClockOffError" : "WrongSignatureError", 401);
    throw new SignatureRefused(error, verdict.report);
  }
  locks.succeeded(key.ak);
  return request.headers.get("x-project-id") ?? undefined;
}
