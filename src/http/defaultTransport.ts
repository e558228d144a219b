import { SmnError } from "../base/errors.js";
import type { RequestOptions } from "./requestOptions.js";
import { createFetchTransport } from "../base/fetchTransport.js";
import { createNodeTransport } from "./nodeTransport.js";
import type { Transport } from "../base/wire.js";

/** The caller's `fetch` if there is one, else node:http(s) on Node, else the global `fetch`. */
export function createDefaultTransport({ fetch, agent, clock }: RequestOptions): Transport {
  if (fetch !== undefined && agent !== undefined)
    throw new SmnError(
      "Give either fetch or agent, not both: an agent has no effect on a fetch of your own.",
      {
        code: "validation",
        sent: "no",
      },
    );
  if (fetch !== undefined || !isNode()) return createFetchTransport(fetch);
  return createNodeTransport({ clock, ...(agent && { agent }) });
}

/**
 * Bun, Deno and Cloudflare's workers also report that they are Node. Their fetch is faster and better tested, and in a
 * worker it is the only way, because its node:http has no agents.
 */
function isNode(): boolean {
  const { process, Bun, Deno, navigator } = globalThis as {
    process?: { versions?: { node?: string } };
    Bun?: unknown;
    Deno?: unknown;
    navigator?: { userAgent?: string };
  };
  const isOther = Bun !== undefined || Deno !== undefined || navigator?.userAgent === "Cloudflare-Workers";
  return process?.versions?.node !== undefined && !isOther;
}
