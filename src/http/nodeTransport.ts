import type http from "node:http";
import type https from "node:https";
import { systemClock, type Clock } from "../base/clock.js";
import { isSuccess } from "../base/isSuccess.js";
import { onAbort } from "../base/onAbort.js";
import { failedBeforeConnection, safeCause } from "../base/safeCause.js";
import { afterTicks, clearTimer, setTimer } from "../base/timers.js";
import { tunnelStatus } from "../base/tunnelStatus.js";
import { afterTurns, guardIdle, KEEP_ALIVE, setApart, TURNS, whenChecked } from "./keptConnections.js";
import { NodeConnection } from "./nodeConnection.js";
import { nodeModules } from "./nodeModules.js";
import { isNodeSocket, isUnconnected, onceConnected } from "./onceConnected.js";
import {
  createResponse,
  LARGEST_ANSWER,
  refusedTunnel,
  TransportFailure,
  type Transport,
  type WireRequest,
  type WireResponse,
} from "../base/wire.js";

export interface NodeTransportOptions {
  /** An agent of your own, for instance one that goes through a proxy. Default: keep-alive, per protocol. */
  agent?: http.Agent;
  /** Tells how long a connection was idle. Default: the system's. */
  clock?: Clock | undefined;
}

const LARGEST_HEADER = 64 * 1024;

/**
 * Sends by node:http(s) over kept-alive connections. It is several times cheaper than `fetch`, and it knows
 * whether a connection was open when a request failed, which decides whether the request may be retried.
 */
export function createNodeTransport(options: NodeTransportOptions = {}): Transport {
  const { clock = systemClock } = options;
  let plain: http.Agent | undefined;
  let secure: https.Agent | undefined;
  return (request) => {
    if (request.signal?.aborted) return Promise.reject(new TransportFailure("aborted", false));
    return new Promise((resolve, reject) => {
      const begin = (): void => {
        try {
          resolve(send(request, start(request)));
        } catch (error) {
          if (error instanceof TransportFailure) reject(error);
          // A header or an address that node refuses to send.
          else reject(new TransportFailure("network", false, safeCause(error)));
        }
      };
      const own = request.url.startsWith("https:") ? secure : plain;
      if (options.agent === undefined && own !== undefined) whenChecked(own, begin);
      else begin();
    });
  };

  function start(request: WireRequest): http.ClientRequest {
    // The signal may have fired while connections were looked at.
    if (request.signal?.aborted) throw new TransportFailure("aborted", false);
    const url = new URL(request.url);
    if (url.protocol === "http:") {
      const { Agent, globalAgent, request: send } = nodeModules.http();
      const agent = options.agent ?? (plain ??= guardIdle(new Agent(keptLike(globalAgent)), clock));
      return send(initOf(request, url, agent));
    }
    const { Agent, globalAgent, request: send } = nodeModules.https();
    const agent = options.agent ?? (secure ??= guardIdle(new Agent(keptLike(globalAgent)), clock));
    return send(initOf(request, url, agent));
  }
}

/** With Node's own switch for proxies (`NODE_USE_ENV_PROXY`, since Node 24) its agents name the environment to read. */
function keptLike(globalAgent: http.Agent): http.AgentOptions {
  // Missing in the types of Node 20.
  const { proxyEnv } = (globalAgent as { options?: { proxyEnv?: unknown } }).options ?? {};
  return { ...KEEP_ALIVE, ...(proxyEnv === undefined ? {} : { proxyEnv }) };
}

/** Not the URL itself: node would copy every property that it has. */
function initOf(request: WireRequest, url: URL, agent: http.Agent): http.RequestOptions {
  return {
    protocol: url.protocol,
    hostname: url.hostname.startsWith("[") ? url.hostname.slice(1, -1) : url.hostname,
    port: url.port === "" ? undefined : Number(url.port),
    path: url.pathname + url.search,
    method: request.method,
    headers: request.headers,
    agent,
    maxHeaderSize: LARGEST_HEADER,
  };
}

