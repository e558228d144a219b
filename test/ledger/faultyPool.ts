import type pg from "pg";
import type { Pool, PoolClient, QueryResult } from "../../src/ledger/index.js";

/**
 * What happens to a statement: its connection breaks before it arrives, or behind its commit, when nobody hears of it any
 * more; it is carried out long after its sender was told that the connection is gone; the server ends it, because it took
 * too long; the database refuses it, for a reason that does not pass; or the machine falls asleep when it is committed.
 */
export type Fault = "before" | "after" | "later" | "ended" | "refused" | "asleep" | undefined;

/** Which statement it is. */
export type Statement = "claim" | "mark" | "settle" | "other";

/** A pool whose connections break where a test wants it. */
export class FaultyPool implements Pool {
  readonly #pool: pg.Pool;
  readonly #faultOf: (statement: Statement) => Fault | Promise<Fault>;
  /** Statements that are carried out later. */
  readonly later: Promise<unknown>[] = [];
  /** What happens while the machine sleeps. */
  sleep: () => Promise<void> = () => Promise.resolve();

  constructor(pool: pg.Pool, faultOf: (statement: Statement) => Fault | Promise<Fault>) {
    this.#pool = pool;
    this.#faultOf = faultOf;
  }

  async query(text: string, values: unknown[] = []): Promise<QueryResult> {
    const fault = await this.#faultOf(kindOf(text, values));
    if (fault === "before") throw broken();
    if (fault === "ended") throw Object.assign(new Error("due to transaction timeout"), { code: "25P04" });
    if (fault === "refused") throw Object.assign(new Error("a fault of the database"), { code: "XX000" });
    if (fault === "later") {
      const wait = new Promise((resolve) => setTimeout(resolve, 20));
      this.later.push(wait.then(() => this.#pool.query(text, values)).catch(() => undefined));
      throw broken();
    }
    const result = await this.#pool.query(text, values);
    if (fault === "after") throw broken();
    if (fault === "asleep") await this.sleep();
    return result;
  }

  connect(): Promise<PoolClient> {
    return this.#pool.connect();
  }
}

function kindOf(text: string, values: readonly unknown[]): Statement {
  if (text.includes(".ledger_claim(")) return "claim";
  if (!text.includes(".ledger_append(")) return "other";
  return values[1] === true ? "mark" : "settle";
}

/** As pg says it: without a code. */
function broken(): Error {
  return new Error("Connection terminated unexpectedly");
}
