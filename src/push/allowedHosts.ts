import { badOption } from "./refusals.js";

/**
 * Hosts of the service. A region has a hyphen and a number, which keeps out names that a customer can choose:
 * an object store puts the bucket's name first, and a bucket may be called `smn`.
 */
const SERVICE_HOST = /^smn\.[a-z]{2,20}(?:-[a-z]{1,30}){1,3}-\d{1,4}\.myhuaweicloud\.(?:com|cn|eu)$/;
const HOST_NAME = /^(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)+$/;
const CERTIFICATE_URL =
  /^https:\/\/(?<host>[a-z0-9.-]{1,253})\/smn\/SMN_[A-Za-z0-9-]{1,64}_[0-9a-f]{32}\.pem$/;

/** Whether a host may be asked. */
export type HostRule = (host: string) => boolean;

/**
 * The hosts that the caller names, or the default.
 *
 * @throws {SmnError} `validation` for anything but a plain host name
 */
export function hostRule(
  option: string,
  hosts: readonly string[] | undefined,
  alsoByDefault: string[] = [],
): HostRule {
  if (hosts === undefined) return (host) => SERVICE_HOST.test(host) || alsoByDefault.includes(host);
  if (!Array.isArray(hosts)) throw badOption(`${option}: expected a list of hosts`);
  const names = new Set<unknown>(hosts);
  for (const name of names) {
    if (typeof name !== "string" || !HOST_NAME.test(name))
      throw badOption(`${option}: expected host names in lower case, without https:// and port`);
  }
  return (host) => names.has(host);
}

/**
 * Whether a certificate may be fetched from an address, which the sender of the push chose. The check compares
 * characters and parses nothing, because a parser would normalise suspicious addresses.
 */
export function isCertificateUrl(url: string, isAllowed: HostRule): boolean {
  const host = CERTIFICATE_URL.exec(url)?.groups?.["host"];
  return host !== undefined && isAllowed(host);
}

/** Whether a subscription may be confirmed at an address. Even a signed address must be at a known host. */
export function isSubscribeUrl(url: string, isAllowed: HostRule): boolean {
  const host = /^https:\/\/([a-z0-9.-]{1,253})\/smn\/[\x21-\x7e]{1,4000}$/.exec(url)?.[1];
  if (host === undefined || /[\\#]/.test(url) || !URL.canParse(url)) return false;
  const { hostname, pathname } = new URL(url);
  return hostname === host && pathname.startsWith("/smn/") && isAllowed(host);
}
