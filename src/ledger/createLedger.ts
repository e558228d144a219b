import { randomBytes } from "node:crypto";
import { systemClock } from "../base/clock.js";
import { SmnError } from "../base/errors.js";
import { invalidOption } from "../base/invalid.js";
import { claimsOfProcess } from "../journal/claimJournal.js";
import type { SmsClient } from "../createSmsClient.js";
import { checkDatabase } from "./checkDatabase.js";
import { createRunIds, type LedgerCore } from "./core.js";
import { Database } from "./database.js";
import type { JobResult, LedgerJob } from "./job.js";
import type { Ledger, LedgerOptions } from "./ledger.js";
import { busy, databaseFailed, refused } from "./ledgerErrors.js";
import { every } from "./every.js";
import { openLedgerJournal } from "./ledgerJournal.js";
import { migrate } from "./migrate.js";
import { Pace } from "./pace.js";
import { beginInput, pendingJobs, recordJobs, runsOf } from "./plannedJobs.js";
import { newProof, type Proof } from "./proof.js";
import { quoteIdentifier } from "./quoteIdentifier.js";
import { readCounts, readOutcomes } from "./readOutcomes.js";
import { pauseAll, readState, resumeAll, setPace } from "./readState.js";
import { openRunJournal } from "./runJournal.js";
import { sendJobs } from "./sendJobs.js";

const LEAST_LEASE_MS = 31_000;
const LONGEST_LEASE_MS = 24 * 3_600_000;

/**
 * Makes the ledger of a database. It opens no connection by itself, and changes no tables: see `migrate`.
 *
 * @throws SmnError (`validation`) for options that cannot work
 *
 * @example
 * ```ts
 * const ledger = createLedger({ pool });
 * const outcomes = await ledger.sendOnce(sms, "order 17", messages);
 * console.log(outcomes.map(({ status }) => status));
 * ```
 */
export function createLedger(options: LedgerOptions): Ledger {
  return createLedgerOn({ every, newNumber, claims: claimsOfProcess() }, options);
}

/** What a ledger has of its machine; a simulation has its own. */
export type LedgerSystem = Pick<LedgerCore, "every" | "newNumber" | "claims">;

/** The same on a system of the caller's. */
export function createLedgerOn(system: LedgerSystem, options: LedgerOptions): Ledger {
  const core = createCore(system, options);
  const { database } = core;
  const proofs = new WeakMap<SmsClient, Proof>();
  const proofOf = (sms: SmsClient): Proof => {
    const proof = proofs.get(sms) ?? newProof();
    proofs.set(sms, proof);
    return proof;
  };
  return {
    migrate: async () => {
      try {
        await database.persist(() => migrate(database));
      } catch (error) {
        throw databaseFailed(error, "The tables cannot be made");
      }
    },
    check: () => checkDatabase(core),
    journal: (key, journalOptions) => openLedgerJournal(core, key, journalOptions),
    runJournal: (run) => openRunJournal(core, run),
    async sendOnce(sms, key, messages, sendOptions = {}) {
      // No copies of options, which would not have what they inherit.
      const { correlate, signal, run, indices, after, notAfter } = sendOptions;
      const how = { correlate, signal, proof: proofOf(sms), method: "sendOnce" };
      const [end] = await sendJobs(core, sms, [{ key, messages, run, indices, after, notAfter }], how);
      if (end === undefined || "error" in end) throw end?.error;
      return end.outcomes;
    },
    async sendEach(sms, jobs, sendOptions = {}) {
      if (!Array.isArray(jobs)) throw refused("sendEach", "jobs must be an array of jobs");
      const { correlate, signal } = sendOptions;
      const how = { correlate, signal, proof: proofOf(sms), method: "sendEach" };
      const ends = await sendJobs(core, sms, jobs, how);
      return ends.map((end, place): JobResult => {
        const given: unknown = (jobs[place] as Partial<LedgerJob> | null | undefined)?.key; // a mistake may be anything
        const key = typeof given === "string" ? given : "";
        return "error" in end ? { key, error: asSmnError(end.error) } : { key, outcomes: end.outcomes };
      });
    },
    plan: (jobs, planOptions) => recordJobs(core, jobs, planOptions),
    pending: (prefix, pendingOptions) => pendingJobs(core, prefix, pendingOptions),
    beginInput: (run, inputId) => beginInput(core, run, inputId),
    runsOf: (inputIdPrefix) => runsOf(core, inputIdPrefix),
    outcomes: (prefix, outcomesOptions) => readOutcomes(core, prefix, outcomesOptions),
    counts: (prefix) => readCounts(core, prefix),
    pace: (limits) => setPace(core, limits),
    state: () => readState(core),
    pause: (why) => pauseAll(core, why),
    resume: (resumeOptions) => resumeAll(core, resumeOptions),
  };
}

/** 48 random bits. */
function newNumber(): string {
  return String(randomBytes(6).readUIntBE(0, 6));
}

function createCore(
  system: LedgerSystem,
  {
    pool,
    schema = "smn_sms",
    leaseMs = 90_000,
    maxWaitMs = 5_000,
    clock = systemClock,
    random = Math.random,
  }: LedgerOptions,
): LedgerCore {
  const given: unknown = pool;
  if (typeof given !== "object" || given === null || !("query" in given) || !("connect" in given))
    throw invalidOption("pool", "a pool of connections to PostgreSQL, as new pg.Pool() makes it", given);
  if (!(typeof leaseMs === "number" && leaseMs >= LEAST_LEASE_MS && leaseMs <= LONGEST_LEASE_MS))
    throw invalidOption("leaseMs", `a number from ${LEAST_LEASE_MS} to ${LONGEST_LEASE_MS}`, leaseMs);
  if (!(typeof maxWaitMs === "number" && maxWaitMs >= 0 && maxWaitMs <= leaseMs / 2))
    throw invalidOption("maxWaitMs", "a number from 0 to half of leaseMs", maxWaitMs);
  const database = new Database({ pool, schema: quoteIdentifier("schema", schema), clock, random });
  const pace = new Pace({ database, clock, leaseMs, newNumber: system.newNumber });
  return { ...system, database, clock, leaseMs, maxWaitMs, pace, runIdOf: createRunIds(database) };
}

/** A caller's own function may throw anything. */
function asSmnError(error: unknown): SmnError {
  return error instanceof SmnError
    ? error
    : busy("The job failed in an unexpected way.", "maybe", 1_000, error);
}
