import { elapsedBy, systemClock, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { clearTimer, setTimer } from "../base/timers.js";
import { checkCredentials, expiryOf } from "./checkCredentials.js";
import type { Credentials, CredentialProvider, ResolvedCredentials } from "./credentials.js";
import { foreignCause } from "./foreignCause.js";
import { abortedError, waitFor } from "./waitFor.js";

export interface CredentialCacheOptions {
  /** @default the system's clock */
  clock?: Clock | undefined;
  /**
   * How long those who wait wait for a call of the provider, in milliseconds; the next one starts another call.
   * @default 30000
   */
  timeoutMs?: number | undefined;
}

/** Hands out credentials that are valid now. */
export interface CredentialCache {
  /**
   * The credentials to use for the next request.
   *
   * @param signal ends this caller's wait, not the call of the provider that others share
   * @throws {SmnError} `auth` when the provider fails and nothing valid is left; `SmnError`s of the provider come
   * through unchanged; `aborted` when the signal fires
   */
  get(signal?: AbortSignal): Promise<ResolvedCredentials>;
  /**
   * Replaces credentials that the service refused. If they were replaced in the meantime, returns the current ones
   * without calling the provider.
   *
   * @param failed the credentials of the refused request
   * @returns undefined for static credentials: there is nothing to renew
   * @throws {SmnError} as `get`
   */
  renew(failed: ResolvedCredentials, signal?: AbortSignal): Promise<ResolvedCredentials | undefined>;
}

/** How long before the expiry to renew, at most; the vendor's SDKs use the same. */
const RENEW_AHEAD_MS = 40 * 60_000;
/** Pause after a renewal that failed while the old credentials are still valid. */
const RETRY_RENEWAL_MS = 30_000;
/** How long a refusal (401, 403) is remembered, so that a wrong password does not lock the account. */
const REMEMBER_REFUSAL_MS = 3_000;

/**
 * Keeps credentials for as long as they are valid. A provider is called once at a time however many callers wait,
 * and again 40 minutes before the expiry, or at half of the lifetime where that is later.
 *
 * @throws {SmnError} `validation` when static credentials are malformed.
 */
export function createCredentialCache(
  credentials: Credentials,
  { clock = systemClock, timeoutMs = 30_000 }: CredentialCacheOptions = {},
): CredentialCache {
  if (typeof credentials === "function") return providerCache(credentials, clock, timeoutMs);
  const fixed = checkCredentials(credentials, { source: "credentials", code: "validation" });
  const ready = (signal?: AbortSignal): Promise<void> =>
    signal?.aborted ? Promise.reject(abortedError(signal)) : Promise.resolve();
  return {
    get: (signal) => ready(signal).then(() => fixed),
    renew: (_failed, signal) => ready(signal).then(() => undefined),
  };
}

interface Held {
  readonly credentials: ResolvedCredentials;
  readonly expiresAt: number;
  /** Not before this time; moved on when a renewal fails. */
  renewAt: number;
}

function providerCache(provider: CredentialProvider, clock: Clock, timeoutMs: number): CredentialCache {
  let held: Held | undefined;
  let flight: Promise<Held> | undefined;
  /** The flight replaces credentials that the service refused, so nobody should go on with them. */
  let replacing = false;
  let refusal: { readonly error: SmnError; readonly until: number } | undefined;
  const issued = new WeakSet<ResolvedCredentials>();

  /** Joins the call of the provider that is under way, or starts one. */
  const obtain = (): Promise<Held> => {
    if (flight !== undefined) return flight;
    if (refusal !== undefined && elapsedBy(clock) < refusal.until) return Promise.reject(refusal.error);
    flight = callProvider(provider, clock, timeoutMs)
      .then(
        (fresh) => {
          issued.add(fresh.credentials);
          held = fresh;
          return fresh;
        },
        (error: unknown) => {
          if (isRefusal(error)) refusal = { error, until: elapsedBy(clock) + REMEMBER_REFUSAL_MS };
          if (held !== undefined) held.renewAt = Math.max(held.renewAt, clock.now() + RETRY_RENEWAL_MS);
          throw error;
        },
      )
      .finally(() => {
        flight = undefined;
        replacing = false;
      });
    return flight;
  };

  const get = async (signal?: AbortSignal): Promise<ResolvedCredentials> => {
    if (signal?.aborted) throw abortedError(signal);
    const valid = stillValid(held, clock);
    if (valid === undefined) return (await waitFor(obtain(), signal)).credentials;
    // The caller that finds a renewal due waits for it; the others use the credentials that are still valid.
    if (flight === undefined ? clock.now() < valid.renewAt : !replacing) return valid.credentials;
    try {
      return (await waitFor(obtain(), signal)).credentials;
    } catch (error) {
      if (signal?.aborted || stillValid(valid, clock) === undefined) throw error;
      return valid.credentials;
    }
  };

  const renew = async (failed: ResolvedCredentials, signal?: AbortSignal): Promise<ResolvedCredentials> => {
    if (signal?.aborted) throw abortedError(signal);
    const isCurrent =
      held !== undefined && (issued.has(failed) ? held.credentials === failed : same(held, failed));
    if (!isCurrent) return get(signal);
    const fresh = obtain();
    replacing = flight !== undefined;
    return (await waitFor(fresh, signal)).credentials;
  };

  return { get, renew };
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

/** @throws {SmnError} always this class, and never with the content of a foreign error. */
async function callProvider(provider: CredentialProvider, clock: Clock, timeoutMs: number): Promise<Held> {
  let provided: unknown;
  try {
    provided = await within(timeoutMs, provider);
  } catch (error) {
    if (error instanceof SmnError) throw error;
    throw new SmnError("the credentials provider failed", {
      code: "auth",
      sent: "no",
      cause: foreignCause(error),
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

function stillValid(held: Held | undefined, clock: Clock): Held | undefined {
  return held !== undefined && clock.now() < held.expiresAt ? held : undefined;
}

function isRefusal(error: unknown): error is SmnError {
  return error instanceof SmnError && (error.status === 401 || error.status === 403);
}

/** Callers may pass a copy of what they were given. */
function same({ credentials }: Held, other: ResolvedCredentials): boolean {
  return (["token", "ak", "sk", "securityToken"] as const).every(
    (field) => credentials[field] === other[field],
  );
}
