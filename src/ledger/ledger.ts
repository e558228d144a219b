import type { Clock } from "../base/clock.js";
import type { SmnError } from "../base/errors.js";
import type { SmsClient } from "../createSmsClient.js";
import type { Journal, JournalRecord, JournalSender, ReconcilableJournal } from "../journal/journal.js";
import type { JournalOptions } from "../journal/journalOptions.js";
import type { KnownStatus } from "../journal/statusTable.js";
import type { OutcomeStatus } from "../messages/outcome.js";
import type { SmsMessage } from "../messages/types.js";
import type { Pool, Queryable } from "./pool.js";

/** Where a ledger is, and how long its leases are. */
export interface LedgerOptions {
  /** Connections to PostgreSQL 14 or newer: a `pg.Pool`, or anything of its shape. It stays yours to end. */
  pool: Pool;
  /**
   * The schema that holds the ledger's tables.
   * @default "smn_sms"
   */
  schema?: string | undefined;
  /**
   * How long a job or a run belongs to its worker without a sign of life, in milliseconds, by the clock of the database.
   * It must exceed the client's `timeoutMs` by more than 30 seconds. What a worker that died was sending is `unknown`
   * after that.
   * @default 90000
   */
  leaseMs?: number | undefined;
  /**
   * How long a worker waits inside `sendOnce` and `sendEach` for the shared pace, in milliseconds; beyond it they throw
   * `busy`, so that the engine has its slot back. A run with `journal` waits as long as it must.
   * @default 5000
   */
  maxWaitMs?: number | undefined;
  /** @default the system's clock */
  clock?: Clock | undefined;
  /** A source of randomness between 0 and 1, for pauses. @default Math.random */
  random?: (() => number) | undefined;
}

/** The record of what was sent, in PostgreSQL, for any number of workers on any number of machines. */
export interface Ledger {
  /**
   * Makes the tables, or brings them up to date. Nothing else does: call it when you deploy, with a role that may. It
   * does nothing where they are current, also when several call it at once.
   */
  migrate(): Promise<void>;
  /**
   * Looks whether the database keeps its promises.
   *
   * @throws SmnError (`validation`) for `fsync` or `synchronous_commit` switched off, with which a commit can be
   * forgotten and a text sent twice; for tables that are missing or of another version
   */
  check(): Promise<LedgerHealth>;

  /**
   * Opens the journal of a run, for `sendAll` and `reconcile`: what `openJournal` keeps in a file. The run can be
   * resumed on another machine. Close it when the run has ended; one that was not closed, because its process died, can
   * be opened again when its lease is over.
   *
   * @param key names the run
   * @throws SmnError (`journal`) `locked` while another run has it, `other_input` for another `inputId`
   */
  journal(key: string, options?: LedgerJournalOptions): Promise<LedgerJournal>;
  /**
   * Opens all jobs of a run as one journal, for `reconcile` with the inputs of the run: see `run` in `SendOnceOptions`.
   * Jobs that a worker is sending are left out of `unknowns`.
   *
   * @throws SmnError (`journal`, `other_project`) where its jobs were sent through different projects
   */
  runJournal(run: string): Promise<RunJournal>;

