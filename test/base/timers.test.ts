import { afterEach, expect, it, vi } from "vitest";

afterEach(() => {
  vi.useRealTimers();
  vi.resetModules();
});

const names = [
  "setTimeout",
  "clearTimeout",
  "setInterval",
  "clearInterval",
  "setImmediate",
  "performance",
] as const;

it.each(["before", "after"])("stops for no fake timers, installed %s it was loaded", async (when) => {
  vi.resetModules();
  if (when === "before") vi.useFakeTimers({ toFake: [...names] });
  const timers = await import("../../src/base/timers.js");
  if (when === "after") vi.useFakeTimers({ toFake: [...names] });
  const start = timers.monotonicNow();
  await new Promise((resolve) => timers.setTimer(resolve, 2));
  await new Promise((resolve) => timers.setTurn(resolve));
  await new Promise<void>((resolve) => {
    const timer = timers.setRegular(() => {
      timers.clearRegular(timer);
      resolve();
    }, 1);
  });
  timers.clearTimer(timers.setTimer(() => expect.fail(), 1));
  expect(timers.monotonicNow()).toBeGreaterThan(start);
});

it("has timers and a clock where there are no modules of Node", async () => {
  vi.resetModules();
  vi.stubGlobal("process", { ...process, getBuiltinModule: undefined });
  const timers = await import("../../src/base/timers.js").finally(() => vi.unstubAllGlobals());
  const start = timers.monotonicNow();
  await new Promise((resolve) => timers.setTimer(resolve, 2));
  expect(timers.monotonicNow()).toBeGreaterThan(start);
});
