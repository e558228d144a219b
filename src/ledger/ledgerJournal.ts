import type { SmnError } from "../base/errors.js";
import { CLAIM, claimRun, type Claimable } from "../journal/claimJournal.js";
import { decide, isUndecided } from "../journal/decide.js";
import { otherInput } from "../journal/journalErrors.js";
import { readAccepted } from "../journal/readAccepted.js";
import { readUnknowns } from "../journal/readUnknowns.js";
import { retryList } from "../journal/retryList.js";
import { checkKey } from "./checks.js";
import { claimJobs, type NotClaimed } from "./claimJobs.js";
import type { LedgerCore } from "./core.js";
import { giveBack } from "./giveBack.js";
import { JobState } from "./jobState.js";
import { JobWriter } from "./jobWriter.js";
import type { LedgerJournal, LedgerJournalOptions } from "./journals.js";
import { inUse, refused } from "./ledgerErrors.js";
import { newProof } from "./proof.js";
import { journalLinesOf, readLines } from "./readLines.js";

/** How long a run waits for the shared pace, in milliseconds: as long as it takes. */
const PATIENCE_MS = Infinity;

/** Opens the journal of a run: claims its row, and reads what earlier runs have left. */
export async function openLedgerJournal(
  core: LedgerCore,
  key: string,
  options: LedgerJournalOptions = {},
): Promise<LedgerJournal> {
  const { inputId } = options;
  const retry = retryList("ledger.journal", options.retry);
  checkKey("journal", "key", key);
  if (inputId !== undefined) checkKey("journal", "inputId", inputId);
  const runId = await core.runIdOf(key);
  const claimed = (await claimJobs(core, core.newNumber(), [{ key, inputId }])).get(key);
  if (claimed === undefined || "held" in claimed) throw held(key, claimed?.held, inputId);
  const state = new JobState(claimed.claim);
  try {
    for await (const line of readLines(core.database, claimed.claim.id)) state.load(line);
  } catch (error) {
    await giveBack(core, claimed.claim); // nobody has it: the next call need not wait for the end of the lease
    throw error;
  }
  state.table.endRun();
  return createLedgerJournal(core, { runId, state, retry });
}

function held(key: string, row: NotClaimed | undefined, inputId: string | undefined): SmnError {
  if (row !== undefined && row.messages !== null)
    return refused("journal", `${JSON.stringify(key)} is the key of a job; open its run with runJournal()`);
  if (row !== undefined && inputId !== undefined && row.input_id !== inputId)
    return otherInput(JSON.stringify(key));
  return inUse(key, `${Math.ceil((row?.leaseMs ?? 0) / 1_000)} s from now`);
}

interface JournalParts {
  readonly runId: string;
  readonly state: JobState;
  readonly retry: LedgerJournalOptions["retry"];
}

function createLedgerJournal(core: LedgerCore, { runId, state, retry }: JournalParts): LedgerJournal {
  const { database, pace, leaseMs } = core;
  const { claim, table, ranges } = state;
  const writer = new JobWriter(core, newProof());
  let closing: Promise<void> | undefined;
  // The lease of a run that waits, for its input or for the service, must not end.
  const stopRenewing = core.every(leaseMs / 3, () => {
    if (!state.isLost) void writer.renew(state).catch(() => undefined); // the next intent finds out whose the run is
  });
  const counts = table.counts();
  const journal: LedgerJournal & Claimable = {
    runId,
    [CLAIM]: () => claimRun(runId, core.claims),
    resumed: claim.lines > 0 || claim.project !== null,
    counts,
    get sender() {
      return state.sender;
    },
    decide: (index) => decide(table.known(index), retry),
    isDoubtful: (index) => table.isDoubtful(index),
    async bind(sender) {
      state.sender ??= sender; // it is written with the first intent
      await Promise.resolve();
    },
    intended: () => ranges,
    freshMs: (details) => writer.freshMs(details),
    turn: (signal, attempt) => writer.turn(signal, PATIENCE_MS, attempt > 1),
    paused(delayMs, { status }) {
      void writer.endTurn();
      if (status === 429) void pace.throttled(delayMs).catch(() => undefined); // this run makes its pause in any case
    },
    async intend(indices, details) {
      await writer.mark([{ state, indices, digests: details?.digests }], details);
    },
    async settle(settlements) {
      if (settlements.length > 0) await writer.settle([{ state, settlements }]);
    },
    unknowns: () =>
      readUnknowns(journalLinesOf(database, claim.id), (index) => isUndecided(table.known(index))),
    accepted: (spans) => readAccepted(journalLinesOf(database, claim.id), spans),
    close: () => (closing ??= close()),
  };
  return journal;

  async function close(): Promise<void> {
    stopRenewing();
    if (!state.isLost) await writer.release([state]);
  }
}
