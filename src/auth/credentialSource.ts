import { SmnError } from "../base/errors.js";
import type { CredentialProvider, ResolvedCredentials } from "./credentials.js";

/** A source that is not set up at all, as opposed to one that is set up wrongly, which is an error. */
export interface NotConfigured {
  /** The missing setting, as a phrase; never a value. */
  notConfigured: string;
}

/** A place to look for credentials. Rejects when it is set up, but wrongly or only in part. */
export type CredentialSource = () => Promise<ResolvedCredentials | NotConfigured>;

/** Turns a source into a provider, for which "not configured" is an error like any other. */
export function toProvider(name: string, source: CredentialSource): CredentialProvider {
  return async () => {
    const found = await source();
    if (!isNotConfigured(found)) return found;
    throw new SmnError(`${name}: ${found.notConfigured}`, { code: "auth", sent: "no" });
  };
}

export function isNotConfigured(found: ResolvedCredentials | NotConfigured): found is NotConfigured {
  return "notConfigured" in found;
}
