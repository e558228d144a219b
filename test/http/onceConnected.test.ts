import { createServer, Socket, type AddressInfo } from "node:net";
import { TLSSocket } from "node:tls";
import { describe, expect, it, onTestFinished } from "vitest";
import { isNodeSocket, isUnconnected, onceConnected } from "../../src/http/onceConnected.js";

/** A socket in a state of its own. */
const socketWith = (state: object): Socket => Object.assign(new Socket(), state);
/** One that somebody else made. */
class Foreign extends Socket {}

/** Whether it was called back at once, and whether after the event. */
function calls(socket: Socket, event: string): [boolean, boolean] {
  let isCalled = false;
  onceConnected(socket, () => (isCalled = true));
  const atOnce = isCalled;
  socket.emit(event);
  return [atOnce, isCalled];
}

async function connected(): Promise<Socket> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const socket = new Socket();
  onTestFinished(() => {
    socket.destroy();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => socket.connect(port, "127.0.0.1", resolve));
  return socket;
}

describe("the first byte of a request may leave", () => {
  it("at once on a connection that is there", async () => {
    expect(calls(await connected(), "connect")).toEqual([true, true]);
    expect(calls(new Foreign(), "connect")).toEqual([true, true]);
  });

  it("once a socket is connected, and not before", () => {
    expect(calls(socketWith({ connecting: true }), "connect")).toEqual([false, true]);
    expect(calls(socketWith({ connecting: true }), "secureConnect")).toEqual([false, false]);
    expect(calls(new Socket(), "connect")).toEqual([false, true]);
    expect(calls(Object.assign(new Foreign(), { connecting: true }), "connect")).toEqual([false, true]);
  });

  it("once the hand-shake is over, also in the tunnel of a proxy", async () => {
    const encrypted = { connecting: true, encrypted: true };
    expect(calls(socketWith(encrypted), "secureConnect")).toEqual([false, true]);
    expect(calls(socketWith(encrypted), "connect")).toEqual([false, false]);
    const tunnel = Object.assign(await connected(), { encrypted: true, secureConnecting: true });
    expect(calls(tunnel, "secureConnect")).toEqual([false, true]);
  });

  it("never over a socket that failed at once", () => {
    const socket = new Socket();
    socket.destroy();
    expect(calls(socket, "connect")).toEqual([false, false]);
  });
});

describe("a socket", () => {
  it("has no connection, and is making none", async () => {
    const destroyed = new Socket();
    destroyed.destroy();
    const sockets = [
      new Socket(),
      socketWith({ connecting: true }),
      destroyed,
      await connected(),
      new Foreign(),
    ];
    expect(sockets.map(isUnconnected)).toEqual([true, false, false, false, false]);
  });

  it("is Node's own, plain or encrypted, or another's", () => {
    const encrypted = new TLSSocket(new Socket());
    onTestFinished(() => void encrypted.destroy());
    expect([new Socket(), encrypted, new Foreign()].map(isNodeSocket)).toEqual([true, true, false]);
  });
});
