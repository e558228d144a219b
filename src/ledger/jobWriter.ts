import { elapsedBy } from "../base/clock.js";
import { intentLine, type JournalLine } from "../journal/journalLine.js";
import type { IntentDetails, Settlement } from "../journal/journal.js";
import { linesOfOutcomes } from "../journal/outcomeLines.js";
import { channels } from "../messages/channels.js";
import { telemetryError } from "../messages/telemetryError.js";
import type { MarkTrace } from "../messages/telemetryMessages.js";
import { append, type Entry } from "./append.js";
import type { LedgerCore } from "./core.js";
import { refusalOf } from "./gate.js";
import type { JobState } from "./jobState.js";
import { busy, claimLost, outcomesMissing, refused } from "./ledgerErrors.js";
import type { Proof } from "./proof.js";
import { settleOpen } from "./settleOpen.js";
import { rowOf } from "./storedLine.js";

/** How much longer than `timeoutMs` a lease must be. */
const LEAST_REST_MS = 30_000;
/** Of a lease's end, nothing leaves any more. */
const MARGIN_MS = 5_000;
const ATTEMPTS = 3;
/** The database says when, by its clock. */
const BY_DATABASE = { at: 0, clock: "" };

/** What is about to leave, or has ended, of one job. */
export interface JobIntent {
  readonly state: JobState;
  readonly indices: readonly number[];
  readonly digests?: readonly number[] | undefined;
  readonly notAfter?: Date | undefined;
}

export interface JobSettlement {
  readonly state: JobState;
  readonly settlements: readonly Settlement[];
  /** Whether that is the last of its messages. */
  readonly isLast?: boolean;
}

/** Writes what happens to the jobs of one sender, one after the other. */
export class JobWriter {
  readonly #core: LedgerCore;
  readonly #proof: Proof;
  #last: Promise<unknown> = Promise.resolve();

  constructor(core: LedgerCore, proof: Proof) {
    this.#core = core;
    this.#proof = proof;
  }

  /** Resolves when the next request may leave. */
  turn(signal: AbortSignal | undefined, mostMs: number, isRetry: boolean): Promise<void> {
    return this.#core.pace.turn({ proof: this.#proof, owner: this, signal, mostMs, isRetry });
  }

  /** Says that the request which was under way has ended, without an answer that counts. */
  endTurn(): Promise<void> {
    return this.#core.pace.prove(this.#proof, this, false);
  }

  /** How old a mark may be when its request leaves, so that the answer comes before the lease is over. */
  freshMs({ timeoutMs = 0 }: IntentDetails): number {
    return this.#core.leaseMs - timeoutMs - MARGIN_MS;
  }

