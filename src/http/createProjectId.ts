import type { CredentialCache } from "../auth/credentialCache.js";
import { lookUpProjectId } from "../auth/lookUpProjectId.js";
import { waitFor } from "../auth/waitFor.js";
import { invalid } from "../base/invalid.js";
import type { Transport } from "../base/wire.js";
import type { RequestOptions } from "./requestOptions.js";

export interface ProjectIdOptions extends Pick<RequestOptions, "clock" | "random"> {
  projectId?: string | undefined;
  region?: string | undefined;
}

/**
 * Finds the project id when it is first needed, and keeps it: the given one, else the one in the
 * credentials, else the region's, which is looked up. Throws `SmnError`; after a failed lookup the next call tries
 * again.
 *
 * @param transport the way that the messages go: the look-up goes by the same agent and proxy
 */
export function createProjectId(
  { projectId, region, clock, random }: ProjectIdOptions,
  transport: Transport,
  credentials: CredentialCache,
): (signal?: AbortSignal) => Promise<string> {
  let known = projectId === undefined ? undefined : check(projectId);
  let pending: Promise<string> | undefined;
  const find = async (): Promise<string> => {
    const found = await credentials.get();
    if (found.projectId !== undefined) return check(found.projectId);
    if (region === undefined)
      throw invalid("projectId is missing, and without region it cannot be looked up. Nothing was sent.");
    return check(await lookUpProjectId({ region, credentials: found, transport, clock, random }));
  };
  return async (signal) => {
    if (known !== undefined) return known;
    pending ??= find().then(
      (id) => (known = id),
      (error: unknown) => {
        pending = undefined;
        throw error;
      },
    );
    return waitFor(pending, signal);
  };
}

function check(id: string): string {
  if (/^[0-9A-Za-z_-]{1,64}$/.test(id)) return id;
  throw invalid("projectId must consist of letters, digits, _ and -.");
}
