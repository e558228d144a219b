import { smnAddress } from "../../generated/regions.js";
import { invalid, invalidOption, typeOf } from "../base/invalid.js";
import { isLoopback } from "../base/isLoopback.js";

/** Where the service is: by region, or by its own address. */
export interface AddressOptions {
  /** Region id, for instance `"cn-north-4"`. Unknown ids follow the usual pattern of addresses. */
  region?: string | undefined;
  /** Address of the service; wins over `region`. */
  baseUrl?: string | undefined;
  /**
   * Allow `http://` to hosts other than this machine. Keys, tokens and texts then travel readable by anyone.
   * @default false
   */
  allowInsecureHttp?: boolean | undefined;
}

/** The address of the service, without a trailing slash. Throws `SmnError` (`validation`) on a bad option. */
export function resolveBaseUrl({ region, baseUrl, allowInsecureHttp }: AddressOptions): string {
  if (baseUrl !== undefined) return checkAddress(baseUrl, allowInsecureHttp ?? false);
  if (region === undefined)
    throw invalid('createSmsClient needs a region (for instance "cn-north-4") or a baseUrl.');
  if (!/^[a-z0-9]+(?:-[a-z0-9]+)*$/.test(region))
    throw invalidOption(
      "region",
      'a region id such as "cn-north-4" (for another address there is baseUrl)',
      region,
    );
  return smnAddress(region);
}

function checkAddress(address: string, allowInsecureHttp: boolean): string {
  let url: URL;
  try {
    url = new URL(address);
  } catch {
    // Not the value: it may hold a password.
    throw invalid(
      `Expected \`baseUrl\` to be an absolute address such as https://smn.cn-north-4.myhuaweicloud.com, got ${typeOf(address)}${typeof address === "string" && address !== "" ? " that is none" : ""}.`,
    );
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "")
    throw invalid("baseUrl must not hold a user name, password, query or fragment.");
  if (/[{}]|%7B|%7D/i.test(url.href))
    throw invalid("baseUrl has a placeholder in braces that was not filled in.");
  if (url.protocol === "http:" && !allowInsecureHttp && !isLoopback(url.hostname))
    throw invalid(
      `baseUrl must be https://, because ${url.host} is not this machine. (allowInsecureHttp lifts this.)`,
    );
  if (url.protocol !== "https:" && url.protocol !== "http:")
    throw invalid(`Expected \`baseUrl\` to begin with https://, got ${url.protocol}//.`);
  return url.href.replace(/\/+$/, "");
}
