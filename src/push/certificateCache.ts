import type { Clock } from "../base/clock.js";
import { undecided } from "./refusals.js";
import type { SigningCertificate } from "./readCertificate.js";

export interface CertificateCache {
  get(url: string): Promise<SigningCertificate>;
  /**
   * What is at the address now, for a push that does not fit the certificate that `get` gave: the service may have
   * replaced it. Undefined if that one was fetched just now.
   */
  renew(url: string, unfit: SigningCertificate): Promise<SigningCertificate | undefined>;
}

export interface CertificateCacheOptions {
  /** Fetches and reads a certificate. */
  load: (url: string) => Promise<SigningCertificate>;
  clock: Clock;
}

/** The service has about one certificate for each of its regions. */
const MOST_CERTIFICATES = 64;
const MOST_FAILURES = 256;
/** Addresses fetched at a time: a flood of invented addresses must not become a flood of requests to others. */
const MOST_AT_A_TIME = 16;
const KEEP_MS = 24 * 3_600_000;
const KEEP_FAILURE_MS = 10_000;
/** A certificate is not fetched again earlier: forgeries must not become requests to others. */
const FRESH_MS = 60_000;

/**
 * Keeps certificates by address for a day, failures for ten seconds. Callers that ask for an address that is being
 * fetched share the fetch. Failures are kept separately, so that they cannot push certificates out.
 */
export function createCertificateCache({ load, clock }: CertificateCacheOptions): CertificateCache {
  const certificates = new Map<string, Kept<SigningCertificate>>();
  const failures = new Map<string, Kept<unknown>>();
  const flights = new Map<string, Promise<SigningCertificate>>();

  const fetchOnce = (url: string): Promise<SigningCertificate> => {
    const flight = load(url)
      .then(
        (certificate) => {
          keep(certificates, url, { value: certificate, until: clock.now() + KEEP_MS }, MOST_CERTIFICATES);
          return certificate;
        },
        (error: unknown) => {
          keep(failures, url, { value: error, until: clock.now() + KEEP_FAILURE_MS }, MOST_FAILURES);
          throw error;
        },
      )
      .finally(() => flights.delete(url));
    flights.set(url, flight);
    return flight;
  };

  const fetched = async (url: string): Promise<SigningCertificate> => {
    const failure = keptNow(failures, url, clock);
    if (failure !== undefined) throw failure.value;
    const flight = flights.get(url);
    if (flight === undefined && flights.size >= MOST_AT_A_TIME)
      throw undecided("too many certificates are being fetched");
    return flight ?? fetchOnce(url);
  };

  return {
    async get(url) {
      const certificate = keptNow(certificates, url, clock);
      if (certificate === undefined) return fetched(url);
      keep(certificates, url, certificate, MOST_CERTIFICATES);
      return certificate.value;
    },
    async renew(url, unfit) {
      const kept = keptNow(certificates, url, clock);
      if (kept !== undefined && kept.value !== unfit) return kept.value;
      const isFresh = kept !== undefined && clock.now() < kept.until - KEEP_MS + FRESH_MS;
      return isFresh ? undefined : fetched(url);
    },
  };
}

interface Kept<T> {
  readonly value: T;
  readonly until: number;
}

function keptNow<T>(map: Map<string, Kept<T>>, url: string, clock: Clock): Kept<T> | undefined {
  const kept = map.get(url);
  if (kept === undefined || clock.now() < kept.until) return kept;
  map.delete(url);
  return undefined;
}

/** Puts an entry at the end and drops from the beginning: the least recently used goes first. */
function keep<T>(map: Map<string, Kept<T>>, url: string, entry: Kept<T>, most: number): void {
  map.delete(url);
  map.set(url, entry);
  for (const oldest of map.keys()) {
    if (map.size <= most) return;
    map.delete(oldest);
  }
}
