import { describe, expect, it } from "vitest";
import { withoutReentry } from "../../src/bulk/withoutReentry.js";

describe("work that never runs inside itself", () => {
  it("runs whenever it is asked for", () => {
    let runs = 0;
    const work = withoutReentry(() => runs++);
    work();
    work();
    expect(runs).toBe(2);
  });

  it("runs once more afterwards when it is asked for while it runs, however often", () => {
    const log: string[] = [];
    const work = withoutReentry(() => {
      log.push("begin");
      if (log.length === 1) {
        work();
        work();
      }
      log.push("end");
    });
    work();
    expect(log).toEqual(["begin", "end", "begin", "end"]);
  });

  it("may run again after it threw", () => {
    let runs = 0;
    const work = withoutReentry(() => {
      if (++runs === 1) throw new Error("broken");
    });
    expect(work).toThrow("broken");
    work();
    expect(runs).toBe(2);
  });
});