function send(request: WireRequest, outgoing: http.ClientRequest): Promise<WireResponse> {
  return new Promise((resolve, reject) => {
    let reached = false;
    let isForeign = false;
    let answered = false;
    let settled = false;
    /** The connection may serve the next request by the time this one is looked at. */
    let hasFinished = false;
    const stop = (kind: "timeout" | "aborted"): void =>
      fail(new TransportFailure(kind, reached || isForeign));
    let received = 0;
    // A timer is late when the process was busy or stopped, and an answer may have come meanwhile: look as long as some
    // of it is read at each look.
    const timeOut = (seen: number): void => {
      const look = (): void => (received === seen ? stop("timeout") : timeOut(received));
      if (!settled) afterTurns(TURNS, look);
    };
    const timer = setTimer(() => timeOut(received), request.timeoutMs);
    const forget = onAbort(request.signal, () => stop("aborted"));

    const finish = (): boolean => {
      if (settled) return false;
      settled = true;
      clearTimer(timer);
      forget();
      return true;
    };
    const fail = (failure: TransportFailure): void => {
      if (!finish()) return;
      reject(failure);
      outgoing.destroy();
    };
    const failBy = (error: unknown): void => {
      const status = reached || isForeign ? undefined : tunnelStatus(error, true);
      if (status !== undefined) {
        if (finish()) resolve(refusedTunnel(status));
        return;
      }
      // If there was a connection, that counts, even if the error alone would prove that there was none.
      const maybe = isForeign ? !failedBeforeConnection(error) : reached;
      fail(new TransportFailure("network", maybe, safeCause(error)));
    };

    outgoing.on("socket", (socket) => {
      isForeign = !isNodeSocket(socket);
      onceConnected(socket, () => (reached = true));
    });
    outgoing.on("finish", () => {
      hasFinished = true;
      // What takes a request without a connection does so in its own way.
      if (outgoing.socket !== null && isUnconnected(outgoing.socket)) reached = true;
    });
    outgoing.on("error", failBy);
    outgoing.on("close", () => {
      // An answer is awaited to its end; without one, as after 101, nothing more will come.
      if (!answered) failBy(new Error("closed without an answer"));
    });
    outgoing.on("response", (incoming) => {
      answered = true;
      const { socket, statusCode = 0 } = incoming;
      const apart = isSuccess(statusCode) ? undefined : setApart(socket, incoming);
      if (!isUnconnected(socket)) reached = true;
      // Nobody answers what was not sent yet: this may be the answer to another request.
      let isSent = outgoing.writableFinished;
      let isOfProxy = false;
      let believe = (): void => undefined;
      // TLS tells of what it has written only at the end of a turn, when a near service may have answered already.
      if (!isSent)
        afterTurns(1, () => {
          isSent = hasFinished || outgoing.writableFinished;
          // Some agents hand on what a proxy says in place of a connection, by a socket that has none.
          isOfProxy = !isSent && !reached;
          if (isSent || isOfProxy) believe();
          else fail(new TransportFailure("premature", true));
        });
      const answer = (body: Uint8Array): void => {
        if (!isSent && !isOfProxy) {
          believe = () => answer(body);
          return;
        }
        if (!finish()) return;
        const connection = new NodeConnection(socket, outgoing.reusedSocket, apart);
        const response = createResponse(statusCode, headersOf(incoming), body, connection, isOfProxy);
        // Resolve after Node has emitted "free" (in the next tick), so that the next request can reuse this socket.
        afterTicks(() => afterTurns(TURNS, () => resolve(response)));
      };
      const { maxBytes = LARGEST_ANSWER } = request;
      read(incoming, { maxBytes, onBytes: (size) => (received = size), done: answer, fail });
    });
    outgoing.end(request.body);
  });
}

interface Reader {
  readonly maxBytes: number;
  readonly onBytes: (size: number) => void;
  readonly done: (body: Uint8Array) => void;
  readonly fail: (failure: TransportFailure) => void;
}

function read(incoming: http.IncomingMessage, { maxBytes, onBytes, done, fail }: Reader): void {
  const chunks: Buffer[] = [];
  let size = 0;
  incoming.on("data", (chunk: Buffer) => {
    size += chunk.length;
    onBytes(size);
    if (size > maxBytes) fail(new TransportFailure("oversized", true));
    else chunks.push(chunk);
  });
  let isDone = false;
  incoming.on("end", () => {
    if (!incoming.complete) return; // "close" follows
    isDone = true;
    done(Buffer.concat(chunks, size));
  });
  incoming.on("error", (error) => fail(new TransportFailure("network", true, safeCause(error))));
  // "close" follows a normal end as well: no error then.
  incoming.on("close", () => {
    if (!isDone) fail(new TransportFailure("network", true, new Error("the answer was cut off")));
  });
}

function headersOf({ headers }: http.IncomingMessage): [string, string][] {
  return Object.entries(headers).map(([name, value]) => [
    name,
    Array.isArray(value) ? value.join(", ") : (value ?? ""),
  ]);
}
