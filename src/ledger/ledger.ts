import type { Clock } from "../base/clock.js";
import type { SmsClient } from "../createSmsClient.js";
import type { SmsMessage } from "../messages/types.js";
import type {
  InputOfRun,
  JobOutcome,
  JobResult,
  LedgerJob,
  PendingOptions,
  PlannedJob,
  PlanOptions,
  SendEachOptions,
  SendOnceOptions,
} from "./job.js";
import type { LedgerJournal, LedgerJournalOptions, RunJournal } from "./journals.js";
import type { LedgerHealth, LedgerState, PaceLimits, ResumeOptions } from "./ledgerState.js";
import type { Pool } from "./pool.js";
import type { LedgerCounts, LedgerRecord, OutcomesOptions } from "./records.js";

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
   * forgotten and a text sent twice; for a standby; for tables that are missing or of another version
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
   * The runs that `beginInput` has tied to an input, the oldest first: under a name that is not among them all its
   * texts are sent a second time.
   *
   * @param inputIdPrefix the beginning of the `inputId`, or all of it; empty for all runs
   */
  runsOf(inputIdPrefix: string): Promise<readonly InputOfRun[]>;

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
   * @throws SmnError (`validation`) for a number that is not above 0, or below one request a day
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
