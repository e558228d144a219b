export { createLedger } from "./createLedger.js";
export type { Ledger, LedgerOptions } from "./ledger.js";
export type {
  InputOfRun,
  JobOutcome,
  JobPlace,
  JobResult,
  LedgerJob,
  PendingOptions,
  PlannedJob,
  PlanOptions,
  SendEachOptions,
  SendOnceOptions,
} from "./job.js";
export { planJobs, type PlanJobsOptions, type RunJob } from "./planJobs.js";
export type { LedgerJournal, LedgerJournalOptions, RunJournal } from "./journals.js";
export type { LedgerHealth, LedgerStandby, LedgerState, PaceLimits, ResumeOptions } from "./ledgerState.js";
export type { LedgerCounts, LedgerRecord, OutcomesOptions } from "./records.js";
export type { Pool, PoolClient, Queryable, QueryResult } from "./pool.js";
