import { SmnError } from "../base/errors.js";
import type { CredentialProvider } from "./credentials.js";
import { ecsMetadata, type EcsMetadataOptions } from "./ecsMetadata.js";
import { environmentSource, type EnvironmentOptions } from "./environment.js";
import { profileSource, type ProfileOptions } from "./profile.js";
import { isNotConfigured } from "./credentialSource.js";

/** Options of all the providers that are asked in turn. */
export interface DefaultCredentialsOptions extends EnvironmentOptions, ProfileOptions, EcsMetadataOptions {
  /** Path of the profile file. @default as for `profile` */
  path?: string | undefined;
  /** Whether to ask the metadata service of an Elastic Cloud Server in the end. @default false */
  metadata?: boolean | undefined;
}

/**
 * The first credentials found: environment variables, then the profile file, then (only with `metadata: true`) the
 * metadata service of an Elastic Cloud Server. The search goes on only where a source is not set up at all; one
 * that is set up in part or wrongly is an error, so that a typing mistake never selects another account.
 *
 * The provider rejects with an `SmnError`, always with `sent: "no"`, that lists the places it looked in.
 *
 * @example
 * ```ts
 * const credentials = defaultCredentials({ metadata: true });
 * const sms = createSmsClient({ region: "cn-north-4", credentials });
 * ```
 */
export function defaultCredentials(options: DefaultCredentialsOptions = {}): CredentialProvider {
  const sources = [
    ["environment", environmentSource(options)],
    ["profile", profileSource(options.path, options)],
  ] as const;
  return async () => {
    const tried: string[] = [];
    for (const [name, source] of sources) {
      const found = await source();
      if (!isNotConfigured(found)) return found;
      tried.push(`${name}: ${found.notConfigured}`);
    }
    if (options.metadata !== true)
      throw nothingFound([...tried, "metadata service: not asked, see option metadata"]);
    try {
      return await ecsMetadata(options)();
    } catch (error) {
      if (!(error instanceof SmnError)) throw error;
      throw nothingFound([...tried, error.message], error);
    }
  };
}

function nothingFound(tried: readonly string[], cause?: SmnError): SmnError {
  return new SmnError(`no credentials found; ${tried.join("; ")}`, {
    code: "auth",
    sent: "no",
    status: cause?.status,
    cause,
  });
}
