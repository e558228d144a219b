import type { Agent } from "node:http";
import { createFetchTransport, type Fetch } from "../base/fetchTransport.js";
import type { Transport } from "../base/wire.js";
import { createDefaultTransport } from "../http/defaultTransport.js";

/**
 * The way of a request of this folder: by the given agent, else by the given or global `fetch`.
 *
 * @throws {SmnError} `validation` for both together
 */
export function createWay({
  fetch,
  agent,
}: {
  fetch?: Fetch | undefined;
  agent?: Agent | undefined;
}): Transport {
  return agent === undefined ? createFetchTransport(fetch) : createDefaultTransport({ fetch, agent });
}
