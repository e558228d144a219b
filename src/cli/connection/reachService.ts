import http from "node:http";
import https from "node:https";
import { TLSSocket } from "node:tls";
import { safeCause } from "../../base/safeCause.js";
import { CliError } from "../base/cliError.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes } from "../base/exitCode.js";

/** Where the service is, and the way there. */
export interface Route {
  /** Address of the service. */
  readonly address: string;
  /** Goes through a proxy, where there is one. */
  readonly agent: http.Agent | undefined;
}

/** There is no connection, and it is tried again. */
export interface Unreachable {
  readonly address: string;
  /** Such as `connect ECONNREFUSED`. */
  readonly reason: string;
  /** When the last attempt is made, about. */
  readonly until: string;
}

/** Seconds between attempts. */
const PAUSES: readonly number[] = [1, 2, 3, 4];
const TOTAL = PAUSES.reduce((sum, pause) => sum + pause, 0);
const ATTEMPT_MS = 10_000;

/**
 * Opens a connection and closes it, without a request. An address with a typing error is found at once, before a journal
 * is bound to it, and not when a run has tried it for ten minutes.
 *
 * @param tell called after the first failure
 * @throws CliError when there is no connection after several attempts
 */
export async function reachService(
  route: Route,
  { clock, signal }: Pick<CliEnvironment, "clock" | "signal">,
  tell: (unreachable: Unreachable) => void,
): Promise<void> {
  let failure = await attempt(route, signal);
  const until = new Date(clock.now() + TOTAL * 1000).toISOString();
  for (const pause of PAUSES) {
    if (failure === undefined) return;
    signal.throwIfAborted();
    if (pause === PAUSES[0]) tell({ address: route.address, reason: failure, until });
    await clock.sleep(pause * 1000, signal);
    failure = await attempt(route, signal);
  }
  if (failure === undefined) return;
  const way = route.agent === undefined ? "the network" : "the network, and the proxy of HTTPS_PROXY";
  throw new CliError(
    `No connection to ${route.address} could be made (${failure}), ${PAUSES.length + 1} times in ${TOTAL} seconds. ` +
      `Nothing was sent. Check --base-url and --region for a typing error, and ${way}; then run the same command again.`,
    exitCodes.stopped,
  );
}

/** @returns why there is no connection, `undefined` for one */
function attempt({ address, agent }: Route, signal: AbortSignal): Promise<string | undefined> {
  return new Promise((resolve) => {
    const { request } = address.startsWith("https:") ? https : http;
    const made = request(address, { agent: agent ?? false, signal, timeout: ATTEMPT_MS });
    const end = (failure?: string): void => {
      resolve(failure);
      made.destroy();
    };
    made.on("error", (error) => end(safeCause(error).message));
    made.on("timeout", () => end("timeout"));
    made.on("socket", (socket) => {
      // Nothing is sent: the request is never ended. The agent of a proxy hands over sockets that are open.
      if (!socket.connecting) end();
      else socket.once(socket instanceof TLSSocket ? "secureConnect" : "connect", () => end());
    });
  });
}
