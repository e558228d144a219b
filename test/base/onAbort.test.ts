import { describe, expect, it } from "vitest";
import { onAbort } from "../../src/base/onAbort.js";
import { countListeners } from "../http/support.js";

describe("onAbort", () => {
  it("calls everybody who waits, with one listener, and leaves none", () => {
    const stop = new AbortController();
    const listeners = countListeners(stop.signal);
    const called: number[] = [];
    const forgets = Array.from({ length: 50 }, (_, n) => onAbort(stop.signal, () => called.push(n)));
    expect(listeners()).toBe(1);
    forgets[7]!();
    stop.abort();
    expect(called).toEqual(Array.from({ length: 50 }, (_, n) => n).filter((n) => n !== 7));
    expect(listeners()).toBe(0);
  });

  it("leaves no listener when everybody was forgotten, and takes new ones afterwards", () => {
    const stop = new AbortController();
    const listeners = countListeners(stop.signal);
    const forgets = [1, 2].map(() => onAbort(stop.signal, () => undefined));
    for (const forget of [...forgets, ...forgets]) forget();
    expect(listeners()).toBe(0);
    let calls = 0;
    onAbort(stop.signal, () => calls++);
    stop.abort();
    expect(calls).toBe(1);
  });

  it("calls at once where the signal has fired, and never without a signal", () => {
    let calls = 0;
    onAbort(AbortSignal.abort(), () => calls++)();
    onAbort(undefined, () => calls++)();
    expect(calls).toBe(1);
  });
});
