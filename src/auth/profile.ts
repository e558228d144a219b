import { statSync } from "node:fs";
import { readFile as readFileFromDisk } from "node:fs/promises";
import { homedir as homeOfUser } from "node:os";
import { isAbsolute, join } from "node:path";
import { SmnError } from "../base/errors.js";
import { checkCredentials } from "./checkCredentials.js";
import type { CredentialProvider } from "./credentials.js";
import { errorCode, safeCause } from "../base/safeCause.js";
import { iniSection } from "./iniSection.js";
import { toProvider, type CredentialSource } from "./credentialSource.js";

/** Which section of the file is read, and how. */
export interface ProfileOptions {
  /** The section to read. @default "basic" */
  section?: string | undefined;
  /** Read at every call. @default process.env */
  env?: Readonly<Record<string, string | undefined>> | undefined;
  /** @default reads the file as UTF-8 */
  readFile?: ((path: string) => Promise<string>) | undefined;
  /** @default os.homedir */
  homedir?: (() => string) | undefined;
}

/**
 * Credentials from the file that the vendor's SDKs share: keys `ak`, `sk`, `security_token` and `project_id` in a
 * section of an INI file. The file is read anew at every call.
 *
 * The provider rejects with an `SmnError` (`auth`, `sent: "no"`) that names file, section and key, never a value.
 *
 * @param path `HUAWEICLOUD_SDK_CREDENTIALS_FILE`, else `~/.huaweicloud/credentials`, when left out
 *
 * @example
 * ```ts
 * const sms = createSmsClient({ region: "cn-north-4", credentials: profile() });
 * ```
 */
export function profile(path?: string, options: ProfileOptions = {}): CredentialProvider {
  return toProvider("profile", profileSource(path, options));
}

const DEFAULT_SECTION = "basic";
const KEYS = { ak: "ak", sk: "sk", securityToken: "security_token", projectId: "project_id" };

export function profileSource(path: string | undefined, options: ProfileOptions): CredentialSource {
  return async () => {
    const { env = process.env, section = DEFAULT_SECTION } = options;
    const variable = env["HUAWEICLOUD_SDK_CREDENTIALS_FILE"];
    const chosen = path ?? (variable === "" ? undefined : variable);
    const home = chosen === undefined ? homeOf(options) : "";
    if (home === undefined) return { notConfigured: "this user has no home folder, or may not enter it" };
    const file = chosen ?? join(home, ".huaweicloud", "credentials");
    const fail = (what: string, cause?: Error): SmnError =>
      new SmnError(`profile ${file}: ${what}`, { code: "auth", sent: "no", cause });

    const text = await read(file, options, fail);
    // A file or a section that was asked for by name has to be there.
    if (text === undefined) {
      if (chosen !== undefined) throw fail("there is no such file");
      return { notConfigured: `there is no file ${file}` };
    }
    const found = iniSection(text, section);
    if (found === undefined) {
      if (options.section !== undefined) throw fail(`there is no section [${section}]`);
      return { notConfigured: `${file} has no section [${section}]` };
    }
    const { values, problem } = found;
    if (problem !== undefined) throw fail(`section [${section}]: ${problem}`);
    if (values.has("idp_id")) throw fail(`section [${section}]: idp_id (federated login) is not supported`);
    const missing = [KEYS.ak, KEYS.sk].filter((key) => !values.has(key));
    if (missing.length > 0) throw fail(`section [${section}]: ${missing.join(" and ")} is missing`);
    const fields = Object.entries(KEYS).map(([field, key]) => [field, values.get(key)] as const);
    return checkCredentials(Object.fromEntries(fields), {
      source: `profile ${file}: section [${section}]`,
      code: "auth",
      names: KEYS,
    });
  };
}

/**
 * In containers there may be no HOME and no name for the user, and then Node throws; or HOME is no folder, or that of
 * root, which others may not enter.
 */
function homeOf({ homedir = homeOfUser }: ProfileOptions): string | undefined {
  try {
    const home = homedir();
    return isAbsolute(home) && mayEnter(home) ? home : undefined;
  } catch {
    return undefined;
  }
}

function mayEnter(folder: string): boolean {
  try {
    statSync(`${folder}/.`);
    return true;
  } catch (error) {
    return errorCode(error) !== "EACCES"; // one that is not there has no such file either
  }
}

async function read(
  file: string,
  { readFile = (path) => readFileFromDisk(path, "utf8") }: ProfileOptions,
  fail: (what: string, cause?: Error) => SmnError,
): Promise<string | undefined> {
  try {
    return await readFile(file);
  } catch (error) {
    const code = errorCode(error);
    if (code === "ENOENT" || code === "ENOTDIR") return undefined;
    throw fail(`cannot be read (${code ?? "unknown reason"})`, safeCause(error));
  }
}
