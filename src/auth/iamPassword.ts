import { isRecord } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { checkCredentials } from "./checkCredentials.js";
import type { CredentialProvider, ResolvedCredentials } from "./credentials.js";
import { fetchJson, type JsonAnswer, type NetworkOptions } from "./fetchJson.js";
import { iamEndpoint, type IamEndpointOptions } from "./iamEndpoint.js";

/** Where the token comes from and which project it is for: SMN wants tokens that are scoped to a project. */
export type IamPasswordScope =
  | {
      /** A region of the service, as `"cn-north-4"`. */
      region: string;
      /** Goes before the region's own endpoint. */
      iamEndpoint?: string | undefined;
      /** @default the region, whose default project has its name */
      projectName?: string | undefined;
      /** Goes before `projectName`. */
      projectId?: string | undefined;
    }
  | { region?: undefined; iamEndpoint: string; projectName: string; projectId?: string | undefined }
  | { region?: undefined; iamEndpoint: string; projectName?: undefined; projectId: string };

/** Who gets the token, for which project, and how. */
export type IamPasswordOptions = IamPasswordScope &
  NetworkOptions &
  IamEndpointOptions & {
    /** Name of the IAM user; the account itself cannot get tokens. */
    username: string;
    /** Only ever sent to identity management. */
    password: string;
    /** Name of the account that the user belongs to. */
    domainName: string;
  };

/**
 * A token for the name and password of an IAM user ("Identity and Access Management API Reference", Obtaining a
 * User Token Through Password Authentication). Tokens live for 24 hours; the client renews them in time.
 *
 * The provider rejects with an `SmnError`, always with `sent: "no"`. Connection failures, 429 and 5xx are tried
 * five times; 400, 401 and 403 once, because wrong passwords lock the user.
 *
 * @throws {SmnError} `validation`, at once, for options that are missing or malformed.
 *
 * @example
 * ```ts
 * const credentials = iamPassword({
 *   region: "cn-north-4",
 *   domainName: "example-account",
 *   username: "sms-sender",
 *   password: process.env["IAM_PASSWORD"] ?? "",
 * });
 * const sms = createSmsClient({ region: "cn-north-4", credentials });
 * ```
 */
export function iamPassword(options: IamPasswordOptions): CredentialProvider {
  const { username, password, domainName, projectId } = options;
  for (const [name, value] of Object.entries({ username, password, domainName })) requireText(name, value);
  iamEndpoint(options, options); // a wrong endpoint is better reported here than at the first message
  const projectName = options.projectName ?? options.region;
  if (projectId === undefined) requireText("projectName or projectId", projectName);

  const body = JSON.stringify({
    auth: {
      identity: {
        methods: ["password"],
        password: { user: { name: username, password, domain: { name: domainName } } },
      },
      scope: { project: projectId === undefined ? { name: projectName } : { id: projectId } },
    },
  });
  return async (context) => {
    // A fetch of its own goes before the way of the client.
    const { fetch, clock, random, timeoutMs } = options;
    const transport = options.transport ?? (fetch === undefined ? context?.transport : undefined);
    const answer = await fetchJson(
      {
        method: "POST",
        url: `${iamEndpoint(options, options)}/v3/auth/tokens?nocatalog=true`,
        headers: () => ({ "content-type": "application/json", accept: "application/json" }),
        body,
        expect: 201,
        secrets: [password, username, domainName],
      },
      { fetch, clock, random, timeoutMs, transport },
    );
    return readToken(answer, projectId);
  };
}

function readToken({ headers, body }: JsonAnswer, projectId: string | undefined): ResolvedCredentials {
  const token = headers.get("x-subject-token") ?? "";
  if (token === "") throw undocumented("the header X-Subject-Token is missing");
  const facts = isRecord(body["token"]) ? body["token"] : {};
  if (typeof facts["expires_at"] !== "string") throw undocumented("token.expires_at is missing");
  const project = isRecord(facts["project"]) ? facts["project"]["id"] : undefined;
  if (project === undefined) throw undocumented("token.project.id is missing, the token is for no project");
  return checkCredentials(
    { token, expiresAt: facts["expires_at"], projectId: projectId ?? project },
    { source: "token of IAM", code: "auth" },
  );
}

function undocumented(what: string): SmnError {
  return new SmnError(`token of IAM: ${what}`, { code: "protocol", sent: "no", status: 201 });
}

function requireText(name: string, value: unknown): void {
  if (typeof value === "string" && value !== "") return;
  throw new SmnError(`${name} must be a string that is not empty`, { code: "validation", sent: "no" });
}
