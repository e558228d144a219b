import type { CredentialCache } from "../auth/credentialCache.js";
import { lookUpProjectId } from "../auth/lookUpProjectId.js";
import { waitFor } from "../auth/waitFor.js";
import { invalid } from "../base/invalid.js";
import type { Transport } from "../base/wire.js";
import type { RequestOptions } from "./requestOptions.js";

export interface ProjectIdOptions extends Pick<RequestOptions, "clock" | "random"> {
  projectId?: string | undefined;
  /** The way that the messages go: the look-up goes by the same agent and proxy. */
  transport: Transport;
  region?: string | undefined;
}

/**
 * Finds the project id when it is first needed, and keeps it: the given one, else the one in the
 * credentials, else the region's, which is looked up. Throws `SmnError`; after a failed lookup the next call tries
 * again.
 */
export function createProjectId(
  options: ProjectIdOptions,
  credentials: CredentialCache,
): (signal?: AbortSignal) => Promise<string> {
  let known = options.projectId === undefined ? undefined : check(options.projectId);
  let pending: Promise<string> | undefined;
  return async (signal) => {
    if (known !== undefined) return known;
    pending ??= find(options, credentials).then(
      (id) => (known = id),
      (error: unknown) => {
        pending = undefined;
        throw error;
      },
    );
    return waitFor(pending, signal);
  };
}

async function find(options: ProjectIdOptions, cache: CredentialCache): Promise<string> {
  const credentials = await cache.get();
  if (credentials.projectId !== undefined) return check(credentials.projectId);
  const { region, transport, clock, random } = options;
  if (region === undefined)
    throw invalid("projectId is missing, and without region it cannot be looked up. Nothing was sent.");
  return check(await lookUpProjectId({ region, credentials, transport, clock, random }));
}

function check(id: string): string {
  if (/^[0-9A-Za-z_-]{1,64}$/.test(id)) return id;
  throw invalid("projectId must consist of letters, digits, _ and -.");
}
