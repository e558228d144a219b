import type { JournalHost } from "../../src/journal/journalHost.js";
import type { Random } from "./random.js";
import type { SimProcess } from "./simProcess.js";

/** The processes of a simulated machine, as one of them sees them. */
export function hostOf(self: SimProcess, all: readonly SimProcess[], random: Random): JournalHost {
  const { machine, pid, started } = self;
  return {
    self: { pid, started, host: machine.host, boot: machine.boot_id, namespace: machine.pid_namespace },
    look: (sought) => {
      const found = all.find(
        (one) =>
          one.pid === sought &&
          one.isAlive &&
          one.machine.boot_id === machine.boot_id &&
          one.machine.pid_namespace === machine.pid_namespace,
      );
      return { isGone: found === undefined, started: found?.started };
    },
    startedAt: () => self.clock.now() - self.world.now,
    claims: self.claims,
    randomId: () =>
      Math.floor(random.next() * 2 ** 52)
        .toString(36)
        .padStart(11, "0"),
    every: (ms, work) => {
      let isOver = false;
      const again = (): void => {
        if (isOver) return;
        work();
        cancel = self.after(ms, again);
      };
      let cancel = self.after(ms, again);
      return () => {
        isOver = true;
        cancel();
      };
    },
  };
}
