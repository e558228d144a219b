import { describe, expect, it } from "vitest";
import { Linger } from "../../src/bulk/linger.js";
import { manualClock, settled } from "./support.js";

function rig() {
  const clock = manualClock();
  let calls = 0;
  const linger = new Linger({ clock, ms: 100, onOver: () => calls++ });
  return { clock, linger, calls: () => calls };
}

describe("a wait for more", () => {
  it("is over after its time, and says so once", async () => {
    const { clock, linger, calls } = rig();
    linger.start();
    await clock.advance(99);
    expect([linger.isOver, calls()]).toEqual([false, 0]);
    await clock.advance(1);
    expect([linger.isOver, calls()]).toEqual([true, 1]);
  });

  it("goes on when it is started again, and when it is over", async () => {
    const { clock, linger, calls } = rig();
    linger.start();
    await clock.advance(60);
    linger.start();
    expect(clock.sleeping).toEqual([40]);
    await clock.advance(40);
    linger.start();
    expect([linger.isOver, calls(), clock.sleeping]).toEqual([true, 1, []]);
  });

  it("ends when nothing waits any more, and may begin anew", async () => {
    const { clock, linger, calls } = rig();
    linger.end();
    linger.start();
    await clock.advance(60);
    linger.end();
    await clock.advance(40);
    expect([linger.isOver, calls()]).toEqual([false, 0]);
    linger.start();
    await clock.advance(100);
    expect([linger.isOver, calls()]).toEqual([true, 1]);
    linger.end();
    expect(linger.isOver).toBe(false);
    linger.start();
    expect(clock.sleeping).toEqual([100]);
  });

  it("leaves its timer to the next one, which has its whole time all the same", async () => {
    const { clock, linger, calls } = rig();
    linger.start();
    await clock.advance(60);
    linger.end();
    linger.start();
    expect(clock.sleeping).toEqual([40]);
    await clock.advance(40);
    expect([linger.isOver, calls(), clock.sleeping]).toEqual([false, 0, [60]]);
    await clock.advance(59);
    expect([linger.isOver, calls()]).toEqual([false, 0]);
    await clock.advance(1);
    expect([linger.isOver, calls(), clock.sleeping]).toEqual([true, 1, []]);
  });

  it("leaves no timer behind when it is closed", async () => {
    const { clock, linger, calls } = rig();
    linger.start();
    linger.close();
    expect(clock.sleeping).toEqual([]);
    linger.start();
    linger.end();
    linger.close();
    expect(clock.sleeping).toEqual([]);
    await clock.advance(200);
    expect([linger.isOver, calls()]).toEqual([false, 0]);
  });

  it("lasts no longer than twice its time when its clock is set back", async () => {
    let now = 1_000_000;
    const sleeps: number[] = [];
    const wakes: (() => void)[] = [];
    const clock = {
      now: () => now,
      sleep: (ms: number) => new Promise<void>((resolve) => void (sleeps.push(ms), wakes.push(resolve))),
    };
    const linger = new Linger({ clock, ms: 100, onOver: () => undefined });
    linger.start();
    linger.end();
    linger.start();
    now = 0;
    wakes[0]?.();
    await settled();
    expect([linger.isOver, sleeps]).toEqual([false, [100, 100]]);
    wakes[1]?.();
    await settled();
    expect([linger.isOver, sleeps]).toEqual([true, [100, 100]]);
  });

  it("is over when its clock cannot sleep", async () => {
    const clock = { now: () => 0, sleep: () => Promise.reject(new Error("broken")) };
    const linger = new Linger({ clock, ms: 100, onOver: () => undefined });
    linger.start();
    await settled();
    expect(linger.isOver).toBe(true);
  });

  it("that was ended in its last moment does not end the next one", async () => {
    let wake = (): void => undefined;
    const clock = {
      now: () => 0,
      // One that does not hear of its end in time.
      sleep: () => new Promise<void>((resolve) => (wake = resolve)),
    };
    let calls = 0;
    const linger = new Linger({ clock, ms: 100, onOver: () => calls++ });
    linger.start();
    const first = wake;
    linger.end();
    linger.start();
    first();
    await settled();
    expect([linger.isOver, calls]).toEqual([false, 0]);
    wake();
    await settled();
    expect([linger.isOver, calls]).toEqual([true, 1]);
  });
});
