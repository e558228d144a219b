import type { Socket } from "node:net";
import { nodeModules } from "./nodeModules.js";

/** As Node's TLS sockets are. */
type Handshaking = Socket & { encrypted?: boolean; secureConnecting?: boolean };

/** Calls back when the first byte of the request may leave: at once on a connection that is reused. */
export function onceConnected(socket: Handshaking, connected: () => void): void {
  // In the tunnel of a proxy the connection is there before the hand-shake, which may still fail.
  if (socket.connecting || socket.secureConnecting || isUnconnected(socket))
    socket.once(socket.encrypted ? "secureConnect" : "connect", connected);
  else if (!socket.destroyed) connected(); // a socket that failed at once was never connected
}

/** Whether a socket of Node's has no connection, and is not making one. */
export function isUnconnected(socket: Socket): boolean {
  return socket.pending && !socket.connecting && !socket.destroyed && isNodeSocket(socket);
}

/**
 * Whether the socket is node's own. Others (of interceptors such as MSW, of some proxy agents) may take a request
 * without ever saying that they are connected.
 */
export function isNodeSocket(socket: Socket): boolean {
  const kind: unknown = Object.getPrototypeOf(socket);
  return kind === nodeModules.net().Socket.prototype || kind === nodeModules.tls().TLSSocket.prototype;
}
