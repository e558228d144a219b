import pg from "pg";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger } from "../../src/ledger/index.js";
import { bench, messagesOf, type Bench } from "./support.js";

let at: Bench;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at.end());

/** The same database for somebody whose connections have other settings. */
async function withSettings(settings: string, work: (pool: pg.Pool) => Promise<void>): Promise<void> {
  const pool = new pg.Pool({ ...at.pool.options, options: `-c ${settings}` });
  try {
    await work(pool);
  } finally {
    await pool.end();
  }
}

describe("the ledger", () => {
  it("reads numbers and times as they are where floats are shown with one digit", () =>
    withSettings("extra_float_digits=-15", async (pool) => {
      const ledger = createLedger({ pool });
      const before = Date.now();
      await ledger.sendOnce(at.sms, "floats", messagesOf(123));
      expect(await ledger.counts("floats")).toMatchObject({ accepted: 123, pending: 0 });
      await ledger.pace({ requestsPerSecond: 123 });
      expect(await ledger.state()).toMatchObject({ requestsPerSecond: 123 });
      await ledger.pace({ requestsPerSecond: Infinity });
      const journal = await ledger.runJournal("floats");
      const minutes = { start: before - 60_000, end: before + 60_000 };
      const found: number[] = [];
      for await (const { index } of journal.accepted([minutes])) found.push(index);
      expect(found).toHaveLength(123);
    }));

  it("warns where nothing can be written, and tells what there is", () =>
    withSettings("default_transaction_read_only=on", async (pool) => {
      const ledger = createLedger({ pool });
      const { warnings } = await ledger.check();
      expect(warnings).toContainEqual(expect.stringContaining("default_transaction_read_only"));
      expect(await ledger.counts("none")).toMatchObject({ pending: 0 });
      expect((await at.ledger.check()).warnings.join(" ")).not.toContain("read_only");
    }));

  it("lives in a schema of any name", async () => {
    for (const schema of ["$body$", "$body$ $body_$", "a'b", 'q"x', "%s $1", "汉字"]) {
      const ledger = createLedger({ pool: at.pool, schema });
      await ledger.migrate();
      await ledger.migrate();
      expect(await ledger.sendOnce(at.sms, "job", messagesOf(1, 500))).toHaveLength(1);
    }
  });
});
