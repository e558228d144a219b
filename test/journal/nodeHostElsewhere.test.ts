import { syncBuiltinESMExports } from "node:module";
import os from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createNodeHost } from "../../src/journal/nodeHost.js";

interface Card {
  readonly mac: string;
  readonly internal: boolean;
}
const machine: { cards: Record<string, Card[] | undefined>; uptime: () => number } = {
  cards: {},
  uptime: () => 0,
};
const { platform } = process;
beforeEach(() => {
  vi.spyOn(os, "networkInterfaces").mockImplementation(
    () => machine.cards as ReturnType<typeof os.networkInterfaces>,
  );
  vi.spyOn(os, "uptime").mockImplementation(() => machine.uptime());
  syncBuiltinESMExports();
  Object.defineProperty(process, "platform", { value: "darwin" });
});
afterEach(() => {
  Object.defineProperty(process, "platform", { value: platform });
  vi.restoreAllMocks();
  syncBuiltinESMExports();
});

const card = (mac: string, internal = false): Card => ({ mac, internal });

describe("a machine that is not Linux", () => {
  it("is told from others by its network cards, in whatever order they come", () => {
    const [one, other] = ["a0:00:00:00:00:01", "00:00:00:00:00:0F"];
    machine.cards = {
      lo: [card("11:11:11:11:11:11", true)],
      none: undefined,
      en1: [card(one), card(one)],
      tunnel: [card("00:00:00:00:00:00")],
      en0: [card(other)],
    };
    expect(createNodeHost().self.boot).toBe(`${other} ${one}`);
    machine.cards = { en0: [card(other)], en1: [card(one)] };
    expect(createNodeHost().self.boot).toBe(`${other} ${one}`);
  });

  it("is not told from others where it has no card of its own", () => {
    machine.cards = { lo: [card("11:11:11:11:11:11", true)], tunnel: [card("00:00:00:00:00:00")] };
    expect(createNodeHost().self.boot).toBe(undefined);
  });

  it("has one namespace of processes, and reckons the time since its start from the clock", () => {
    const { self, startedAt } = createNodeHost();
    expect([self.namespace, startedAt]).toEqual(["darwin", undefined]);
  });
});

describe("a machine", () => {
  it("that does not let its uptime be asked tells no start", () => {
    Object.defineProperty(process, "platform", { value: "linux" });
    machine.uptime = () => {
      throw new Error("not allowed");
    };
    expect(createNodeHost().startedAt?.()).toBe(undefined);
  });

  it("that does not let a process be asked does not prove that it is gone", () => {
    const kill = vi.spyOn(process, "kill");
    for (const [code, isGone] of [
      ["EPERM", false],
      ["ESRCH", true],
    ] as const) {
      kill.mockImplementation(() => {
        throw Object.assign(new Error(code), { code });
      });
      expect(createNodeHost().look(process.pid).isGone).toBe(isGone);
    }
  });
});
