import { clientOf } from "../../../src/createSmsClient.js";
import { SmnError } from "../../../src/base/errors.js";
import type { JobOutcome, Ledger, LedgerJob } from "../../../src/ledger/index.js";
import { connect, reconcileInOneLife, type Surroundings } from "../lives.js";
import type { Input } from "../plan.js";
import type { Simulated } from "../simulate.js";
import { SimProcess } from "../simProcess.js";
import type { Ended, Stage } from "../stage.js";
import { saidBy, type Said } from "../truth.js";
import { Violation } from "../violation.js";
import { drawJobs } from "./drawJobs.js";
import { RUN, type LedgerStore } from "./ledgerStore.js";
import { SimEngine, type Delivery } from "./simEngine.js";

const MOST_ROUNDS = 14;
const MINUTE = 60_000;

/** Simulates workers of an engine that delivers jobs again, which send with `sendOnce` and `sendEach`. */
export async function simulateJobs(stage: Stage, store: LedgerStore): Promise<Simulated> {
  const random = stage.random.fork();
  const jobs = await drawJobs(stage, random, RUN, store.skewMs);
  return new JobSimulation(stage, store, jobs).run();
}

class JobSimulation {
  readonly #stage: Stage;
  readonly #store: LedgerStore;
  readonly #jobs: readonly LedgerJob[];
  readonly #engine: SimEngine;
  /** Positions whose jobs may become too old to be sent. */
  readonly #mayBeLate: ReadonlySet<number>;
  #rounds = 0;