  /**
   * Sends the messages of a job, once, however often an engine delivers it. What a worker calls for each job:
   *
   * - delivered for the first time: recorded, sent, and recorded how it ended
   * - delivered again: returns the outcomes that were recorded; what was on its way when a worker died is `unknown`, and
   *   is not sent again
   *
   * Outcomes are final: messages that were not sent for a passing reason (throttled, no connection, paused) make it throw
   * `busy`, and only those are sent when the job is delivered again. It makes one request for each 999 messages, and
   * leaves retries to the engine.
   *
   * @param key names the job: the same for each delivery, another one for each job
   * @param messages of the job, at least one, the same in the same order for each delivery
   * @returns the outcome of each message, in their order. They hold no text and no number, so that an engine may keep
   * them.
   * @throws SmnError (`journal`) with the `reason`
   * - `busy`: deliver it again later (`retryAfterMs`): another worker has it, a job of `after` is not settled, or nothing
   *   was sent for a passing reason
   * - `paused`: all sending is paused, by hand or because the account was refused; deliver it again later
   * - `other_numbers`: other messages were sent under this key
   * - `other_project`: it was sent through another project
   */
  sendOnce(
    sms: SmsClient,
    key: string,
    messages: readonly SmsMessage[],
    options?: SendOnceOptions,
  ): Promise<readonly JobOutcome[]>;
  /**
   * `sendOnce` for many jobs of few messages, which share requests: a worker that takes 50 single texts at a time makes
   * one request of them. A job that cannot be sent now does not hold the others up.
   *
   * @returns the result of each job, in their order; never rejects for what concerns a single one
   */
  sendEach(
    sms: SmsClient,
    jobs: readonly LedgerJob[],
    options?: SendEachOptions,
  ): Promise<readonly JobResult[]>;

  /**
   * Records jobs before they are handed to an engine, so that none is lost when the engine forgets it: those that were
   * planned and not settled are found by `pending`. Jobs that are known already stay as they are.
   *
   * @returns the keys that are new
   */
  plan(jobs: readonly PlannedJob[], options?: PlanOptions): Promise<readonly string[]>;
  /**
   * Keys of jobs that were planned and are not settled, and that no worker is sending at the moment, by key.
   *
   * @param prefix of their keys; empty for all
   */
  pending(prefix: string, options?: PendingOptions): AsyncIterableIterator<PlannedJob>;
  /**
   * Ties a run to its input before its jobs are planned: the same `inputId` may go on with it, another one is refused,
   * because its positions would mean other messages.
   *
   * @returns whether the run was known already
   * @throws SmnError (`journal`, `other_input`)
   */
  beginInput(run: string, inputId: string): Promise<boolean>;

  /**
   * What became of every message of the jobs and runs whose keys begin so, by key, then by position: one record for
   * each message that was sent, or judged. `view outcome` shows the same to SQL.
   */
  outcomes(prefix: string, options?: OutcomesOptions): AsyncIterableIterator<LedgerRecord>;
  /** How many messages are in which state, of the jobs and runs whose keys begin so. `view progress` has it by key. */
  counts(prefix: string): Promise<LedgerCounts>;

  /**
   * Sets the pace of all workers together; it is kept in the ledger.
   *
   * @throws SmnError (`validation`) for a number that is not above 0
   */
  pace(limits: PaceLimits): Promise<void>;
  /** The pace, the pause where there is one, and why. */
  state(): Promise<LedgerState>;
  /**
   * Stops all sending, of every worker, until `resume`. Requests under way are finished and recorded.
   *
   * @param why shown to everybody who looks, and in the errors of workers
   */
  pause(why: string): Promise<void>;
  /**
   * Lets all workers send again, after `pause`, or after the service refused the account or the key.
   *
   * After a failover of the database they stay stopped, until somebody says that no commit was lost:
   * `{ afterFailover: "nothing was lost" }` is true where the standby was synchronous. **Otherwise what the old primary
   * had recorded last is forgotten, and its texts would be sent twice.**
   */
  resume(options?: ResumeOptions): Promise<void>;
}

/** How a run with the ledger's journal goes on. */
export interface LedgerJournalOptions extends Pick<JournalOptions, "retry"> {
  /**
   * Names the input, for instance by a hash of the file; the run is refused for another one. Default: the run's key is
   * all that is compared, and the numbers, when it is resumed.
   */
  inputId?: string | undefined;
}

