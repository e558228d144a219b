import type { components } from "../../../generated/schema.js";
import type { Clock } from "../../base/clock.js";
import type { ScheduledFault } from "../faults/fault.js";

/** A signature that the sandbox's account has. */
export interface MockSign {
  /** The id that messages refer to. */
  sign_id: string;
  /** The name, without `【】`. */
  sign_name: string;
  /** Only an approved one can be used. */
  status: "approved" | "pending" | "refused" | "deleted";
  /** Which kind of texts the signature is for. */
  sign_type: "notification" | "promotion";
  /** Why it was refused. */
  reply?: string | undefined;
}

/** A user who gets tokens for name and password. */
export interface MockUser {
  /** Name of the IAM user. */
  username: string;
  /** The only one that is accepted. */
  password: string;
  /** Name of the account that the user belongs to. */
  domainName: string;
}

/** A project, as identity management knows it. */
export interface MockProject {
  /** As in the paths of requests. */
  id: string;
  /** The region, or the region, `_` and a name. */
  name: string;
}

/** Which events of messages go to which topic. */
export type SmsCallback = components["schemas"]["CallbackSetting"];

/** An access key that the sandbox knows. */
export interface MockKey {
  /** Access key id. */
  ak: string;
  /** Secret access key. */
  sk: string;
  /** For a temporary key: must come as `X-Security-Token`. */
  securityToken?: string | undefined;
}

/** How a sandbox behaves. Everything has a default. */
export interface MockServiceOptions {
  /**
   * The only project that may send; other projects get 403.
   * @default any project
   */
  projectId?: string | undefined;
  /**
   * Access keys whose signatures are accepted.
   * @default `sandboxCredentials`, when there are no `tokens` either
   */
  keys?: readonly MockKey[] | undefined;
  /**
   * Tokens that are accepted; they do not expire until `expireTokens()`. Add others by `addToken()`.
   * @default the one of `sandboxToken`, when there are no `keys` either
   */
  tokens?: readonly string[] | undefined;
  /**
   * The account's signatures.
   * @default `[sandboxSign]`
   */
  signs?: readonly MockSign[] | undefined;
  /**
   * Accept every `sign_id` and every name in `【】` that is not among `signs`.
   * @default false
   */
  anySign?: boolean | undefined;
  /**
   * Accept `message_include_sign_flag` as a JSON boolean, as the vendor's old SDKs send it, at the documented path,
   * too, where the document has it as a string.
   * @default true
   */
  acceptBooleanFlag?: boolean | undefined;
  /**
   * Messages that one number may get in an hour; further ones are rejected with `SMN.0057`.
   * @default 60
   */
  quota?: number | undefined;
  /**
   * Messages that one number may get in 12 hours; further ones are rejected with `SMN.0057`.
   * @default 200
   */
  quotaOf12Hours?: number | undefined;
  /**
   * The account's balance, in parts: an accepted message costs as many as it is billed as. A message that costs
   * more than is left is rejected with `SMN.0261`; a request that finds nothing left at all is refused with it.
   * @default no limit
   */
  balance?: number | undefined;
  /**
   * Words that a text must not contain; it is rejected with `SMN.0227`, which names the word.
   * @default []
   */
  sensitiveWords?: readonly string[] | undefined;
  /**
   * Time from the acceptance of a message to its delivery report, in milliseconds.
   * @default 3000
   */
  deliveryDelayMs?: number | undefined;
  /**
   * Where reports and replies are pushed to, as signed notifications: the address of the one subscriber of every
   * topic.
   * @default nothing is pushed
   */
  callbackUrl?: string | undefined;
  /**
   * Which events go to which topic until `UpdateSmsEvent` says otherwise.
   * @default with a `callbackUrl` all events of messages to `sandboxTopicUrn`, otherwise none
   */
  callbacks?: readonly SmsCallback[] | undefined;
  /**
   * Delivers the pushes.
   * @default the global `fetch`, looked up at each push
   */
  fetch?: ((url: string, init: RequestInit) => Promise<Response>) | undefined;
  /**
   * Users who get tokens at `POST /v3/auth/tokens`.
   * @default `[sandboxUser]`
   */
  users?: readonly MockUser[] | undefined;
  /**
   * The projects that tokens can be had for.
   * @default one project, `projectId` or else `sandboxProjectId`, under the name of every region
   */
  projects?: readonly MockProject[] | undefined;
  /**
   * How long tokens for name and password live, in milliseconds.
   * @default 86400000, 24 hours
   */
  tokenLifetimeMs?: number | undefined;
  /**
   * Lets other processes set the sandbox's time forward by `POST /__sandbox/clock`.
   * @default false
   */
  clockControl?: boolean | undefined;
  /** Failures to begin with, as if added by `faults.add`. */
  faults?: readonly ScheduledFault[] | undefined;
  /**
   * Same seed, same ids and same order of results. A safe integer.
   * @default a random one
   */
  seed?: number | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
}
