import { SmnError } from "../base/errors.js";
import { checkCredentials } from "./checkCredentials.js";
import type { CredentialProvider } from "./credentials.js";
import { toProvider, type CredentialSource } from "./credentialSource.js";

/** Where the variables are. */
export interface EnvironmentOptions {
  /** Read at every call. @default process.env */
  env?: Readonly<Record<string, string | undefined>> | undefined;
}

/**
 * Credentials from environment variables: `HUAWEICLOUD_SDK_AK`, `_SK`, `_SECURITY_TOKEN`, `_PROJECT_ID` as in the
 * vendor's SDKs, else `HW_ACCESS_KEY`, `HW_SECRET_KEY`, `HW_SECURITY_TOKEN`, `HW_PROJECT_ID` as in its Terraform
 * provider. All come from one family, never from both. An empty variable counts as not set.
 *
 * The provider rejects with an `SmnError` (`auth`, `sent: "no"`) that names the variable which is missing or
 * malformed.
 *
 * @example
 * ```ts
 * const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });
 * ```
 */
export function environment(options: EnvironmentOptions = {}): CredentialProvider {
  return toProvider("environment", environmentSource(options));
}

interface Family extends Readonly<Record<string, string>> {
  readonly ak: string;
  readonly sk: string;
  readonly securityToken: string;
  readonly projectId: string;
}

const FAMILIES: readonly Family[] = [
  {
    ak: "HUAWEICLOUD_SDK_AK",
    sk: "HUAWEICLOUD_SDK_SK",
    securityToken: "HUAWEICLOUD_SDK_SECURITY_TOKEN",
    projectId: "HUAWEICLOUD_SDK_PROJECT_ID",
  },
  {
    ak: "HW_ACCESS_KEY",
    sk: "HW_SECRET_KEY",
    securityToken: "HW_SECURITY_TOKEN",
    projectId: "HW_PROJECT_ID",
  },
];

export function environmentSource({ env }: EnvironmentOptions): CredentialSource {
  return async () => {
    const variables = env ?? process.env;
    const isSet = (name: string): boolean => (variables[name] ?? "") !== "";
    // A project id alone is no credential; a security token alone is one that lost its key.
    const family = FAMILIES.find(({ ak, sk, securityToken }) => [ak, sk, securityToken].some(isSet));
    if (family === undefined) {
      const pairs = FAMILIES.map(({ ak, sk }) => `${ak} and ${sk}`).join(" nor ");
      return Promise.resolve({ notConfigured: `neither ${pairs} are set` });
    }
    const missing = [family.ak, family.sk].filter((name) => !isSet(name));
    if (missing.length > 0) {
      const present = [family.ak, family.sk, family.securityToken].filter(isSet);
      throw new SmnError(
        `environment: ${present.join(", ")} is set, but ${missing.join(" and ")} is missing`,
        {
          code: "auth",
          sent: "no",
        },
      );
    }
    return checkCredentials(pick(variables, family), { source: "environment", code: "auth", names: family });
  };
}

function pick(
  variables: Readonly<Record<string, string | undefined>>,
  family: Family,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(family).flatMap(([field, name]) => (variables[name] ? [[field, variables[name]]] : [])),
  );
}
