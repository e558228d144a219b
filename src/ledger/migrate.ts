import { randomUUID } from "node:crypto";
import type { Database } from "./database.js";
import { MIGRATIONS } from "./schema.js";
import { TIMELINE } from "./statements.js";

/** Keeps two that migrate at once apart; any number does that no other program uses. */
const LOCK = 7_295_460_117;

/** Makes the tables, or brings them up to date, in one transaction. */
export async function migrate(database: Database): Promise<void> {
  const { schema } = database;
  await database.transaction(async (client) => {
    await client.query(`select pg_advisory_xact_lock(${LOCK})`);
    const found = await client.query("select to_regnamespace($1) is not null as is_there", [schema]);
    const [{ is_there } = { is_there: false }] = found.rows as { is_there: boolean }[];
    // A role that may not make schemas may have been given one.
    if (!is_there) await client.query(`create schema ${schema}`);
    await client.query(
      `create table if not exists ${schema}.version (version integer primary key, at timestamptz not null)`,
    );
    const { rows } = await client.query(
      `select coalesce(max(version), 0)::integer as version from ${schema}.version`,
    );
    const [{ version } = { version: 0 }] = rows as { version: number }[];
    for (const [offset, step] of MIGRATIONS.entries()) {
      if (offset < version) continue;
      await client.query(step(schema));
      await client.query(`insert into ${schema}.version values ($1, clock_timestamp())`, [offset + 1]);
    }
    await client.query(
      `insert into ${schema}.state (ledger_id, timeline) values ($1, ${TIMELINE}) on conflict do nothing`,
      [randomUUID()],
    );
  });
}
