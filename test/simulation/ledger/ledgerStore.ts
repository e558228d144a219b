import type { JournalRecord, ReconcilableJournal } from "../../../src/journal/journal.js";
import { createLedgerOn } from "../../../src/ledger/createLedger.js";
import type { Ledger, Pool } from "../../../src/ledger/index.js";
import type { SmsMessage } from "../../../src/messages/types.js";
import type { Clock } from "../../../src/base/clock.js";
import type { Random } from "../random.js";
import { hostOf } from "../simHost.js";
import type { SimProcess } from "../simProcess.js";
import type { Stage } from "../stage.js";
import type { Opener, OpenJournal, SimStore } from "../store.js";
import type { Sabotage } from "./sabotage.js";
import type { Session } from "./session.js";
import { SimDatabase } from "./simDatabase.js";

/** What the run is called. */
export const RUN = "people";
/** Longer than any lease: the default is 90 seconds. */
export const PAST_THE_LEASE = 91_000;

/** Inputs that are marked as being sent, by a worker whose lease lasts, and how often they were marked so far. */
const MARKED = `select index::integer, marks::integer from (
  select distinct on (job.id, index) job.lease_until, line.status, index,
    count(*) filter (where line.status = 'intended') over (partition by job.id, index) as marks
  from smn_sms.job
  join smn_sms.line on line.job = job.id
  cross join lateral generate_series(1, cardinality(line.ranges), 2) as range(n)
  cross join lateral generate_series(line.ranges[range.n], line.ranges[range.n + 1]) as index
  order by job.id, index, line.ordinal desc
) as place where status = 'intended' and lease_until >= smn_sms.ledger_now()`;

export interface LedgerStoreOptions {
  readonly stage: Stage;
  readonly session: Session;
  /** Whether the run consists of jobs, rather than having a journal of its own. */
  readonly hasJobs: boolean;
  readonly sabotage: Sabotage | undefined;
}

/** A ledger in a database that may fail, and what happens to both. */
export class LedgerStore implements SimStore {
  readonly #stage: Stage;
  readonly #hasJobs: boolean;
  readonly #random: Random;
  readonly #database: SimDatabase;
  readonly #leaseMs: number;
  /** How often each input has left. */
  readonly #departures = new Map<number, number>();
  #cancels: (() => void)[] = [];

  constructor({ stage, session, hasJobs, sabotage }: LedgerStoreOptions) {
    this.#stage = stage;
    this.#hasJobs = hasJobs;
    stage.truth.isKept = true;
    this.#random = stage.random.fork();
    const share = this.#random.pick([0, 0.02, 0.1, 0.3]);
    this.#database = new SimDatabase({
      ...{ session, sabotage, world: stage.world, random: this.#random.fork() },
      faults: () => (stage.isTroubled ? share : 0),
    });
    this.#database.skewMs = stage.plan.skewMs;
    this.#leaseMs = this.#random.pick([61_000, 90_000]);
    stage.network.onDeparture = (messages, process) => {
      this.#checkMarks(messages).catch(() => undefined); // what is wrong is noted
      // Its answer comes when another worker has the job.
      if (stage.isTroubled && this.#random.chance(0.04)) process.pauseAtStep(process.steps, 120_000);
    };
  }

  /** How far the clock of the database is off the true time, in milliseconds. */
  get skewMs(): number {
    return this.#database.skewMs;
  }

  /** The ledger, as a process has it. */
  ledgerOf({ process, random }: Opener): Ledger {
    return this.#ledgerOn(this.#database.poolOf(process), process.clock, process, random);
  }

  /** The ledger, for somebody who only looks, and whom nothing happens to. */
  lookingLedger({ process, random }: Opener): Ledger {
    return this.#ledgerOn(this.#database.direct(), process.clock, process, random);
  }

  open(opener: Opener): Promise<OpenJournal> {
    return this.ledgerOf(opener).journal(RUN, { inputId: "people" });
  }

