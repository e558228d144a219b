import { fetchOnce } from "../auth/fetchOnce.js";
import type { Transport } from "../base/wire.js";
import type { SmnError } from "../base/errors.js";
import { safeCause } from "../base/safeCause.js";
import { clearTimer, setTimer } from "../base/timers.js";
import { noCertificate, undecided } from "./refusals.js";
import { LONGEST_CERTIFICATE } from "./readCertificate.js";

/**
 * Gets a certificate, in PEM, from an address that was checked before. It has to keep the rules that the built-in
 * one keeps: TLS verified, no redirect followed. The signal fires when the time is up.
 */
export type FetchCertificate = (url: string, signal: AbortSignal) => Promise<string>;

export interface FetchCertificateOptions {
  fetchCertificate?: FetchCertificate | undefined;
  /** The way of the built-in GET. */
  transport: Transport;
  /** Bound on the whole, in milliseconds. */
  timeoutMs: number;
}

/**
 * Fetches a certificate, by the caller's function or by a plain GET without redirects.
 *
 * @throws {SmnError} `network` or `timeout` when it could not be fetched, or is far too long
 */
export async function fetchCertificate(url: string, options: FetchCertificateOptions): Promise<string> {
  const pem = await (options.fetchCertificate === undefined
    ? get(url, options)
    : ask(options.fetchCertificate, url, options.timeoutMs));
  if (typeof pem === "string" && pem.length > LONGEST_CERTIFICATE) throw noCertificate();
  return pem;
}

/** The errors name the host only: the sender of the push chose the rest of the address. */
async function get(url: string, { transport, timeoutMs }: FetchCertificateOptions): Promise<string> {
  const answer = await fetchOnce({ method: "GET", url, headers: {}, timeoutMs, transport }).catch(
    (error: unknown) => {
      const { code, status, cause, message } = error as SmnError;
      const what = message.replace(/^GET \S+: /, "");
      throw undecided(`${new URL(url).host}: ${what}`, {
        code: code === "timeout" ? "timeout" : "network",
        status,
        cause,
      });
    },
  );
  const { status, text } = answer;
  if (status !== 200) throw undecided(`${new URL(url).host} answered with status ${status}`, { status });
  return text;
}

async function ask(provider: FetchCertificate, url: string, timeoutMs: number): Promise<string> {
  const controller = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimer(() => {
      const error = undecided(`fetchCertificate took longer than ${timeoutMs} ms`, { code: "timeout" });
      reject(error);
      controller.abort(error);
    }, timeoutMs);
  });
  const asked = async (): Promise<string> => {
    try {
      return await provider(url, controller.signal);
    } catch (error) {
      throw undecided("fetchCertificate failed", { cause: safeCause(error) });
    }
  };
  try {
    return await Promise.race([asked(), late]);
  } finally {
    clearTimer(timer);
  }
}
