import type { Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import { clearTimer, setTimer } from "../base/timers.js";
import { checkCredentials, expiryOf } from "./checkCredentials.js";
import type { CredentialProvider, ProviderContext, ResolvedCredentials } from "./credentials.js";

/** Credentials of a provider, and their times in milliseconds since the epoch. */
export interface Provided {
  readonly credentials: ResolvedCredentials;
  readonly expiresAt: number;
  /** Not before this time; moved on when a renewal fails. */
  renewAt: number;
}

/** How long before the expiry to renew, at most; the vendor's SDKs use the same. */
const RENEW_AHEAD_MS = 40 * 60_000;

/** @throws {SmnError} always this class, and never with the content of a foreign error. */
export async function callProvider(
  provider: CredentialProvider,
  clock: Clock,
  timeoutMs: number,
  context?: ProviderContext,
): Promise<Provided> {
  let provided: unknown;
  try {
    provided = await within(timeoutMs, () => provider(context));
  } catch (error) {
    if (error instanceof SmnError) throw error;
    throw new SmnError("the credentials provider failed", {
      code: "auth",
      sent: "no",
      cause: safeCause(error),
    });
  }
  const credentials = checkCredentials(provided, {
    source: "the credentials provider's answer",
    code: "auth",
  });
  const now = clock.now();
  const expiresAt = expiryOf(credentials) ?? Number.POSITIVE_INFINITY;
  if (expiresAt <= now) {
    throw new SmnError(
      "the credentials provider's answer: expired already; if it is not, the clock of this machine is wrong, or expiresAt is not in milliseconds",
      { code: "auth", sent: "no" },
    );
  }
  return { credentials, expiresAt, renewAt: expiresAt - Math.min(RENEW_AHEAD_MS, (expiresAt - now) / 2) };
}

/** A call that hangs must not hold up every later one. What it says after its time is up, nobody hears. */
async function within<T>(ms: number, work: () => Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const what = `the credentials provider gave no answer within ${ms} ms; the next request calls it again`;
    timer = setTimer(() => reject(new SmnError(what, { code: "timeout", sent: "no" })), ms);
  });
  try {
    return await Promise.race([work(), late]);
  } finally {
    clearTimer(timer);
  }
}
