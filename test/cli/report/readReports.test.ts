import { describe, expect, test } from "vitest";
import { DeliveryTable } from "../../../src/cli/report/deliveryTable.js";
import { readReports } from "../../../src/cli/report/readReports.js";
import { idOf, reportOf } from "../../reports/support.js";
import { handClock } from "../support.js";

/** Reads the reports of three messages from lists of which each has the reports of these. */
async function read(...lists: readonly (readonly number[])[]) {
  const deliveries = new DeliveryTable();
  for (const index of [0, 1, 2]) deliveries.expect(idOf(index));
  let asked = 0;
  const clock = handClock();
  const told: string[] = [];
  const client = {
    async *reports() {
      for (const index of lists[Math.min(asked++, lists.length - 1)] ?? []) {
        clock.advance(100);
        yield reportOf(index);
      }
    },
  };
  await readReports(
    client,
    { deliveries, signIds: new Set(["sign"]) },
    {
      windows: [{ start_time: 1, end_time: 2 }],
      signal: new AbortController().signal,
      clock,
      tell: (text) => told.push(text),
    },
  );
  return { asked, unlisted: deliveries.unlisted, told };
}

describe("the reports of a run", () => {
  test("are read once where none is missing", async () => {
    expect(await read([0, 1, 2])).toMatchObject({ asked: 1, unlisted: 0 });
  });

  test("are read again where some are missing, for one answer may have been short of them", async () => {
    expect(await read([], [0, 1, 2])).toMatchObject({ asked: 2, unlisted: 0 });
    expect(await read([0], [1], [2])).toMatchObject({ asked: 3, unlisted: 0 });
  });

  test("are missing when another reading does not find them either", async () => {
    expect(await read([0, 2])).toMatchObject({ asked: 2, unlisted: 1 });
    expect(await read([5, 6, 7])).toMatchObject({ asked: 2, unlisted: 3 });
  });

  test("are not read for ever", async () => {
    const deliveries = await read([], [0], [1], []);
    expect(deliveries).toMatchObject({ asked: 4, unlisted: 1 });
  });
});
