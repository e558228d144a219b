import { defaultCredentials } from "../../auth/defaultCredentials.js";
import { createBatchingClient, type BatchingClient } from "../../createSmsClient.js";
import { SmnError } from "../../base/errors.js";
import { CliError } from "../base/cliError.js";
import { resolveBaseUrl } from "../../http/baseUrl.js";
import { proxyAgentFor } from "./proxyAgent.js";
import type { Route } from "./reachService.js";
import type { CliEnvironment } from "../base/environment.js";
import type { ConnectionOptions } from "../options/connectionOptions.js";

export interface Connection {
  readonly client: BatchingClient;
  /** The same with one attempt: for questions that can go without an answer. */
  readonly impatientClient: BatchingClient;
  /** The way to the service. */
  readonly route: Route;
  /** The project, else the region whose project it is: part of the identity of a run. */
  readonly sender: string;
}

/**
 * Makes the client of a run. Credentials are looked for at once, so that a configuration that cannot work is found
 * before anything else happens.
 *
 * @throws CliError that says what is missing
 */
export async function connect(
  options: ConnectionOptions,
  { env, clock }: Pick<CliEnvironment, "env" | "clock">,
): Promise<Connection> {
  const { baseUrl, allowInsecureHttp, path, profileFile, metadata } = options;
  const region = options.region ?? nonEmpty(env["HW_REGION_NAME"]);
  if (baseUrl === undefined && region === undefined)
    throw new CliError(
      "Where to send to is missing. Add --region (for instance --region cn-north-4) or --base-url, " +
        "or set HW_REGION_NAME.",
    );
  const credentials = defaultCredentials({
    env,
    metadata,
    ...(profileFile !== undefined && { path: profileFile }),
  });
  try {
    const found = await credentials();
    const projectId =
      options.projectId ??
      found.projectId ??
      nonEmpty(env["HUAWEICLOUD_SDK_PROJECT_ID"]) ??
      nonEmpty(env["HW_PROJECT_ID"]);
    if (projectId === undefined && region === undefined)
      throw new CliError("The project is missing. Add --project-id, or set HUAWEICLOUD_SDK_PROJECT_ID.");
    const address = resolveBaseUrl({ region, baseUrl, allowInsecureHttp });
    const agent = await proxyAgentFor(env, address);
    const clientOptions = {
      credentials,
      region,
      baseUrl,
      allowInsecureHttp,
      clock,
      timeoutMs: options.timeout * 1000,
      ...(agent !== undefined && { agent }),
      ...(projectId !== undefined && { projectId }),
      ...(path !== undefined && { path }),
      ...(options.numberCheck !== undefined && { checkNumber: options.numberCheck }),
    };
    return {
      client: createBatchingClient(clientOptions),
      impatientClient: createBatchingClient({ ...clientOptions, retry: { deadlineMs: 0 } }),
      route: { address, agent },
      sender: projectId ?? `region ${region ?? ""}`,
    };
  } catch (error) {
    if (!(error instanceof SmnError)) throw error;
    const help =
      error.code === "auth"
        ? " Set HUAWEICLOUD_SDK_AK and HUAWEICLOUD_SDK_SK to an access key and its secret (keys are never " +
          "options: other users of the machine could see them)."
        : "";
    throw new CliError(`${error.message.replace(/[^.]$/, "$&.")}${help}`);
  }
}

function nonEmpty(value: string | undefined): string | undefined {
  return value === "" ? undefined : value;
}
