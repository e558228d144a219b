import { EventEmitter } from "node:events";
import type http from "node:http";
import { describe, expect, it } from "vitest";
import type { Clock } from "../../src/base/clock.js";
import { afterTurns, guardIdle, KEEP_ALIVE, TURNS, whenChecked } from "../../src/http/keptConnections.js";

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** As far as a connection is looked at. */
class FakeSocket extends EventEmitter {
  destroyed = false;
  isFlowing = false;
  readonly name: string;
  constructor(name = "") {
    super();
    this.name = name;
  }
  resume(): this {
    this.isFlowing = true;
    return this;
  }
  destroy(): this {
    this.destroyed = true;
    return this;
  }
}

/** As far as an agent is looked at. */
class FakeAgent extends EventEmitter {
  freeSockets: Record<string, FakeSocket[] | undefined> = {};
  readonly reused: unknown[] = [];
  reuseSocket(...given: unknown[]): void {
    this.reused.push(given);
  }
}

function rig() {
  const time = { now: 0, elapsed: 0 };
  const clock: Clock = {
    now: () => time.now,
    monotonic: () => time.elapsed,
    sleep: () => Promise.resolve(),
  };
  const fake = new FakeAgent();
  const freed: unknown[] = [];
  fake.on("free", (...given: unknown[]) => freed.push(given));
  const agent = guardIdle(fake as unknown as http.Agent, clock);
  /** Lets a connection idle. */
  const idle = async (name: string): Promise<FakeSocket> => {
    const socket = new FakeSocket(name);
    fake.emit("free", socket, {});
    await turn();
    await turn();
    (fake.freeSockets["host"] ??= []).push(socket);
    return socket;
  };
  const checked = async (): Promise<void> => new Promise((resolve) => whenChecked(agent, resolve));
  return { agent, fake, freed, time, idle, checked };
}

it("connections are kept, for less time than servers keep them", () => {
  expect(KEEP_ALIVE).toEqual({ keepAlive: true, timeout: 4_000 });
});

describe("a connection that has become free", () => {
  it("is offered again after two turns of the event loop", async () => {
    const { fake, freed } = rig();
    const socket = new FakeSocket();
    const options = { host: "h" };
    expect(fake.emit("free", socket, options)).toBe(true);
    expect(socket.isFlowing).toBe(true);
    expect(freed).toEqual([]);
    await turn();
    expect(freed).toEqual([]);
    await turn();
    expect(freed).toEqual([[socket, options]]);
  });

  it("is closed when anything arrives", async () => {
    const { idle } = rig();
    const socket = await idle("a");
    socket.emit("end");
    expect(socket.destroyed).toBe(false);
    socket.emit("data", "HTTP/1.1 200 OK");
    expect(socket.destroyed).toBe(true);
  });

  it("is not closed by what arrives once it is used again, nor for its age", async () => {
    const { agent, fake, idle, checked, time } = rig();
    const socket = await idle("a");
    const [stream, request] = [socket as never, {} as never];
    agent.reuseSocket(stream, request);
    expect(fake.reused).toEqual([[socket, request]]);
    socket.emit("data", "HTTP/1.1 200 OK");
    time.now = 9_000;
    await checked();
    expect([socket.destroyed, socket.listenerCount("data")]).toEqual([false, 0]);
  });

  it("may be used that was never seen to become free", () => {
    const { agent, fake } = rig();
    const socket = new FakeSocket();
    agent.reuseSocket(socket as never, {} as never);
    expect(fake.reused).toHaveLength(1);
  });

  it("is the only thing that is held back: other events pass", () => {
    const { fake } = rig();
    const heard: unknown[] = [];
    fake.on("other", (...given: unknown[]) => heard.push(given));
    expect([fake.emit("other", 1, 2), fake.emit("nobody")]).toEqual([true, false]);
    expect(heard).toEqual([[1, 2]]);
  });
});

describe("the connections that are idle", () => {
  it("are looked at at once where there are none", () => {
    const { agent } = rig();
    let isDone = false;
    whenChecked(agent, () => (isDone = true));
    expect(isDone).toBe(true);
  });

  it("are looked at again after two turns, in which something may have arrived", async () => {
    const { agent, idle, time } = rig();
    const [first, second] = [await idle("a"), await idle("b")];
    const steps: string[] = [];
    whenChecked(agent, () => steps.push(`done, ${second.destroyed ? "closed" : "open"}`));
    first.destroy();
    await turn();
    expect(steps).toEqual([]);
    time.now = 4_000;
    await turn();
    expect(steps).toEqual(["done, closed"]);
  });

  it.each<[string, number, number, boolean]>([
    ["less than four seconds", 3_999, 3_999, false],
    ["four seconds by the time of day", 4_000, 0, true],
    ["four seconds by the clock that nobody sets", 0, 4_000, true],
    ["less, after the clock was set back", -9_000, 3_999, false],
  ])("are closed when they are too old: %s", async (_name, now, elapsed, isClosed) => {
    const { idle, checked, time } = rig();
    [time.now, time.elapsed] = [1_000_000, 2_000_000];
    const socket = await idle("a");
    [time.now, time.elapsed] = [1_000_000 + now, 2_000_000 + elapsed];
    await checked();
    expect(socket.destroyed).toBe(isClosed);
  });

  it("come closed ones first, as Node takes them from the end, for every address", async () => {
    const { fake, idle, checked } = rig();
    const [, b, , d] = [await idle("a"), await idle("b"), await idle("c"), await idle("d")];
    const elsewhere = [new FakeSocket("e"), new FakeSocket("f")];
    fake.freeSockets = { none: undefined, ...fake.freeSockets, elsewhere };
    for (const socket of [b, d, elsewhere[1]!]) socket.destroy();
    await checked();
    const names = (host: string): string[] => (fake.freeSockets[host] ?? []).map(({ name }) => name);
    expect([names("host"), names("elsewhere")]).toEqual([
      ["b", "d", "a", "c"],
      ["f", "e"],
    ]);
  });
});

it("so many turns are waited for, and none where it is none", async () => {
  const steps: number[] = [];
  afterTurns(0, () => steps.push(0));
  expect(steps).toEqual([0]);
  afterTurns(1, () => steps.push(1));
  afterTurns(3, () => steps.push(3));
  expect([steps, TURNS]).toEqual([[0], 2]);
  await turn();
  expect(steps).toEqual([0, 1]);
  await turn();
  expect(steps).toEqual([0, 1]);
  await turn();
  expect(steps).toEqual([0, 1, 3]);
});
