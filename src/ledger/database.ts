import { backoffDelay } from "../base/backoff.js";
import { elapsedBy, type Clock } from "../base/clock.js";
import { retry } from "../base/retry.js";
import { databaseFailed } from "./ledgerErrors.js";
import type { Pool, PoolClient, Queryable } from "./pool.js";
import { isRetryable } from "./retryable.js";

const PAUSES = { baseDelayMs: 100, maxDelayMs: 5_000 };
const LEAST_PAUSE_MS = 20;

/** Pools that have a listener: one is enough for all ledgers on it. */
const listenedTo = new WeakSet<Pool>();

export interface DatabaseOptions {
  readonly pool: Pool;
  /** As an identifier. */
  readonly schema: string;
  readonly clock: Clock;
  readonly random: () => number;
}

/** The database of a ledger. */
export class Database {
  readonly schema: string;
  readonly #pool: Pool;
  readonly #clock: Clock;
  readonly #random: () => number;

  constructor({ pool, schema, clock, random }: DatabaseOptions) {
    this.schema = schema;
    this.#pool = pool;
    this.#clock = clock;
    this.#random = random;
    // A pool without a listener ends the process when an idle connection breaks; the next statement says so as well.
    if (!listenedTo.has(pool)) pool.on?.("error", () => undefined);
    listenedTo.add(pool);
  }

  /** Runs a statement once, and fails as the pool does. */
  async once<Row>(text: string, values: unknown[] = []): Promise<Row[]> {
    const { rows } = await this.#pool.query(text, values);
    return rows as Row[]; // the statement names the columns
  }

  /** Runs a statement that only reads, or may run twice, again while the database cannot be reached. */
  query<Row>(text: string, values: unknown[] = [], options: WaitOptions = {}): Promise<Row[]> {
    return this.persist(() => this.once<Row>(text, values), options);
  }

  /**
   * Does work until it succeeds, while its failures pass by themselves.
   *
   * @throws SmnError (`journal`, `failed`)
   */
  async persist<R>(work: () => Promise<R>, { forMs = 15_000, signal }: WaitOptions = {}): Promise<R> {
    const clock = this.#clock;
    const startedAt = elapsedBy(clock);
    const delayOf = (error: unknown, attempt: number): number | undefined => {
      const delayMs = backoffDelay(attempt, PAUSES, this.#random) + LEAST_PAUSE_MS;
      const isOver = elapsedBy(clock) - startedAt + delayMs > forMs;
      return isRetryable(error) && !isOver && signal?.aborted !== true ? delayMs : undefined;
    };
    try {
      return await retry(work, { delayOf, clock, signal });
    } catch (error) {
      // Thrown as it is where it ended a pause.
      throw error === signal?.reason ? error : databaseFailed(error, "The ledger's database cannot be used");
    }
  }

  /** Does work in one transaction. */
  async transaction<R>(work: (client: Queryable) => Promise<R>): Promise<R> {
    const client = await this.#pool.connect();
    const onError = (): void => undefined; // the statement that is under way fails as well
    client.on?.("error", onError);
    let isBroken = true;
    try {
      await client.query("begin");
      const result = await work(client);
      await client.query("commit");
      isBroken = false;
      return result;
    } catch (error) {
      isBroken = !(await rolledBack(client));
      throw error;
    } finally {
      client.off?.("error", onError);
      client.release(isBroken);
    }
  }
}

export interface WaitOptions {
  /** How long, in milliseconds. */
  readonly forMs?: number;
  /** Ends the wait. */
  readonly signal?: AbortSignal | undefined;
}

async function rolledBack(client: PoolClient): Promise<boolean> {
  try {
    await client.query("rollback");
    return true;
  } catch {
    return false;
  }
}