  constructor(stage: Stage, store: LedgerStore, jobs: readonly LedgerJob[]) {
    this.#stage = stage;
    this.#store = store;
    this.#jobs = jobs;
    this.#engine = new SimEngine(stage.world, stage.random.fork(), jobs);
    this.#mayBeLate = new Set(
      jobs.flatMap(({ notAfter, indices = [] }) => (notAfter === undefined ? [] : indices)),
    );
  }

  async run(): Promise<Simulated> {
    const { plan, random, truth, world, service, seed } = this.#stage;
    let records = new Map<number, Said>();
    while (++this.#rounds <= MOST_ROUNDS) {
      this.#stage.isTroubled = this.#rounds <= plan.troubledLives;
      await this.#round();
      records = await this.#records();
      if (this.#isOpen(records)) {
        await this.#stage.pass(random.whole(21, 60) * MINUTE);
        await this.#reconcile();
        records = await this.#records();
      }
      if (this.#stage.isTroubled) continue;
      // What a proof has opened again, and whatever the engine has forgotten.
      const pending = new Set(await this.#pending());
      if (pending.size === 0 && this.#isComplete(records)) break;
      // A lease from before the clock of the database was set back is over so much later.
      if (this.#stage.hasClockJumped) await this.#stage.pass(random.whole(21, 60) * MINUTE);
      this.#engine.runAgain((key) => pending.has(key));
    }
    this.#checkTheEnd(records);
    truth.checkNothingTwice();
    return { seed, lives: this.#rounds, events: world.events, requests: service.requests };
  }

  /** Some workers, which may be killed or paused at any step. */
  async #round(): Promise<void> {
    const { random, isTroubled, world, machine } = this.#stage;
    this.#store.beginLife(isTroubled);
    const ends: Ended[] = [];
    for (let left = random.whole(1, isTroubled ? 4 : 2); left > 0; left--) {
      const skewMs = random.chance(0.7) ? machine.skewMs : random.whole(-7_200_000, 7_200_000);
      const worker = this.#stage.newProcess({ ...machine, host: `worker ${left}`, skewMs });
      if (isTroubled && random.chance(0.4)) worker.killAtStep(random.whole(1, random.pick([25, 120])));
      if (isTroubled && random.chance(0.4))
        worker.pauseAtStep(
          random.whole(1, random.pick([25, 100])),
          random.pick([500, 20_000, 100_000, 7_200_000]),
        );
      ends.push(this.#stage.start(worker, () => this.#work(worker)));
    }
    if (isTroubled && random.chance(0.3))
      world.after(random.whole(0, 120_000), () => this.#engine.runAgain());
    await this.#stage.until(ends);
    this.#store.endLife();
  }

  async #work(process: SimProcess): Promise<void> {
    const around = this.#around(process);
    const { random, transport, plan } = around;
    const ledger = this.#store.ledgerOf(around);
    const sms = clientOf(connect({ process, transport, plan, random, project_id: "p1" }), process.clock);
    const options = plan.correlate ? ({ correlate: "extend_code" } as const) : {};
    const most = random.pick([1, 1, 3, 10]);
    for (
      let left = this.#stage.isTroubled ? random.whole(1, 25) : 400;
      left > 0 && !this.#engine.isDone;
      left--
    ) {
      const deliveries = this.#engine.take(most);
      if (deliveries.length === 0) {
        await process.clock.sleep(1_000);
        continue;
      }
      const [only] = deliveries;
      if (only !== undefined && most === 1) {
        const { key, messages, ...place } = only.job;
        await ledger.sendOnce(sms, key, messages, { ...place, ...options }).then(
          (outcomes) => this.#done(only, outcomes),
          (error: unknown) => this.#failed(only, error),
        );
      } else {
        const jobs = deliveries.map(({ job }) => job);
        const results = await ledger.sendEach(sms, jobs, options).catch((error: unknown) => error);
        for (const [place, delivery] of deliveries.entries()) {
          const result = Array.isArray(results)
            ? (results[place] as Awaited<ReturnType<Ledger["sendEach"]>>[number])
            : { error: results };
          if ("outcomes" in result) this.#done(delivery, result.outcomes);
          else this.#failed(delivery, result.error);
        }
      }
    }
  }

  #done({ job: { key, messages, indices }, done }: Delivery, outcomes: readonly JobOutcome[]): void {
    const { truth, world } = this.#stage;
    world.trace(() => `${key}: ${outcomes.map(({ status }) => status).join(" ")}`);
    if (outcomes.length !== messages.length || outcomes.some(({ index }, place) => index !== place))
      truth.fail(`the job ${key} has not one outcome for each message`);
    for (const outcome of outcomes)
      truth.check({ ...saidBy(outcome), index: indices?.[outcome.index] ?? -1 });
    done();
  }

  #failed({ job: { key }, failed }: Delivery, error: unknown): void {
    this.#stage.world.trace(() => `${key}: ${String(error)}`);
    if (!(error instanceof SmnError)) throw error;
    if (error.code === "validation" || error.reason === "other_numbers" || error.reason === "other_project")
      throw new Violation(`nothing was wrong with ${key}: ${error.message}`);
    failed(error.retryAfterMs ?? 1_000);
  }

  async #reconcile(): Promise<void> {
    const { random, isTroubled, plan } = this.#stage;
    const process = this.#stage.newProcess();
    if (isTroubled && random.chance(0.2)) process.killAtStep(random.whole(1, 60));
    const consents = this.#stage.mayConsent();
    const project = isTroubled && random.chance(0.05) ? "another" : "p1";
    await this.#stage.until([
      this.#stage.start(process, () =>
        reconcileInOneLife(this.#around(process, project), plan.inputs, consents),
      ),
    ]);
  }

  #around(process: SimProcess, project_id = "p1"): Surroundings {
    const { network, plan, random, truth, withoutControl } = this.#stage;
    return {
      ...{ process, plan, truth, project_id, withoutControl },
      transport: network.transportOf(process),
      random: random.fork(),
      store: this.#store,
    };
  }

  #looker(): { process: SimProcess; random: Stage["random"] } {
    const { world, machine, random } = this.#stage;
    return { process: new SimProcess(world, machine, 1), random: random.fork() };
  }

  async #records(): Promise<Map<number, Said>> {
    const records = new Map<number, Said>();
    const source = this.#store.records(() => this.#looker());
    await this.#stage.runs(
      (async () => {
        for await (const record of source) {
          if (records.has(record.index)) throw new Violation(`input ${record.index} has two records`);
          records.set(record.index, saidBy(record));
        }
      })(),
    );
    for (const record of records.values()) this.#stage.truth.check(record);
    return records;
  }

  #pending(): Promise<string[]> {
    const keys: string[] = [];
    return this.#stage.runs(
      (async () => {
        for await (const { key } of this.#store.lookingLedger(this.#looker()).pending(RUN)) keys.push(key);
        return keys;
      })(),
    );
  }

  #isOpen(records: ReadonlyMap<number, Said>): boolean {
    const { plan, isTroubled, random } = this.#stage;
    if (!plan.inputs.some(({ index }) => records.get(index)?.status === "unknown")) return false;
    return !isTroubled || random.chance(0.5);
  }

  #isComplete(records: ReadonlyMap<number, Said>): boolean {
    return this.#engine.isDone && this.#stage.isComplete(this.#withoutLate(records));
  }

  #checkTheEnd(records: ReadonlyMap<number, Said>): void {
    const { truth } = this.#stage;
    if (records.size < this.#stage.plan.inputs.length)
      throw new Violation("an input has no record in the end");
    truth.checkTheEnd(this.#withoutLate(records), (input) => this.#mayStayUnknown(input));
  }

  #mayStayUnknown(input: Input): boolean {
    return this.#mayBeLate.has(input.index) || this.#stage.mayStayUnknown(input);
  }

  /** What was not sent in time has its end: it counts as if nothing more could be known. */
  #withoutLate(records: ReadonlyMap<number, Said>): Map<number, Said> {
    return new Map(
      [...records].map(([index, record]) => {
        const isLate = record.status === "unsent" && this.#mayBeLate.has(index);
        return [index, isLate ? { ...record, status: "unknown" } : record];
      }),
    );
  }
}
