import type http from "node:http";
import type { Socket } from "node:net";
import { elapsedBy, type Clock } from "../base/clock.js";
import { isNodeSocket } from "./onceConnected.js";
import { setTurn } from "../base/timers.js";

/**
 * How long an idle connection is kept, in milliseconds. Servers close idle connections too, five seconds being the
 * shortest usual limit: a request that runs into the closing would fail in a way that does not prove that it was not
 * taken.
 */
const IDLE_MS = 4_000;

export const KEEP_ALIVE: http.AgentOptions = { keepAlive: true, timeout: IDLE_MS };

/** How long it takes to notice what the server has done to a connection, in turns of the event loop. */
export const TURNS = 2;

/**
 * Makes an agent keep only connections that owe nothing. One is offered again when it is clear that the server did not
 * close it with its answer without saying so, and it is closed when anything arrives while it is idle: an answer
 * that nobody asked for would be taken for that of the next request, and every later one for that of its predecessor.
 */
export function guardIdle<A extends http.Agent>(agent: A, clock: Clock): A {
  const emit = agent.emit.bind(agent) as (name: string, ...given: unknown[]) => boolean;
  const reuse = agent.reuseSocket.bind(agent);
  agent.emit = (name: string, ...given: unknown[]): boolean => {
    if (name !== "free") return emit(name, ...given);
    const [socket] = given as [Socket]; // as this event has it
    watch(socket, clock);
    afterTurns(TURNS, () => emit(name, ...given));
    return true;
  };
  agent.reuseSocket = (stream, request) => {
    idle.get(stream)?.stop();
    reuse(stream, request);
  };
  return agent;
}

interface Idle {
  readonly stop: () => void;
  readonly isTooOld: () => boolean;
}

/** The connections that are idle, of all agents. */
const idle = new WeakMap<object, Idle>();

function watch(socket: Socket, clock: Clock): void {
  const close = (): void => void socket.destroy();
  const [since, sinceDate] = [elapsedBy(clock), clock.now()];
  socket.on("data", close);
  socket.resume();
  idle.set(socket, {
    stop: () => {
      idle.delete(socket);
      socket.off("data", close);
    },
    // Timers are late after a pause of the process. Of a machine that slept only the time of day tells.
    isTooOld: () => Math.max(elapsedBy(clock) - since, clock.now() - sinceDate) >= IDLE_MS,
  });
}

/**
 * Takes a connection out of its agent, whoever made that, as soon as an answer begins that is no success: no other request
 * gets it, and it is seen whether anything comes behind the answer. Whoever gets the answer must close the connection.
 */
export function setApart(socket: Socket, incoming: http.IncomingMessage): { readonly hasSurplus: boolean } {
  const seen = { hasSurplus: false };
  // As Node itself does when a connection is upgraded.
  socket.emit("agentRemove");
  // Before Node's own listener, which may close the connection: Node has done so already if a second answer came at once.
  incoming.prependOnceListener("end", () => {
    seen.hasSurplus = isNodeSocket(socket) && socket.destroyed;
    socket.on("data", () => (seen.hasSurplus = true));
    socket.resume();
  });
  return seen;
}

/**
 * Calls back when the idle connections of an agent were looked at: one that is too old, or on which something has
 * arrived, is closed and not used. At once where none is idle.
 */
export function whenChecked(agent: http.Agent, done: () => void): void {
  if (!closeOld(agent)) done();
  else
    afterTurns(TURNS, () => {
      closeOld(agent);
      done();
    });
}

/** @returns whether there are idle connections */
function closeOld(agent: http.Agent): boolean {
  const lists = Object.values(agent.freeSockets);
  for (const sockets of lists) {
    if (sockets === undefined) continue;
    for (const socket of sockets) if (idle.get(socket)?.isTooOld() === true) socket.destroy();
    // Node passes over closed ones only at the beginning of the list, and takes from its end.
    sockets.sort((one, other) => Number(other.destroyed) - Number(one.destroyed));
  }
  return lists.length > 0;
}

export function afterTurns(turns: number, callback: () => void): void {
  if (turns === 0) callback();
  else setTurn(afterTurns, turns - 1, callback);
}
