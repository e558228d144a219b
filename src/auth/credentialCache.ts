import { elapsedBy, systemClock, type Clock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { callProvider, type Provided } from "./callProvider.js";
import { checkCredentials } from "./checkCredentials.js";
import type { Credentials, ProviderContext, ResolvedCredentials } from "./credentials.js";
import { abortedError, waitFor } from "./waitFor.js";

export interface CredentialCacheOptions {
  /** @default the system's clock */
  clock?: Clock | undefined;
  /**
   * How long those who wait wait for a call of the provider, in milliseconds; the next one starts another call.
   * @default 30000
   */
  timeoutMs?: number | undefined;
  /** Goes to the provider. */
  context?: ProviderContext | undefined;
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
  { clock = systemClock, timeoutMs = 30_000, context }: CredentialCacheOptions = {},
): CredentialCache {
  if (typeof credentials === "function")
    return providerCache(() => callProvider(credentials, clock, timeoutMs, context), clock);
  const fixed = checkCredentials(credentials, { source: "credentials", code: "validation" });
  const ready = (signal?: AbortSignal): Promise<void> =>
    signal?.aborted ? Promise.reject(abortedError(signal)) : Promise.resolve();
  return {
    get: (signal) => ready(signal).then(() => fixed),
    renew: (_failed, signal) => ready(signal).then(() => undefined),
  };
}

interface CachedCredentials extends Provided {
  /** Which answer of the provider it is, counted from 1: the next one may hold the same token. */
  readonly generation: number;
}

/** A call of the provider that is under way. */
interface Flight {
  readonly promise: Promise<CachedCredentials>;
  /** `replace`: the service refused the credentials that are held, so nobody should go on with them. */
  readonly purpose: "refresh" | "replace";
}

function providerCache(call: () => Promise<Provided>, clock: Clock): CredentialCache {
  let held: CachedCredentials | undefined;
  let flight: Flight | undefined;
  let refusal: { readonly error: SmnError; readonly until: number } | undefined;
  let generation = 0;
  const generations = new WeakMap<ResolvedCredentials, number>();

  /** Joins the call of the provider that is under way, or starts one. */
  const obtain = (purpose: Flight["purpose"]): Promise<CachedCredentials> => {
    if (flight !== undefined) {
      if (purpose === "replace") flight = { ...flight, purpose };
      return flight.promise;
    }
    if (refusal !== undefined && elapsedBy(clock) < refusal.until) return Promise.reject(refusal.error);
    const promise = call()
      .then(
        (fresh) => {
          held = { ...fresh, generation: ++generation };
          generations.set(held.credentials, generation);
          return held;
        },
        (error: unknown) => {
          if (isRefusal(error)) refusal = { error, until: elapsedBy(clock) + REMEMBER_REFUSAL_MS };
          if (held !== undefined) held.renewAt = Math.max(held.renewAt, clock.now() + RETRY_RENEWAL_MS);
          throw error;
        },
      )
      .finally(() => {
        flight = undefined;
      });
    flight = { promise, purpose };
    return promise;
  };

  /** Whether this caller should get new credentials although the old ones are valid. */
  const needsFresh = ({ renewAt }: CachedCredentials): boolean => {
    // The caller that finds a renewal due waits for it; the others use the credentials that are still valid.
    if (flight !== undefined) return flight.purpose === "replace";
    return clock.now() >= renewAt;
  };

  /** Whether these are the credentials that are held, or a copy of them that a caller made. */
  const isCurrent = (credentials: ResolvedCredentials): boolean => {
    if (held === undefined) return false;
    const known = generations.get(credentials);
    return known === undefined ? same(held, credentials) : known === held.generation;
  };

  const get = async (signal?: AbortSignal): Promise<ResolvedCredentials> => {
    if (signal?.aborted) throw abortedError(signal);
    const valid = stillValid(held, clock);
    if (valid === undefined) return (await waitFor(obtain("refresh"), signal)).credentials;
    if (!needsFresh(valid)) return valid.credentials;
    try {
      return (await waitFor(obtain("refresh"), signal)).credentials;
    } catch (error) {
      if (signal?.aborted || stillValid(valid, clock) === undefined) throw error;
      return valid.credentials;
    }
  };

  const renew = async (failed: ResolvedCredentials, signal?: AbortSignal): Promise<ResolvedCredentials> => {
    if (signal?.aborted) throw abortedError(signal);
    if (!isCurrent(failed)) return get(signal);
    return (await waitFor(obtain("replace"), signal)).credentials;
  };

  return { get, renew };
}

function stillValid(held: CachedCredentials | undefined, clock: Clock): CachedCredentials | undefined {
  return held !== undefined && clock.now() < held.expiresAt ? held : undefined;
}

function isRefusal(error: unknown): error is SmnError {
  return error instanceof SmnError && (error.status === 401 || error.status === 403);
}

/** Callers may pass a copy of what they were given. */
function same({ credentials }: CachedCredentials, other: ResolvedCredentials): boolean {
  return (["token", "ak", "sk", "securityToken"] as const).every(
    (field) => credentials[field] === other[field],
  );
}