  /**
   * Records that a request is about to leave: committed when it resolves, and so fresh that the answer, or the end of its
   * time, comes before the lease is over.
   *
   * @throws SmnError (`journal`) `lost`, `paused`, `busy`
   */
  mark(intents: readonly JobIntent[], details: IntentDetails = {}): Promise<void> {
    const messages = intents.reduce((sum, { indices }) => sum + indices.length, 0);
    const describe = (): MarkTrace => {
      const attempt = 1 + Math.max(...intents.map(({ state }) => state.marks));
      return { messages, attempt };
    };
    return channels.mark.trace(() => this.#mark(intents, details), describe, {
      failed: (trace, error) => (trace.error = telemetryError(error)),
    });
  }

  async #mark(intents: readonly JobIntent[], details: IntentDetails): Promise<void> {
    const { leaseMs, clock } = this.#core;
    const { timeoutMs = 0 } = details;
    if (leaseMs <= timeoutMs + LEAST_REST_MS)
      throw refused(
        "createLedger",
        `leaseMs (${leaseMs}) must exceed the client's timeoutMs (${timeoutMs}) by more than ${LEAST_REST_MS}`,
      );
    const mostMs = this.freshMs(details);
    for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
      const [startedAt, startedBy] = [clock.now(), elapsedBy(clock)];
      const isMarked = await this.#inTurn(() => this.#tryMark(intents, details));
      // One of the clocks may stand still while the machine sleeps.
      const age = Math.max(clock.now() - startedAt, elapsedBy(clock) - startedBy);
      if (isMarked && age < mostMs) return;
      if (!isMarked) await this.turn(undefined, mostMs / ATTEMPTS, true);
    }
    throw busy(
      "The database needs too long to record that a request is about to leave; nothing was sent.",
      "no",
    );
  }

  async #tryMark(intents: readonly JobIntent[], details: IntentDetails): Promise<boolean> {
    const lines = intents.map(({ indices, digests }) =>
      intentLine(indices, BY_DATABASE, { ...details, digests }),
    );
    refuseGap(intents);
    // Before it is written: if the answer is lost, it may stand there.
    for (const { state, indices } of intents) for (const index of indices) state.set(index, "intended");
    const entries = intents.map(({ state, notAfter }, place): Entry => {
      const line = lines[place] as JournalLine; // one for each
      return { state, notAfter, lines: [rowOf(line)] };
    });
    const { missing, gate } = await append(this.#core, entries, { isMark: true, forMs: 10_000 });
    for (const [place, { state }] of intents.entries())
      if (!missing.includes(state)) {
        state.ranges.add(lines[place] as JournalLine);
        state.marks++;
      }
    const [first] = missing;
    if (first === undefined) return true;
    const lost = missing.find(({ isLost }) => isLost);
    if (lost !== undefined) {
      const messages = intents.reduce((sum, { indices }) => sum + indices.length, 0);
      channels.claimLost.publish(() => ({ messages }));
      throw claimLost(lost.claim.key);
    }
    const refusal = refusalOf(gate, Infinity);
    if (refusal !== undefined) throw refusal;
    if (!gate.is_paused) throw busy(`${JSON.stringify(first.claim.key)} is too old to be sent.`, "no", 0);
    return false;
  }

  /** Records outcomes, however long the database is away. */
  async settle(parts: readonly JobSettlement[]): Promise<void> {
    const isAnswer = parts.some(({ state, settlements }) =>
      settlements.some(({ index }) => state.isUnderWay(index)),
    );
    await this.#inTurn(() => this.#settle(parts));
    const outcomes = parts.flatMap(({ settlements }) => settlements.map(({ disposition }) => disposition));
    const { isTaken } = await this.#core.pace.heard(outcomes);
    if (isAnswer) await this.#core.pace.prove(this.#proof, this, isTaken);
  }

  async #settle(parts: readonly JobSettlement[]): Promise<void> {
    refuseGap(parts);
    const entries: Entry[] = [];
    for (const { state, settlements, isLast = false } of parts) {
      // Of what another worker had intended, that worker or the reports may have said more meanwhile.
      const open = settlements.filter(({ index }) => state.isOpenOfOthers(index));
      const own =
        open.length === 0 ? settlements : settlements.filter(({ index }) => !state.isOpenOfOthers(index));
      if (open.length > 0) await settleOpen(this.#core, state.claim.id, open, undefined);
      for (const { index, disposition } of open) state.table.set(index, disposition.status);
      for (const { index, disposition } of own) state.set(index, disposition.status);
      const lines = linesOfOutcomes(own, 0).map(rowOf);
      if (lines.length > 0 || isLast) entries.push({ state, lines, isSettled: isLast });
    }
    if (entries.length === 0) return;
    try {
      const { missing } = await append(this.#core, entries, { isMark: false, forMs: Infinity });
      for (const { state, settlements } of parts)
        if (missing.includes(state))
          await settleOpen(this.#core, state.claim.id, settlements, state.claim.worker);
    } catch (error) {
      for (const { state } of entries) state.hasGap = true;
      throw error;
    }
  }

  /** Gives jobs back, but for those with outcomes that are not recorded: they are unknown when their lease is over. */
  release(states: readonly JobState[], isSettled = false): Promise<void> {
    return this.#inTurn(async () => {
      const whole = states.filter(({ hasGap }) => !hasGap);
      const entries = whole.map((state): Entry => ({ state, lines: [], isReleased: true, isSettled }));
      try {
        if (entries.length > 0) await append(this.#core, entries, { isMark: false, forMs: 15_000 });
      } finally {
        await this.endTurn(); // whoever sends with the same key next waits for it
      }
    });
  }

  /** Says that this process is alive. */
  async renew(state: JobState): Promise<void> {
    await this.#inTurn(async () => {
      if (state.hasGap) return;
      await append(this.#core, [{ state, lines: [] }], { isMark: false, forMs: 5_000 });
    });
  }

  /** Each write has the number after the one before it. */
  #inTurn<R>(work: () => Promise<R>): Promise<R> {
    const done = this.#last.then(work, work);
    this.#last = done.catch(() => undefined);
    return done;
  }
}

/** @throws SmnError (`journal`) where outcomes of one could not be recorded */
function refuseGap(jobs: readonly { readonly state: JobState }[]): void {
  const gap = jobs.find(({ state }) => state.hasGap);
  if (gap !== undefined) throw outcomesMissing(gap.state.claim.key);
}
