import type { Agent } from "node:http";
import type { Clock } from "../base/clock.js";
import type { Fetch } from "../base/fetchTransport.js";

/** Options that concern every request of a client; see `SmsClientOptions` for the whole. */
export interface RequestOptions {
  /**
   * How long one attempt may take, in milliseconds, from the connection to the end of the answer.
   * @default 30000
   */
  timeoutMs?: number | undefined;
  /**
   * A `fetch` of your own. Default: node:http(s) on Node, the global `fetch` (looked up at each request)
   * elsewhere. It must not retry requests by itself.
   */
  fetch?: Fetch | undefined;
  /** An agent for node:http(s), for instance one that goes through a proxy. Not together with `fetch`. */
  agent?: Agent | undefined;
  /** Where time comes from. Default: the system. It must not throw: before anything is sent, that is thrown as it is. */
  clock?: Clock | undefined;
  /** A number in [0, 1), for jitter. Default: `Math.random`. It must not throw, as `clock`. */
  random?: (() => number) | undefined;
}