  async openToReconcile(opener: Opener): Promise<ReconcilableJournal & { close?(): Promise<void> }> {
    const ledger = this.ledgerOf(opener);
    if (this.#hasJobs || this.#random.chance(0.5)) return ledger.runJournal(RUN);
    return ledger.journal(RUN, { inputId: "people" });
  }

  records(look: () => Opener): AsyncIterable<JournalRecord> {
    return recordsOf(this.lookingLedger(look()));
  }

  beginLife(isTroubled: boolean): void {
    const { world, random } = {
      world: this.#stage.world,
      random: this.#random,
    };
    // Somebody looks after what stopped everybody.
    if (!isTroubled || random.chance(0.5)) this.resume();
    if (!isTroubled) {
      this.#database.repair();
      return;
    }
    if (random.chance(0.3))
      this.#later(random.whole(0, 3_000), () =>
        this.#database.crash(random.pick([300, 5_000, 40_000, 200_000])),
      );
    if (random.chance(0.05))
      this.#later(random.whole(0, 5_000), () => {
        this.#stage.hasClockJumped = true;
        this.#stage.truth.isUnlocked = true; // a lease may be over while its run goes on
        world.trace(() => "the clock of the database jumps");
        this.#database.skewMs += random.pick([-3_600_000, 3_600_000, 100_000]);
      });
    if (random.chance(0.05)) this.#later(random.whole(0, 3_000), () => this.#failOver());
  }

  endLife(): void {
    for (const cancel of this.#cancels.splice(0)) cancel();
  }

  powerFailure(): boolean {
    this.#database.crash(this.#random.whole(1_000, 60_000));
    return false;
  }

  unlock(): number {
    // A lease that was given before the clock was set back lasts longer.
    return PAST_THE_LEASE + (this.#stage.hasClockJumped ? 3_600_000 : 0);
  }

  /** Lets everybody send again, as a human does who knows that nothing was lost. */
  resume(): void {
    this.#now(
      "update smn_sms.state set paused_until = '-infinity', gap_ms = 0, prover = null, timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)",
    );
  }

  /** A synchronous standby is promoted: everything is there, and nothing is sent until somebody says so. */
  #failOver(): void {
    this.#stage.world.trace(() => "the database is failed over");
    this.#database.crash(2_000);
    this.#now("update smn_sms.state set timeline = 'another'");
    if (this.#random.chance(0.7)) this.#later(this.#random.whole(3_000, 60_000), () => this.resume());
  }

  /** What leaves must be marked, each time anew, by a worker whose lease is not over. */
  async #checkMarks(messages: readonly SmsMessage[]): Promise<void> {
    const { truth, plan, hasClockJumped } = this.#stage;
    const texts = new Set(messages.map(({ message }) => message));
    const left = plan.inputs.filter(({ message }) => texts.has(message.message));
    for (const { index } of left) this.#departures.set(index, (this.#departures.get(index) ?? 0) + 1);
    // Nobody can tell then how long a lease is.
    if (hasClockJumped) return;
    const { rows } = await this.#database.look(MARKED);
    const marks = new Map((rows as { index: number; marks: number }[]).map((row) => [row.index, row.marks]));
    for (const { index } of left) {
      const count = marks.get(index) ?? 0;
      if (count === 0) truth.fail(`input ${index} left without a mark whose lease lasts`);
      if (count < (this.#departures.get(index) ?? 0)) truth.fail(`input ${index} left again by an old mark`);
    }
  }

  #now(text: string): void {
    void this.#database.direct().query(text);
  }

  #later(delayMs: number, work: () => void): void {
    this.#cancels.push(this.#stage.world.after(delayMs, work));
  }

  #ledgerOn(pool: Pool, clock: Clock, process: SimProcess, random: Random): Ledger {
    const { every, claims } = hostOf(process, [], random);
    const newNumber = (): string => String(random.whole(1, 2 ** 48));
    return createLedgerOn(
      { every, newNumber, claims },
      { pool, clock, random: random.next, leaseMs: this.#leaseMs },
    );
  }
}

async function* recordsOf(ledger: Ledger): AsyncGenerator<JournalRecord, undefined> {
  for await (const record of ledger.outcomes(RUN))
    yield {
      ...record,
      status: record.status === "sending" ? "unknown" : record.status,
    };
}