/** A journal in the ledger. */
export interface LedgerJournal
  extends Required<Omit<Journal, "sender">>, Required<Omit<ReconcilableJournal, "sender">> {
  /** Whether an earlier run has recorded something already. */
  readonly resumed: boolean;
  /** The inputs by last status when the journal was opened; `intended` ones will be reported as `unknown`. */
  readonly counts: Readonly<Record<KnownStatus, number>>;
  /** Where the run's messages go; undefined until its first request. */
  readonly sender: JournalSender | undefined;
}

/** All jobs of a run, as a journal for `reconcile`. */
export interface RunJournal extends Required<Omit<ReconcilableJournal, "sender">> {
  /** Where the messages went; undefined when nothing was sent. */
  readonly sender: JournalSender | undefined;
}

/** What the messages of a job are in a run. */
export interface JobPlace {
  /**
   * Names the run that the job is a part of; its inputs can then be reconciled together (`runJournal`). Default: the job
   * is a run of its own.
   */
  run?: string | undefined;
  /** The position of each message among the inputs of the run, ascending. Default: from 0. */
  indices?: readonly number[] | undefined;
}

/** How a job is sent. */
export interface SendOnceOptions extends JobPlace {
  /**
   * Keys of jobs that must be settled before, so that the texts for one number arrive in order; until then `busy` is
   * thrown.
   */
  after?: readonly string[] | undefined;
  /**
   * A job that is not sent by then, by the clock of the database, becomes `unsent` for good: a verification code that
   * comes an hour late is worse than none.
   */
  notAfter?: Date | undefined;
  /**
   * Gives every message without an `extend_code` its `correlationToken`, so that `reconcile` can settle `unknown`
   * messages. Default: nothing is added.
   */
  correlate?: "extend_code" | undefined;
  /** Stops waiting for the shared pace. A request that is under way is awaited. */
  signal?: AbortSignal | undefined;
}

/** A job of `sendEach`. */
export interface LedgerJob extends JobPlace, Pick<SendOnceOptions, "after" | "notAfter"> {
  /** Names the job. */
  key: string;
  /** At least one. */
  messages: readonly SmsMessage[];
}

/** How jobs are sent together. */
export type SendEachOptions = Pick<SendOnceOptions, "correlate" | "signal">;

/** The outcome of one message of a job, without its text and number; `index` is its position in the job, from 0. */
export type JobOutcome = JournalRecord;

/** The result of one job of `sendEach`. */
export type JobResult = {
  /** Of the job. */
  readonly key: string;
} & (
  | {
      /** As `sendOnce` returns them. */
      readonly outcomes: readonly JobOutcome[];
    }
  | {
      /** What `sendOnce` would have thrown. */
      readonly error: SmnError;
    }
);

/** A job before it is sent. */
export interface PlannedJob extends Pick<JobPlace, "run"> {
  /** Names the job. */
  key: string;
  /** How many messages it has. */
  messages: number;
}

/** How jobs are recorded before they are sent. */
export interface PlanOptions {
  /**
   * Your own client, so that the jobs are planned if, and only if, its transaction commits.
   * Default: a transaction of its own.
   */
  client?: Queryable | undefined;
}

/** Which jobs count as pending. */
export interface PendingOptions {
  /**
   * Only jobs that were planned, or given back by a worker, this long ago or longer, in milliseconds.
   * @default 0
   */
  olderThanMs?: number | undefined;
}

/** Which outcomes are read. */
export interface OutcomesOptions {
  /** Only these. Default: all. */
  status?: readonly (OutcomeStatus | "sending")[] | undefined;
}

/** What the ledger knows of one message. */
export interface LedgerRecord extends Omit<JournalRecord, "status"> {
  /** Of its job or run. */
  readonly key: string;
  /** How it ended; `sending` while a worker waits for the answer. */
  readonly status: OutcomeStatus | "sending";
}

/** Messages by state. */
export interface LedgerCounts extends Readonly<Record<OutcomeStatus, number>> {
  /** Planned, and not sent yet; of those in jobs. */
  readonly pending: number;
  /** On their way, as far as a living worker knows. */
  readonly sending: number;
}

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
