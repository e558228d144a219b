import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { ReportQuery, SmsReport } from "../../src/index.js";
import { readWindow, type WindowQuery } from "../../src/reconcile/readWindow.js";

const HOUR = 3_600_000;
const START = Date.parse("2026-03-01T08:00:00Z");
const WINDOW = { start: START, end: START + HOUR };

function reportAt(place: number, at: number): SmsReport {
  return {
    message_id: `id${place}`,
    status: 0,
    sign_id: "sign1",
    fee_num: 1,
    nation_code: "86",
    mobile: "13800000001",
    submit_time: new Date(at).toISOString(),
  };
}

/** Reports all over the hour. */
const spread = (count: number): SmsReport[] =>
  Array.from({ length: count }, (_, place) => reportAt(place, START + Math.floor((place * HOUR) / count)));

/** Reads a list that may be another one at every request. */
async function read(
  list: (request: number) => readonly SmsReport[],
  query: Partial<WindowQuery> = {},
): Promise<{ state: string; ids: Set<string>; queries: ReportQuery[] }> {
  const queries: ReportQuery[] = [];
  const ids = new Set<string>();
  const source = {
    async *reports(asked: ReportQuery) {
      const all = list(queries.push(asked) - 1);
      for (const report of all) {
        const at = Date.parse(report.submit_time);
        if (at >= Number(asked.start_time) && at <= Number(asked.end_time))
          yield await Promise.resolve(report);
      }
    },
  };
  const asking = { source, signal: undefined, pace: () => Promise.resolve(), onServiceTime: () => undefined };
  const state = await readWindow(asking, {
    sign_id: "sign1",
    window: WINDOW,
    bound: 1_000,
    most: Infinity,
    onReport: ({ message_id }) => ids.add(message_id),
    ...query,
  });
  return { state, ids, queries };
}

describe("the reports of a window", () => {
  it.each([0, 1, 99])("are complete after two readings when they are %i", async (count) => {
    const { state, ids, queries } = await read(() => spread(count));
    expect([state, ids.size, queries.length]).toEqual(["complete", count, 1 + 2]);
  });

  it("are read again when the only page of one reading lacks one", async () => {
    const { state, ids } = await read((request) => spread(9).slice(request === 0 ? 1 : 0));
    expect([state, ids.size]).toEqual(["complete", 9]);
  });

  it("are read again in parts that cover the window, when they are more", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 100, max: 5_000 }), async (count) => {
        const { state, ids, queries } = await read(() => spread(count));
        expect([state, ids.size]).toEqual(["complete", count]);
        const parts = queries.slice(1);
        expect(parts.length).toBeGreaterThanOrEqual(2);
        expect(parts.length).toBeLessThanOrEqual(8);
        expect([parts[0]?.start_time, parts.at(-1)?.end_time]).toEqual([WINDOW.start, WINDOW.end]);
        for (const [place, part] of parts.slice(1).entries())
          expect(part.start_time).toBe(Number(parts[place]?.end_time) - 1_000);
      }),
      { numRuns: 20 },
    );
  });

  it("are read in a part for every four pages, from two to eight", async () => {
    const parts = async (count: number): Promise<number> =>
      (await read(() => spread(count))).queries.length - 1;
    expect([
      await parts(100),
      await parts(800),
      await parts(801),
      await parts(1_600),
      await parts(5_000),
    ]).toEqual([2, 2, 3, 4, 8]);
  });

  it("are read four times when they never hold still", async () => {
    const { state, queries } = await read((request) => spread(150 + request));
    expect([state, queries.length]).toEqual(["incomplete", 1 + 3 * 2]);
  });

  it("are incomplete while they become fewer, however few they are", async () => {
    const shrinking = await read((request) => spread(500).slice(10 * request));
    expect(shrinking.state).toBe("incomplete");
    const few = await read((request) =>
      spread(request === 0 ? 200 : 50).map((one) => ({ ...one, message_id: `${one.message_id} ${request}` })),
    );
    expect(few.state).toBe("incomplete");
  });

  it("are not given up when they take too many requests only at a further reading", async () => {
    const { state, ids } = await read((request) => spread(request === 0 ? 150 : 500), { most: 2 });
    expect([state, ids.size]).toEqual(["complete", 500]);
  });

  it("are incomplete when the whole ends before its parts do", async () => {
    const whole = spread(900);
    const { state, ids } = await read((request) => (request === 0 ? whole.slice(0, 500) : whole));
    expect([state, ids.size]).toEqual(["complete", 900]); // the third reading is as the second
    const capped = await read((request) => whole.slice(0, 300 + request * 10));
    expect(capped.state).toBe("incomplete");
  });

  it("are incomplete when two readings have as many, but not the same", async () => {
    const other = (request: number): SmsReport[] =>
      spread(200).map((report) => ({
        ...report,
        message_id: `${report.message_id} ${request === 0 ? 0 : request}`,
      }));
    expect((await read(other)).state).toBe("incomplete");
  });

  it("are given up when they take too many requests", async () => {
    const { state, ids, queries } = await read(() => spread(1_000), { most: 3 });
    expect([state, ids.size, queries.length]).toEqual(["given_up", 300, 1]);
  });

  it("end with an error when they have no end", async () => {
    const work = read(() => spread(301), { bound: 3 });
    await expect(work).rejects.toMatchObject({ code: "protocol", sent: "no" });
    await expect(work).rejects.toThrow("do not come to an end: 300 were read");
    expect((await read(() => spread(300), { bound: 3 })).state).toBe("complete");
  });
});
