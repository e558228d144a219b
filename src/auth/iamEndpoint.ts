import { invalid } from "../base/invalid.js";
import { isLoopback } from "../base/isLoopback.js";
import { iamAddress } from "../../generated/regions.js";

/** Where identity management is: by region, or by its own address. */
export type IamLocation =
  { region: string; iamEndpoint?: string | undefined } | { region?: undefined; iamEndpoint: string };

/** Where the address of identity management may be set. */
export interface IamEndpointOptions {
  /** @default process.env */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

const VARIABLE = "HUAWEICLOUD_SDK_IAM_ENDPOINT";

/**
 * The base URL of identity management, without a slash at the end: the given endpoint, else the environment
 * variable `HUAWEICLOUD_SDK_IAM_ENDPOINT`, else the region's own, else (where the vendor lists none for the
 * region, or does not list the region) the global one.
 *
 * @throws {SmnError} `validation` when neither is given, when an endpoint is no URL, and when it is not https:
 * passwords and tokens go there. Loopback addresses may use http.
 */
export function iamEndpoint(location: IamLocation, { env = process.env }: IamEndpointOptions = {}): string {
  const { region, iamEndpoint: given } = location;
  if (given !== undefined) return checkEndpoint(given, "iamEndpoint");
  if (typeof region !== "string" || region === "") throw invalid("region or iamEndpoint is required");
  const override = env[VARIABLE];
  if (override !== undefined && override !== "") return checkEndpoint(override, VARIABLE);
  return iamAddress(region);
}

function checkEndpoint(endpoint: string, name: string): string {
  // The vendor's SDKs accept the variable without a scheme, too.
  const url = parse(endpoint.includes("://") ? endpoint : `https://${endpoint}`);
  if (url === undefined) throw invalid(`${name} must be a URL such as https://iam.example.com`);
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw invalid(`${name} must not hold a user name, a password, a query or a fragment`);
  }
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopback(url.hostname))) {
    throw invalid(`${name} must use https, because passwords and tokens are sent there`);
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function parse(endpoint: string): URL | undefined {
  try {
    return new URL(endpoint);
  } catch {
    return undefined; // the original error quotes the value
  }
}
