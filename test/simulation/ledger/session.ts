import type pg from "pg";
import { createLedger } from "../../../src/ledger/index.js";
import { newDatabase } from "../../ledger/postgres.js";

/** One connection to a real PostgreSQL, which all simulations of this thread use, one after the other. */
export interface Session {
  /** Carries out a statement at a simulated time. */
  query(text: string, values: unknown[], now: number): Promise<{ rows: unknown[] }>;
}

/** Every statement of the ledger asks `ledger_now` for the time. Crashes are simulated: nothing must survive a real one. */
const SET_UP = `create or replace function smn_sms.ledger_now() returns timestamptz language sql volatile
  as 'select to_timestamp(pg_catalog.current_setting(''sim.now'')::double precision / 1000)'`;

const EMPTY = `truncate smn_sms.job, smn_sms.line, smn_sms.input restart identity;
update smn_sms.state set requests_per_second = null, next_at = '-infinity', gap_ms = 0, paused_until = '-infinity',
  paused_why = null, prover = null, prover_until = '-infinity'`;

interface Connection {
  readonly client: pg.PoolClient;
  /** Prepared statements: planning them takes longer than carrying them out. */
  readonly names: Map<string, string>;
}

let shared: Promise<Connection> | undefined;

/** The database as it is at the beginning, with a ledger of this id. */
export async function newSession(ledgerId: string): Promise<Session> {
  const { client, names } = await (shared ??= connect());
  let last: Promise<unknown> = Promise.resolve();
  await client.query("rollback");
  await client.query(EMPTY);
  await client.query("update smn_sms.state set ledger_id = $1", [ledgerId]);
  const run = async (text: string, values: unknown[], now: number): Promise<pg.QueryResult> => {
    const nowText = "select set_config('sim.now', $1, false)";
    await client.query({ name: "now", text: nowText, values: [String(now)] });
    const name = names.get(text) ?? `s${names.size}`;
    names.set(text, name);
    return client.query({ name, text, values });
  };
  return {
    query(text, values, now) {
      const done = last.then(() => run(text, values, now));
      last = done.catch(() => undefined);
      return done;
    },
  };
}

async function connect(): Promise<Connection> {
  const pool = await newDatabase({ max: 1 });
  await createLedger({ pool }).migrate();
  await pool.query(SET_UP);
  const client = await pool.connect();
  await client.query("set synchronous_commit = off");
  return { client, names: new Map() };
}

/** Ends the connection: without that, a thread would not end. */
export async function endSession(): Promise<void> {
  const open = await shared;
  shared = undefined;
  open?.client.release(true);
}
