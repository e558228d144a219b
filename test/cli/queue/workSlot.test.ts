import { describe, expect, it } from "vitest";
import type { SmsClient } from "../../../src/createSmsClient.js";
import type { OpenQueue } from "../../../src/cli/queue/openQueue.js";
import type { WorkReport } from "../../../src/cli/queue/workReport.js";
import { createSlot } from "../../../src/cli/queue/workSlot.js";

const failureOf = (code: string): Error => Object.assign(new Error("as the database says it"), { code });

/** Runs a slot on one job until it looks for the next, and tells what the engine was asked for in order. */
async function asked({
  fails = false,
  failures,
}: {
  fails?: boolean;
  failures: string[];
}): Promise<unknown[]> {
  const calls: unknown[] = [];
  const stop = new AbortController();
  const end = (name: string) => (_: string, attempt: unknown) => {
    calls.push([name, attempt]);
    const code = failures.shift();
    return code === undefined ? Promise.resolve() : Promise.reject(failureOf(code));
  };
  const boss = {
    fetch: () => {
      calls.push("fetch");
      if (calls.length > 1) stop.abort();
      const jobs = [{ id: "job", retryCount: 7, data: { key: "may/0", messages: [] } }];
      return Promise.resolve(calls.length > 1 ? [] : jobs);
    },
    complete: end("complete"),
    fail: end("fail"),
  };
  const ledger = { sendOnce: () => (fails ? Promise.reject(failureOf("08006")) : Promise.resolve([])) };
  const report = { outcomes: () => undefined, failure: () => undefined, reasonOf: () => "why" };
  const slot = createSlot(
    { boss, ledger } as unknown as OpenQueue, // nothing else is used
    {} as SmsClient, // which the ledger is handed
    {
      clock: { now: () => 0, sleep: () => Promise.resolve() },
      signal: stop.signal,
      report: report as unknown as WorkReport, // nor of this
    },
  );
  await slot();
  return calls;
}

describe("a slot of a worker", () => {
  it("tells the engine again that a job is over, until the database is back", async () => {
    const told = ["complete", { id: "job", retryCount: 7 }];
    expect(await asked({ failures: ["57P01", "08006"] })).toEqual(["fetch", told, told, told, "fetch"]);
  });

  it("tells it again that a job is to be delivered once more", async () => {
    const told = ["fail", { id: "job", retryCount: 7 }];
    expect(await asked({ fails: true, failures: ["57P01"] })).toEqual(["fetch", told, told, "fetch"]);
  });

  it("takes the next job where the database refuses for a reason that does not pass", async () => {
    const told = ["complete", { id: "job", retryCount: 7 }];
    expect(await asked({ failures: ["42501"] })).toEqual(["fetch", told, "fetch"]);
  });
});
