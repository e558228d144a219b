import { describe, expect, it } from "vitest";
import type { ReportQuery, ReportSource, SmsReport } from "../../src/index.js";
import { askReports } from "../../src/reconcile/askReports.js";
import { range } from "../bulk/support.js";
import { AT, fakeAsking, reportOf } from "./support.js";

const QUERY: ReportQuery = { sign_id: "s", start_time: AT - 1, end_time: AT };

/** What happens when so many reports are there: "p" for a turn that is waited for, and every report that is read. */
async function steps(
  count: number,
  { limit, most = 1_000, stopAt = Infinity }: { limit?: number; most?: number; stopAt?: number } = {},
): Promise<{ log: string; error?: unknown; given: unknown[] }> {
  let log = "";
  const given: unknown[] = [];
  const source = {
    async *reports(...call: unknown[]): AsyncGenerator<SmsReport> {
      given.push(call);
      for (const place of range(count)) yield await Promise.resolve(reportOf({ message_id: `${place}` }));
    },
  };
  const controller = new AbortController();
  const onServiceTime = (): void => undefined;
  const pace = async (): Promise<void> => void (log += "p");
  const asking = { source, signal: controller.signal, onServiceTime, pace };
  try {
    const query = limit === undefined ? QUERY : { ...QUERY, limit };
    for await (const { message_id } of askReports(asking, query, most)) {
      log += `${message_id},`;
      if (message_id === String(stopAt)) controller.abort(new Error("enough"));
    }
  } catch (error) {
    return { log, error, given };
  }
  return { log, given };
}

describe("the reports of a query", () => {
  it("wait for a turn before every page, also before the empty one at the end", async () => {
    expect((await steps(0)).log).toBe("p");
    expect((await steps(1, { limit: 2 })).log).toBe("p0,p");
    expect((await steps(2, { limit: 2 })).log).toBe("p0,1,p");
    expect((await steps(3, { limit: 2 })).log).toBe("p0,1,p2,p");
    const pages = (await steps(250)).log.split("p");
    expect(pages.map((page) => page.split(",").length - 1)).toEqual([0, 100, 100, 50, 0]);
  });

  it("are asked for with the query, the signal and what hears of the time", async () => {
    const { given } = await steps(0, { limit: 7 });
    expect(given).toEqual([
      [
        { ...QUERY, limit: 7 },
        { onServiceTime: expect.any(Function) as unknown, signal: expect.any(AbortSignal) as unknown },
      ],
    ]);
    const { asking, queries } = fakeAsking(() => [reportOf()]);
    const calls: unknown[] = [];
    const source: ReportSource = {
      reports(...call) {
        calls.push(call);
        return asking.source.reports(...call);
      },
    };
    expect((await askReports({ ...asking, source }, QUERY, 1).next()).value).toEqual(reportOf());
    expect([queries, calls]).toEqual([[QUERY], [[QUERY, { onServiceTime: asking.onServiceTime }]]]);
  });

  it("end with an error where they are more pages than there can be", async () => {
    expect(await steps(4, { limit: 2, most: 2 })).toMatchObject({ log: "p0,1,p2,3,p" });
    const { log, error } = await steps(5, { limit: 2, most: 2 });
    expect(log).toBe("p0,1,p2,3,p");
    expect(error).toMatchObject({
      code: "protocol",
      sent: "no",
      message:
        "The reports of one query do not come to an end: 4 were read, more than there can be. " +
        "Nothing was changed about the messages that they were read for.",
    });
  });

  it("end at the signal", async () => {
    const { log, error } = await steps(5, { stopAt: 1 });
    expect([log, String(error)]).toEqual(["p0,1,", "Error: enough"]);
  });
});
