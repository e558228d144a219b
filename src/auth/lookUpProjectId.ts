import { isRecord } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { checkCredentials } from "./checkCredentials.js";
import type { ResolvedCredentials } from "./credentials.js";
import { fetchJson, type NetworkOptions } from "./fetchJson.js";
import { iamEndpoint, type IamEndpointOptions } from "./iamEndpoint.js";
import { sdkDate } from "./sign/sdkDate.js";
import { signRequest } from "./sign/signRequest.js";
import { systemClock } from "../base/clock.js";

export type LookUpProjectIdOptions = NetworkOptions &
  IamEndpointOptions & {
    /** The region, whose default project has its name. */
    region: string;
    /** Goes before the region's own endpoint. */
    iamEndpoint?: string | undefined;
    credentials: ResolvedCredentials;
    signal?: AbortSignal | undefined;
  };

/**
 * Asks identity management for the id of a region's default project ("Identity and Access Management API
 * Reference", Querying Project Information).
 *
 * @throws {SmnError} always with `sent: "no"`: `auth` when there is no such project, when there are several (their
 * ids are listed) and when IAM refuses; `network`, `timeout` and 5xx after five attempts; `protocol` for an answer
 * that is not the documented one; `aborted`; `validation` for malformed options
 */
export async function lookUpProjectId(options: LookUpProjectIdOptions): Promise<string> {
  const { region, clock = systemClock, signal } = options;
  const credentials = checkCredentials(options.credentials, { source: "credentials", code: "validation" });
  const url = `${iamEndpoint(options, options)}/v3/projects?name=${encodeURIComponent(region)}`;
  // No X-Project-Id: that is the id being looked up.
  const headers = (): Record<string, string> =>
    credentials.token === undefined
      ? signRequest(
          { method: "GET", url, headers: { "content-type": "application/json" } },
          { ak: credentials.ak, sk: credentials.sk, securityToken: credentials.securityToken },
          { date: sdkDate(new Date(clock.now())) },
        )
      : { "content-type": "application/json", "X-Auth-Token": credentials.token };
  const secrets = [credentials.token, credentials.sk, credentials.securityToken, credentials.ak].filter(
    (secret) => secret !== undefined,
  );
  const { body } = await fetchJson({ method: "GET", url, headers, expect: 200, secrets, signal }, options);
  return onlyId(body["projects"], region);
}

function isOther(project: unknown, name: string): boolean {
  return isRecord(project) && project["name"] !== undefined && project["name"] !== name;
}

function onlyId(projects: unknown, region: string): string {
  const fail = (code: "auth" | "protocol", what: string): SmnError =>
    new SmnError(`project of region ${region}: ${what}`, { code, sent: "no" });
  if (!Array.isArray(projects)) throw fail("protocol", "the answer holds no list of projects");
  const ids = projects.map((project: unknown) => (isRecord(project) ? project["id"] : undefined));
  if (!ids.every((id) => typeof id === "string" && /^[0-9A-Za-z_-]{1,64}$/.test(id))) {
    throw fail("protocol", "the answer holds a project without a valid id");
  }
  // Of a server that does not know the filter, or answers another question: messages would go out under that project.
  if (projects.some((project: unknown) => isOther(project, region)))
    throw fail("protocol", "the answer holds a project of another name; pass projectId");
  const [id] = ids as string[];
  if (id === undefined) throw fail("auth", "there is no project with this name; pass projectId");
  if (ids.length > 1)
    throw fail(
      "auth",
      `there are several projects with this name, pass one of them as projectId: ${ids.join(", ")}`,
    );
  return id;
}
