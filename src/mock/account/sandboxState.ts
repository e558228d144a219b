import type { TokenFacts } from "../access/authenticate.js";
import type { KeyLocks } from "../access/keyLocks.js";
import type { ChangeFeed } from "../base/changeFeed.js";
import type { Random } from "../base/random.js";
import type { FaultSource } from "../faults/faultQueue.js";
import type { MockSign } from "../options/mockOptions.js";
import type { Settings } from "../options/settings.js";
import type { PushState } from "../push/planPush.js";
import type { AcceptedMessage } from "./acceptedMessage.js";
import type { Delivery } from "./delivery.js";
import type { InboxLog } from "./inboxLog.js";
import type { RequestRecord } from "./requestRecord.js";

/** Everything that one sandbox remembers. */
export interface SandboxState extends PushState {
  readonly settings: Settings;
  readonly random: Random;
  readonly faults: FaultSource;
  readonly locks: KeyLocks;
  readonly tokens: Map<string, TokenFacts>;
  readonly messages: AcceptedMessage[];
  readonly requests: RequestRecord[];
  /** When each number got its messages, in milliseconds since the epoch, by canonical number. */
  readonly usage: Map<string, number[]>;
  /** By `message_id`. */
  readonly deliveries: Map<string, Delivery>;
  /** What phones got, would have got, and sent back. */
  readonly inbox: InboxLog;
  readonly signs: MockSign[];
  /** Tells the page that something has changed. */
  readonly changes: ChangeFeed;
  readonly account: {
    /** Parts that are left. */
    balance: number;
    /** How often the sandbox was reset. */
    resets: number;
  };
}
