import type { Clock } from "../../src/base/clock.js";
import type { World } from "./world.js";

/** A machine, or a container: what a process on it can tell about itself. */
export interface Machine {
  readonly host: string;
  readonly boot_id: string;
  readonly pid_namespace: string;
  /** How far its clock is off the true time, in milliseconds. It may jump. */
  skewMs: number;
}

/** A process that can be killed or stopped between any two of its steps: what comes after never happens to it. */
export class SimProcess {
  readonly world: World;
  readonly machine: Machine;
  readonly pid: number;
  readonly started: string;
  readonly clock: Clock;
  readonly #bootedAt: number;
  /** Of its runs, which end with it. */
  readonly claims = new Set<string>();
  isAlive = true;
  /** Called once, when it dies or its program ends. */
  onEnd: () => void = () => undefined;
  wasPaused = false;
  #pausedUntil = 0;
  #stepsLeft = Infinity;
  #pauses: { atStep: number; forMs: number }[] = [];
  #steps = 0;

  constructor(world: World, machine: Machine, pid: number) {
    this.world = world;
    this.machine = machine;
    this.pid = pid;
    this.started = String(Math.floor(world.now / 10));
    this.#bootedAt = world.now - 5_000_000;
    this.clock = {
      now: () => Math.floor(world.now + machine.skewMs),
      monotonic: () => world.now - this.#bootedAt,
      sleep: (ms, signal) => this.#sleep(ms, signal),
    };
  }

  /** How many steps it has made. */
  get steps(): number {
    return this.#steps;
  }

  /** Something that happens to the process later; nothing does once it is dead. @returns what takes it back */
  after(delayMs: number, run: () => void): () => void {
    let cancel = this.world.after(delayMs, () => {
      const waits = this.#pausedUntil - this.world.now;
      if (waits > 0) cancel = this.after(waits, run);
      else if (this.isAlive && !this.#isInterrupted(() => (cancel = this.after(0, run)))) run();
    });
    return () => cancel();
  }

  kill(): void {
    if (!this.isAlive) return;
    this.world.trace(() => `process ${this.pid} is gone after ${this.#steps} steps`);
    this.isAlive = false;
    this.onEnd();
  }

  /** It will be killed before its step of this number. */
  killAtStep(step: number): void {
    this.#stepsLeft = step;
  }

  /** It will stand still before its step of this number, as after SIGSTOP, or on a machine that sleeps. */
  pauseAtStep(atStep: number, forMs: number): void {
    this.#pauses.push({ atStep, forMs });
  }

  #isInterrupted(again: () => void): boolean {
    this.#steps++;
    if (--this.#stepsLeft < 0) {
      this.kill();
      return true;
    }
    const pause = this.#pauses.find(({ atStep }) => this.#steps >= atStep);
    if (pause === undefined) return false;
    this.#pauses = this.#pauses.filter((one) => one !== pause);
    this.#pausedUntil = this.world.now + pause.forMs;
    this.world.trace(() => `process ${this.pid} stands still for ${pause.forMs} ms`);
    this.wasPaused = true;
    again();
    return true;
  }

  #sleep(ms: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason as Error);
        return;
      }
      const onAbort = (): void => {
        cancel();
        reject(signal?.reason as Error);
      };
      // As timers do: whole milliseconds, one at least.
      const cancel = this.after(Math.max(1, Math.trunc(ms)), () => {
        signal?.removeEventListener("abort", onAbort);
        resolve();
      });
      signal?.addEventListener("abort", onAbort, { once: true });
    });
  }
}
