import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { DeliveryTable } from "../../../src/cli/report/deliveryTable.js";
import { windowsOf } from "../../../src/cli/report/windowsOf.js";
import { idOf, reportOf } from "../../reports/support.js";
import { temporaryFolder } from "../command.js";

describe("the table of deliveries", () => {
  test("keeps what was reported of each of many messages", () => {
    const table = new DeliveryTable();
    const count = 5000;
    for (let index = 0; index < count; index++) table.expect(idOf(index));
    for (let index = 0; index < count; index += 2)
      table.take(
        reportOf(index, { status: index % 4 === 0 ? 1 : 2, status_desc: `E${index % 6}`, fee_num: index }),
      );
    expect(table.size).toBe(count);
    expect(table.get(idOf(4998))).toEqual({
      word: "failed",
      status_desc: "E0",
      fee_num: 4998,
      submit_time: "2026-03-01T07:30:00Z",
      deliver_time: "2026-03-01T07:30:04Z",
    });
    expect(table.get(idOf(4)).word).toBe("delivered");
    expect(table.get(idOf(5))).toMatchObject({ word: "unlisted", submit_time: "" });
  });

  test("takes no report of another's message, and the later one of two", () => {
    const table = new DeliveryTable();
    table.expect("unusual id");
    table.take(reportOf(1));
    table.take(reportOf(2, { message_id: "unusual id", status: 0, status_desc: null, deliver_time: null }));
    expect(table.get("unusual id")).toMatchObject({ word: "waiting", status_desc: "", deliver_time: "" });
    table.take(reportOf(2, { message_id: "unusual id" }));
    expect(table.get("unusual id")).toMatchObject({ word: "delivered", status_desc: "DELIVRD" });
    expect(table.get(idOf(1)).word).toBe("unlisted");
    expect(table.size).toBe(1);
  });

  test.each([0, -1, 2 ** 32, 1e300])("makes no other number of %d parts", (fee_num) => {
    const table = new DeliveryTable();
    table.expect(idOf(1));
    table.take(reportOf(1, { fee_num }));
    expect(table.get(idOf(1)).fee_num).toBe(fee_num);
  });

  test.each(["2026-03-01T07:30:00", "2026-03-01 07:30:00", "2026-03-01", "1772350200000", ""])(
    "leaves out the time %j, which could be of any zone",
    (submit_time) => {
      const table = new DeliveryTable();
      table.expect(idOf(1));
      table.take(reportOf(1, { submit_time, deliver_time: "2026-03-01T15:30:04+08:00" }));
      expect(table.get(idOf(1))).toMatchObject({ submit_time: "", deliver_time: "2026-03-01T07:30:04Z" });
    },
  );

  test("leaves out a time that cannot be read, and bounds the words that it keeps apart", () => {
    const table = new DeliveryTable();
    for (let index = 0; index < 3000; index++) {
      table.expect(idOf(index));
      table.take(reportOf(index, { status_desc: `W${index}`, submit_time: "soon" }));
    }
    expect(table.get(idOf(10))).toMatchObject({ status_desc: "W10", submit_time: "" });
    expect(table.get(idOf(2999)).status_desc).toBe("OTHER");
  });
});

describe("the windows of a run", () => {
  const MINUTE = 60_000;
  const NOW = Date.parse("2026-03-01T08:00:00Z");

  async function windows(...at: number[]): ReturnType<typeof windowsOf> {
    const path = join(await temporaryFolder(), "journal");
    const header = { journal: "smn-sms", version: 1, input_id: "i", run_id: "r", created_at: "" };
    const lines = at.map((time, index) => ({ status: "intended", indices: [[index, index]], at: time }));
    await writeFile(path, [header, ...lines].map((line) => `${JSON.stringify(line)}\n`).join(""));
    return windowsOf(path, NOW);
  }

  test("reach from before the first request to after the last, but not into the future", async () => {
    const start = NOW - 500 * MINUTE;
    expect((await windows(start, start + MINUTE, start + 90 * MINUTE)).windows).toEqual([
      { start_time: start - 15 * MINUTE, end_time: start + 150 * MINUTE },
    ]);
    expect((await windows(NOW - MINUTE)).windows).toEqual([{ start_time: NOW - 16 * MINUTE, end_time: NOW }]);
    // A clock that was set back meanwhile.
    expect((await windows(NOW + MINUTE)).windows[0]?.end_time).toBe(NOW + MINUTE + 1);
  });

  test("leave out the days between a run and its continuation, in any order", async () => {
    const [one, two] = [NOW - 5000 * MINUTE, NOW - 1000 * MINUTE];
    const { windows: found } = await windows(two, one, two + MINUTE, one + MINUTE);
    expect(found).toEqual([
      { start_time: one - 15 * MINUTE, end_time: one + 61 * MINUTE },
      { start_time: two - 15 * MINUTE, end_time: two + 61 * MINUTE },
    ]);
  });

  test("begin where the service still has reports", async () => {
    const old = Date.parse("2025-11-01T00:00:00Z");
    expect(await windows(old)).toEqual({ windows: [], tooOld: true });
    expect(await windows(old, NOW - MINUTE)).toMatchObject({ windows: [{ end_time: NOW }], tooOld: true });
    expect(await windows()).toEqual({ windows: [], tooOld: false });
  });
});
