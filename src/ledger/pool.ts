/** What runs a statement: a pool, or one of its clients. `pg`'s fit as they are. */
export interface Queryable {
  /** Runs a statement with values for `$1`, `$2`, …. */
  query(text: string, values?: unknown[]): Promise<QueryResult>;
}

/** The answer to a statement. */
export interface QueryResult {
  /** The rows, each an object with one property for each column. */
  readonly rows: unknown[];
}

/** A connection that was taken from a pool. */
export interface PoolClient extends Queryable {
  /** Gives it back; with `true` it is closed instead. */
  release(destroy?: boolean): void;
  /** Subscribes to failures of the connection. */
  on?(event: "error", listener: (error: Error) => void): unknown;
  /** Ends a subscription. */
  off?(event: "error", listener: (error: Error) => void): unknown;
}

/** What has connections to PostgreSQL: a `pg.Pool`, or anything of its shape. */
export interface Pool extends Queryable {
  /** Takes a connection, for statements that belong to one transaction. */
  connect(): Promise<PoolClient>;
  /**
   * Subscribes to failures of connections that nobody uses. A `pg.Pool` without a listener ends the process when the
   * database goes away, so the ledger adds one.
   */
  on?(event: "error", listener: (error: Error) => void): unknown;
}
