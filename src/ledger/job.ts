import type { SmnError } from "../base/errors.js";
import type { JournalRecord } from "../journal/journal.js";
import type { SmsMessage } from "../messages/types.js";
import type { Queryable } from "./pool.js";

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

/** A run that is tied to its input. */
export interface InputOfRun {
  /** Its name. */
  readonly run: string;
  /** As `beginInput` got it. */
  readonly inputId: string;
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
