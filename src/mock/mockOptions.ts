import { randomInt } from "node:crypto";
import { systemClock, type Clock } from "../clock.js";
import { SmnError } from "../errors.js";
import { exampleIds } from "./document.js";
import type { ScheduledFault } from "./fault.js";

/** A signature that the sandbox's account has. */
export interface MockSign {
  sign_id: string;
  /** The name, without `【】`. */
  sign_name: string;
  status: "approved" | "pending" | "refused" | "deleted";
  sign_type: "notification" | "promotion";
}

/** An access key that the sandbox knows. */
export interface MockKey {
  ak: string;
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
   * Accept `message_include_sign_flag` as a JSON boolean, as the vendor's old SDKs send it. The document has it
   * as a string.
   * @default true
   */
  acceptBooleanFlag?: boolean | undefined;
  /**
   * Messages that one number may get in an hour; further ones are rejected with `SMN.0057`.
   * @default 60
   */
  quota?: number | undefined;
  /** Failures that lie ready, as by `faults.add`. */
  faults?: readonly ScheduledFault[] | undefined;
  /**
   * Same seed, same ids and same order of results. A safe integer.
   * @default a random one
   */
  seed?: number | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
}

/** The access key of a sandbox that was given neither `keys` nor `tokens`. */
export const sandboxCredentials: { readonly ak: string; readonly sk: string } = Object.freeze({
  ak: "SANDBOXACCESSKEY0001",
  sk: "sandboxSecretKeyThatOpensNothing00000001",
});

/** The token of a sandbox that was given neither `keys` nor `tokens`. */
export const sandboxToken: { readonly token: string } = Object.freeze({ token: "sandbox-token" });

/** A project id for requests to a sandbox, the one of the document's examples. */
export const sandboxProjectId: string = exampleIds.projectId;

/** The signature of a sandbox that was given no `signs`: approved, with the id of the document's examples. */
export const sandboxSign: Readonly<MockSign> = Object.freeze({
  sign_id: exampleIds.signId,
  sign_name: "XX商城",
  status: "approved",
  sign_type: "notification",
});

/** The options with their defaults. */
export interface Settings {
  projectId: string | undefined;
  keys: readonly MockKey[];
  tokens: readonly string[];
  signs: readonly MockSign[];
  anySign: boolean;
  acceptBooleanFlag: boolean;
  quota: number;
  faults: readonly ScheduledFault[];
  seed: number;
  clock: Clock;
}

/** @throws {SmnError} `validation` for a seed or quota that is no fitting number */
export function settingsOf(options: MockServiceOptions): Settings {
  const { keys, tokens } = options;
  const isDemo = keys === undefined && tokens === undefined;
  return {
    projectId: options.projectId,
    keys: keys ?? (isDemo ? [sandboxCredentials] : []),
    tokens: tokens ?? (isDemo ? [sandboxToken.token] : []),
    signs: options.signs ?? [sandboxSign],
    anySign: options.anySign ?? false,
    acceptBooleanFlag: options.acceptBooleanFlag ?? true,
    quota: checkWhole("quota", options.quota ?? 60, 0),
    faults: options.faults ?? [],
    seed: checkWhole("seed", options.seed ?? randomInt(0x1_0000_0000), Number.MIN_SAFE_INTEGER),
    clock: options.clock ?? systemClock,
  };
}

function checkWhole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const range = least === 0 ? "0 or a positive integer" : "an integer";
  throw new SmnError(`${name} must be ${range}.`, { code: "validation", sent: "no" });
}
