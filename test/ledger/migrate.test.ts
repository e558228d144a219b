import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createLedger } from "../../src/ledger/index.js";
import { MIGRATIONS } from "../../src/ledger/schema.js";
import { TIMELINE } from "../../src/ledger/statements.js";
import { bench, type Bench } from "./support.js";

/** What each step was when it was first released. A changed statement is a further step. */
const STEPS = ["8aa428f198cad75c", "070e9d3750cb9969"];

describe("the steps of migrate", () => {
  let on: Bench;
  beforeAll(async () => {
    on = await bench();
  });
  afterAll(() => on.end());

  it("stay as they are once they were released", () => {
    const digests = MIGRATIONS.map((step) => createHash("sha256").update(step("smn_sms")).digest("hex"));
    expect(digests.map((digest) => digest.slice(0, 16))).toEqual(STEPS);
  });

  it("bring tables of an earlier version up to date, with what they hold", async () => {
    const { pool, sms } = on;
    const schema = "older";
    await pool.query(`create schema ${schema}`);
    await pool.query(`create table ${schema}.version (version integer primary key, at timestamptz not null)`);
    await pool.query(MIGRATIONS[0]?.(schema) ?? "");
    await pool.query(`insert into ${schema}.version values (1, now())`);
    await pool.query(`insert into ${schema}.state (ledger_id, timeline) values ('kept', ${TIMELINE})`);
    const ledger = createLedger({ pool, schema });
    const message = { endpoint: "+8613800000000", message: "text", sign_id: "s" };
    await expect(ledger.sendOnce(sms, "job", [message])).rejects.toThrow("all migrate() once");
    await ledger.migrate();
    const { rows } = await pool.query(`select ledger_id from ${schema}.state`);
    expect(rows).toEqual([{ ledger_id: "kept" }]);
    expect(await ledger.sendOnce(sms, "job", [message])).toHaveLength(1);
  });
});
