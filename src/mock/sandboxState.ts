import type { SmsMessage } from "../messages/types.js";
import type { TokenFacts } from "./authenticate.js";
import type { Delivery } from "./delivery.js";
import type { FaultSource } from "./faultQueue.js";
import type { KeyLocks } from "./keyLocks.js";
import type { MockSign, SmsCallback } from "./mockOptions.js";
import type { PushSigner } from "./push/createPushSigner.js";
import type { PushQueue } from "./pushQueue.js";
import type { Random } from "./random.js";
import type { SandboxClock } from "./sandboxClock.js";
import type { Settings } from "./settings.js";

/** Everything that one sandbox remembers. */
export interface SandboxState {
  readonly settings: Settings;
  readonly random: Random;
  readonly clock: SandboxClock;
  readonly faults: FaultSource;
  readonly locks: KeyLocks;
  readonly tokens: Map<string, TokenFacts>;
  readonly messages: AcceptedMessage[];
  readonly requests: RequestRecord[];
  /** When each number got its messages, in milliseconds since the epoch, by canonical number. */
  readonly usage: Map<string, number[]>;
  /** By `message_id`. */
  readonly deliveries: Map<string, Delivery>;
  readonly signs: MockSign[];
  readonly account: {
    /** Parts that are left. */
    balance: number;
  };
  /** The topic of each event that has one. */
  readonly topics: Map<SmsCallback["event_type"], string>;
  readonly queue: PushQueue;
  readonly pushes: PushRecord[];
  readonly signer: PushSigner;
}

/** An attempt to push a notification. */
export interface PushRecord {
  /** Id of the notification; the same at every attempt. */
  push_id: string;
  /** The event that it tells of, as `sms_success_event`. */
  event_type: string;
  /** The topic that it belongs to. */
  topic_urn: string;
  /** Counted from 1. */
  attempt: number;
  /** The status that the receiver answered with; 0 when it gave no answer. */
  status: number;
  /** Milliseconds since the epoch */
  at: number;
}

/** A message that the sandbox accepted; the properties of the request as they came. */
export interface AcceptedMessage {
  /** Of the request that it came in. */
  request_id: string;
  /** As in the answer, the report and the push. */
  message_id: string;
  /** Of the path of the request. */
  project_id: string;
  /** The number, as it was written. */
  endpoint: string;
  /** The text. */
  message: string;
  /** The signature that the service puts in front. */
  sign_id?: SmsMessage["sign_id"];
  /** Whether the text has its signature itself. */
  message_include_sign_flag?: "true" | "false";
  /** The extension of the number that it is sent from. */
  extend_src_id?: string;
  /** What the sender wants back in report and push. */
  extend_code?: string;
  /** Milliseconds since the epoch */
  at: number;
}

/** A request that arrived, without its headers and body. */
export interface RequestRecord {
  /** As in the answer. */
  request_id: string;
  /** `GET`, `POST`, … */
  method: string;
  /** Without the query; cut after 200 characters. */
  path: string;
  /** The document's operation; undefined when method and path belong to none. */
  operationId?: string;
  /** What it was authenticated by, or tried to be. */
  auth: "token" | "signature" | "none";
  /** The fault that it met, latency and rejections aside. */
  fault?: string;
  /** The status of the answer, 0 until there is one and where a fault broke the connection. */
  status: number;
  /** Milliseconds since the epoch */
  at: number;
}
