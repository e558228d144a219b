import { describe, expect, it } from "vitest";
import { createClockName } from "../../src/journal/clockName.js";

const MINUTE = 60_000;

/** A machine with a clock that somebody sets, and time that passes. */
class Machine {
  elapsed = 5_000_000;
  set = Date.parse("2026-03-01T08:00:00Z");
  asleep = 0;
  ids = 0;

  readonly boot: string | undefined;

  constructor(boot: string | undefined) {
    this.boot = boot;
  }

  readonly clock = {
    now: () => this.set + this.elapsed + this.asleep,
    monotonic: (): number => this.elapsed,
    sleep: () => Promise.resolve(),
  };

  /** What a process that opens a journal asks. */
  open(before?: string, countsTime = true): () => string {
    const host = {
      self: { pid: 1, started: "1", host: "host", boot: this.boot, namespace: "1" },
      startedAt: countsTime ? () => this.set : undefined,
      randomId: () => `id${this.ids++}`,
    };
    return createClockName(this.clock, host, before);
  }
}

describe("the name of a clock", () => {
  it("stays the same while time passes, and for every process until the machine starts anew", () => {
    const machine = new Machine("boot");
    const name = machine.open();
    const first = name();
    machine.elapsed += 30 * MINUTE;
    expect(name()).toBe(first);
    machine.set += 0.9 * MINUTE;
    expect(machine.open(first)()).toBe(first);
    const another = new Machine("other boot");
    expect(another.open(first)()).not.toBe(first);
    another.set = machine.set + 60 * MINUTE;
    expect(another.open(first)()).not.toBe(first);
  });

  it.each([-60, -2, 2, 60])("is another one when the clock is set by %i minutes", (minutes) => {
    const machine = new Machine("boot");
    const name = machine.open();
    const first = name();
    machine.set += minutes * MINUTE;
    const second = name();
    expect(second).not.toBe(first);
    expect([machine.open(first)() === first, machine.open(second)()]).toEqual([false, second]);
    machine.set -= minutes * MINUTE;
    expect(name()).not.toBe(second);
  });

  it("stays when the clock is set by a minute, and not when by more", () => {
    for (const minutes of [-1, 1])
      for (const more of [0, 1]) {
        const machine = new Machine("boot");
        const [name, blind] = [machine.open(), machine.open(undefined, false)];
        const [first, before] = [name(), blind()];
        machine.set += minutes * (MINUTE + more);
        const same = [name() === first, machine.open(first)() === first, blind() === before];
        expect(same).toEqual(more === 0 ? [true, true, true] : [false, false, false]);
      }
  });

  it("stays for a machine whose start has the shortest name", () => {
    const machine = new Machine("b");
    const first = machine.open()();
    machine.set += MINUTE / 2;
    expect(machine.open(first)()).toBe(first);
  });

  it("does not creep: many small steps are one large one", () => {
    const machine = new Machine("boot");
    let name = machine.open()();
    const first = name;
    for (let step = 0; step < 10; step++) {
      machine.set += 0.9 * MINUTE;
      name = machine.open(name)();
    }
    expect(name).not.toBe(first);
  });

  it("stays when the machine slept, where its system counts that time", () => {
    const machine = new Machine("boot");
    const [name, blind] = [machine.open(), machine.open(undefined, false)];
    const [first, before] = [name(), blind()];
    machine.asleep += 60 * MINUTE;
    expect([name() === first, blind() === before]).toEqual([true, false]);
  });

  it("is nobody else's where the system does not count the time, or tells no start", () => {
    const machine = new Machine("boot");
    const name = machine.open(undefined, false);
    const first = name();
    expect(name()).toBe(first);
    expect(machine.open(first, false)()).not.toBe(first);
    const bootless = new Machine(undefined);
    const id = bootless.open();
    expect([id(), bootless.open(id())()]).toEqual(["id0", "id1"]);
  });

  it("is nobody else's where the system may not be asked", () => {
    const machine = new Machine("boot");
    const host = { self: { pid: 1, started: "1", host: "host", boot: "boot", namespace: "1" } };
    const name = createClockName(
      machine.clock,
      { ...host, startedAt: () => undefined, randomId: () => "id" },
      "boot 1",
    );
    expect(name()).toBe("id");
  });

  it("is another one when a clock that cannot tell the time that passed was set back", () => {
    let now = 10 * MINUTE;
    let ids = 0;
    const host = {
      self: { pid: 1, started: "1", host: "host", boot: "boot", namespace: "1" },
      randomId: () => `id${ids++}`,
    };
    const name = createClockName({ now: () => now, sleep: () => Promise.resolve() }, host, undefined);
    expect(name()).toBe("id0");
    now += 60 * MINUTE;
    expect(name()).toBe("id0");
    now -= MINUTE;
    expect(name()).toBe("id0");
    now -= MINUTE + 1;
    expect(name()).toBe("id1");
  });

  it("is made anew where a journal holds something else", () => {
    const machine = new Machine("boot");
    const own = machine.open()();
    for (const before of ["", "boot", "boot soon", "boot ", `boot ${machine.set + 5 * MINUTE}`])
      expect(machine.open(before)()).toBe(own);
  });
});
