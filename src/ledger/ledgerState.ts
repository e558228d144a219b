/** Limits for all workers together. */
export interface PaceLimits {
  /** Requests per second, at most; `Infinity` for no limit. The service throttles by requests, not by messages. */
  requestsPerSecond: number;
}

/** What concerns every worker. */
export interface LedgerState {
  /** The limit that was set; undefined for none. */
  readonly requestsPerSecond: number | undefined;
  /** The pace that the service allowed last, where that is slower; it recovers by itself. */
  readonly slowedTo: number | undefined;
  /** The pause, where there is one. */
  readonly paused:
    | {
        /** When it ends; undefined until `resume`. */
        readonly until: Date | undefined;
        /** Why; without numbers and texts. */
        readonly why: string;
      }
    | undefined;
  /** Whether the database is another one than that which has recorded everything: see `resume`. */
  readonly failedOver: boolean;
}

/** The consent that sending goes on. */
export interface ResumeOptions {
  /** Says that the database which was promoted has every commit of the one before it. */
  afterFailover?: "nothing was lost" | undefined;
}

/** What the database promises. */
export interface LedgerHealth {
  /** Of PostgreSQL, as `18.4`. */
  readonly serverVersion: string;
  /** Of the connection that was looked at. */
  readonly synchronousCommit: string;
  /** Standbys that are connected; empty also where the role may not see them. */
  readonly standbys: readonly LedgerStandby[];
  /** Whether the database is another one than that which has recorded everything: see `resume`. */
  readonly failedOver: boolean;
  /** Age of the oldest open transaction, in milliseconds: while it is open, dead rows stay. */
  readonly oldestTransactionMs: number;
  /** Jobs that are marked as being sent although their lease is over: `unknown` as soon as an engine delivers them. */
  readonly abandoned: number;
  /** What an operator should know, in sentences; empty when all is well. */
  readonly warnings: readonly string[];
}

/** A standby of the database. */
export interface LedgerStandby {
  /** As it calls itself. */
  readonly name: string;
  /** Whether a commit waits for it. */
  readonly isSynchronous: boolean;
}
