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
    expect(clock.sleeping).toEqual([]);
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
