import { isRecord, parseObject } from "../base/errorBody.js";
import { SmnError } from "../base/errors.js";
import { answerError } from "./answerError.js";
import { checkCredentials } from "./checkCredentials.js";
import type { CredentialProvider, ResolvedCredentials } from "./credentials.js";
import { fetchOnce, type SingleAnswer, type SingleRequest } from "./fetchOnce.js";
import type { Fetch } from "../base/fetchTransport.js";
import type { NetworkOptions } from "./fetchJson.js";
import { systemClock } from "../base/clock.js";

/** How the metadata service is asked. */
export interface EcsMetadataOptions extends Pick<NetworkOptions, "clock"> {
  /**
   * Never that of a client: the metadata service is part of this machine, and one behind a proxy is that of the proxy.
   * @default the global `fetch` at the time of the call
   */
  fetch?: Fetch | undefined;
  /** The metadata service does not name the project; handed out with the credentials when given. */
  projectId?: string | undefined;
  /** Bound on each of the requests, in milliseconds. @default 3000 */
  timeoutMs?: number | undefined;
  /** For tests only: another address of the metadata service. @default "http://169.254.169.254" */
  address?: string | undefined;
}

/**
 * Temporary credentials of the agency that is bound to an Elastic Cloud Server ("Elastic Cloud Server API
 * Reference", security key of the metadata service). Nothing is asked unless this provider is used.
 *
 * The provider rejects with an `SmnError`, always with `sent: "no"`: `auth` where no agency is bound or the
 * service refuses, `network` and `timeout` where there is no such service, `protocol` for any other answer.
 *
 * @example
 * ```ts
 * const sms = createSmsClient({ region: "cn-north-4", credentials: ecsMetadata() });
 * ```
 */
export function ecsMetadata(options: EcsMetadataOptions = {}): CredentialProvider {
  return async () => {
    const {
      address = "http://169.254.169.254",
      timeoutMs = 3_000,
      clock = systemClock,
      fetch,
      projectId,
    } = options;
    const tokenRequest: SingleRequest = {
      method: "PUT",
      url: `${address}/meta-data/latest/api/token`,
      headers: { "X-Metadata-Token-Ttl-Seconds": "21600" },
      timeoutMs,
      fetch,
    };
    const newToken = async (): Promise<string | undefined> => readToken(tokenRequest, clock.now());
    const keyRequest = (token: string | undefined): SingleRequest => ({
      method: "GET",
      url: `${address}/openstack/latest/securitykey`,
      headers: token === undefined ? {} : { "X-Metadata-Token": token },
      timeoutMs,
      fetch,
    });

    let token = await newToken();
    let answer = await fetchOnce(keyRequest(token));
    if (answer.status === 401 && !lacksAgency(answer)) {
      token = await newToken();
      answer = await fetchOnce(keyRequest(token));
    }
    if (answer.status === 401 && lacksAgency(answer)) {
      throw new SmnError("metadata service: no agency is bound to this server", {
        code: "auth",
        sent: "no",
        status: 401,
      });
    }
    if (answer.status !== 200) {
      throw answerError(keyRequest(undefined), answer, token === undefined ? [] : [token], clock.now());
    }
    return readKey(answer, projectId);
  };
}

/** Undefined where the metadata service is of the older kind, which works without tokens. */
async function readToken(request: SingleRequest, now: number): Promise<string | undefined> {
  const answer = await fetchOnce(request);
  if ([404, 405, 503].includes(answer.status)) return undefined;
  if (answer.status !== 200) throw answerError(request, answer, [], now);
  const token = answer.text.trim();
  if (!/^[\x21-\x7e]{1,4096}$/.test(token)) {
    throw new SmnError("metadata service: the answer holds no token", {
      code: "protocol",
      sent: "no",
      status: 200,
    });
  }
  return token;
}

function lacksAgency({ text }: SingleAnswer): boolean {
  return text.includes("Please configure Cloud Service Agency first");
}

function readKey({ text }: SingleAnswer, projectId: string | undefined): ResolvedCredentials {
  const credential = parseObject(text)?.["credential"];
  if (!isRecord(credential)) {
    throw new SmnError("metadata service: the answer holds no credential", {
      code: "protocol",
      sent: "no",
      status: 200,
    });
  }
  const fields = {
    ak: credential["access"],
    sk: credential["secret"],
    securityToken: credential["securitytoken"],
    expiresAt: credential["expires_at"],
    projectId,
  };
  const names = { ak: "access", sk: "secret", securityToken: "securitytoken" };
  return checkCredentials(fields, { source: "metadata service", code: "auth", names });
}
