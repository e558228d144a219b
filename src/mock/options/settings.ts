import { randomInt } from "node:crypto";
import { systemClock, type Clock } from "../../base/clock.js";
import { invalidOption } from "../../base/invalid.js";
import type { ScheduledFault } from "../faults/fault.js";
import type {
  MockKey,
  MockProject,
  MockServiceOptions,
  MockSign,
  MockUser,
  SmsCallback,
} from "./mockOptions.js";
import {
  sandboxCredentials,
  sandboxSign,
  sandboxToken,
  sandboxTopicUrn,
  sandboxUser,
} from "./sandboxDefaults.js";

/** The options with their defaults. */
export interface Settings {
  projectId: string | undefined;
  keys: readonly MockKey[];
  tokens: readonly string[];
  signs: readonly MockSign[];
  anySign: boolean;
  acceptBooleanFlag: boolean;
  quota: number;
  quotaOf12Hours: number;
  balance: number;
  sensitiveWords: readonly string[];
  deliveryDelayMs: number;
  callbackUrl: string | undefined;
  callbacks: readonly SmsCallback[];
  fetch: (url: string, init: RequestInit) => Promise<Response>;
  users: readonly MockUser[];
  projects: readonly MockProject[] | undefined;
  tokenLifetimeMs: number;
  clockControl: boolean;
  faults: readonly ScheduledFault[];
  seed: number;
  clock: Clock;
}

const DAY_MS = 86_400_000;

/** @throws {SmnError} `validation` for a number out of range, and for a malformed address */
export function settingsOf(options: MockServiceOptions): Settings {
  const { keys, tokens, balance } = options;
  const isDemo = keys === undefined && tokens === undefined;
  const callbackUrl = checkUrl("callbackUrl", options.callbackUrl);
  return {
    projectId: options.projectId,
    keys: keys ?? (isDemo ? [sandboxCredentials] : []),
    tokens: tokens ?? (isDemo ? [sandboxToken.token] : []),
    signs: options.signs ?? [sandboxSign],
    anySign: options.anySign ?? false,
    acceptBooleanFlag: options.acceptBooleanFlag ?? true,
    quota: checkWhole("quota", options.quota ?? 60, 0),
    quotaOf12Hours: checkWhole("quotaOf12Hours", options.quotaOf12Hours ?? 200, 0),
    balance: balance === undefined ? Infinity : checkWhole("balance", balance, 0),
    sensitiveWords: (options.sensitiveWords ?? []).filter((word) => word !== ""),
    deliveryDelayMs: checkWhole("deliveryDelayMs", options.deliveryDelayMs ?? 3000, 0),
    callbackUrl,
    callbacks: options.callbacks ?? (callbackUrl === undefined ? [] : allEvents()),
    fetch: options.fetch ?? ((url, init) => globalThis.fetch(url, init)),
    users: options.users ?? [sandboxUser],
    projects: options.projects,
    tokenLifetimeMs: checkWhole("tokenLifetimeMs", options.tokenLifetimeMs ?? DAY_MS, 0),
    clockControl: options.clockControl ?? false,
    faults: options.faults ?? [],
    seed: checkWhole("seed", options.seed ?? randomInt(0x1_0000_0000), Number.MIN_SAFE_INTEGER),
    clock: options.clock ?? systemClock,
  };
}

function allEvents(): SmsCallback[] {
  const events = ["sms_success_event", "sms_fail_event", "sms_reply_event"] as const;
  return events.map((event_type) => ({ event_type, topic_urn: sandboxTopicUrn }));
}

function checkWhole(name: string, value: number, least: number): number {
  if (Number.isSafeInteger(value) && value >= least) return value;
  const range = least === 0 ? "0 or a positive integer" : "an integer";
  throw invalidOption(name, range, value);
}

function checkUrl(name: string, value: string | undefined): string | undefined {
  if (value === undefined || (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol))) return value;
  throw invalidOption(name, "an http or https address", value);
}
