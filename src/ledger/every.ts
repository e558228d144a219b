import { clearTimer, setTimer } from "../base/timers.js";

/** Does work every so often, until it is told to stop. */
export type Every = (ms: number, work: () => void) => () => void;

/** With the timers of this machine. They do not keep a process alive. */
export const every: Every = (ms, work) => {
  let timer = wait();
  function wait(): ReturnType<typeof setTimer> {
    const started = setTimer(() => {
      work();
      timer = wait();
    }, ms);
    // Browsers and workers have plain numbers.
    if (typeof started === "object") started.unref();
    return started;
  }
  return () => clearTimer(timer);
};
