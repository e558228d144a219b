import { SmnError } from "../../src/base/errors.js";
import { FileStore } from "./fileStore.js";
import { reconcileInOneLife, sendInOneLife, type Surroundings } from "./lives.js";
import { drawCaller, subscriberOf, type Input } from "./plan.js";
import { SimProcess } from "./simProcess.js";
import { Stage, type Ended } from "./stage.js";
import type { SimStore, Tampering } from "./store.js";
import { saidBy, Truth, type Said } from "./truth.js";
import { Violation } from "./violation.js";

const MOST_LIVES = 14;
const MINUTE = 60_000;

/** What one seed came to. Throws `Violation` for a broken law. */
export interface Simulated {
  readonly seed: number;
  readonly lives: number;
  readonly events: number;
  readonly requests: number;
}

/**
 * Simulates a run with a journal in a file.
 *
 * @param tell is told what happens
 */
export function simulate(seed: number, tell?: (line: string) => void): Promise<Simulated> {
  const stage = new Stage(seed, tell);
  return simulateOn(stage, new FileStore(stage.random, stage.processes));
}

/** Simulates a run with a journal, wherever that is kept. */
export function simulateOn(stage: Stage, store: SimStore): Promise<Simulated> {
  return new Simulation(stage, store).run();
}

class Simulation {
  readonly #stage: Stage;
  readonly #store: SimStore;
  /** After a power failure that left a hole in a file. */
  #mayBeDamaged = false;
  /** How long the journal is locked although nobody has it. */
  #lockedMs = 0;
  #lives = 0;

  constructor(stage: Stage, store: SimStore) {
    this.#stage = stage;
    this.#store = store;
  }

  async run(): Promise<Simulated> {
    const { random, plan, truth } = this.#stage;
    let records: Map<number, Said> | undefined = new Map<number, Said>();
    while (++this.#lives <= MOST_LIVES) {
      this.#stage.isTroubled = this.#lives <= plan.troubledLives;
      if (await this.#sendingLife(records)) return this.#result();
      records = await this.#records();
      if (this.#stage.isTroubled && random.chance(0.15)) {
        await this.#powerFailure();
        records = await this.#records();
      }
      if (records === undefined) return this.#result();
      if (this.#mayReconcile(records)) {
        await this.#stage.pass(random.whole(21, 60) * MINUTE);
        await this.#reconcilingLife();
        records = await this.#records();
        if (records === undefined) return this.#result();
      }
      if (!this.#stage.isTroubled && this.#stage.isComplete(records)) break;
    }
    truth.checkTheEnd(records, (input) => this.#stage.mayStayUnknown(input));
    return this.#result();
  }

  #result(): Simulated {
    const { seed, world, service } = this.#stage;
    return { seed, lives: this.#lives, events: world.events, requests: service.requests };
  }

  /** One process sends; others may come in its way. @returns whether the journal was taken away, so that this is the end */
  async #sendingLife(records: ReadonlyMap<number, Said>): Promise<boolean> {
    const { random, isTroubled: trouble, network, plan, service, world, machine } = this.#stage;
    if (this.#lockedMs > 0) await this.#stage.pass(this.#lockedMs);
    this.#lockedMs = 0;
    this.#store.beginLife(trouble);
    const main = this.#stage.newProcess();
    if (trouble && random.chance(0.35)) main.killAtStep(random.whole(1, 160));
    if (trouble && random.chance(0.15))
      main.pauseAtStep(random.whole(1, 120), random.pick([500, 20_000, 120_000, 7_200_000]));
    const other = trouble && random.chance(0.1) ? this.#otherOrder(records) : undefined;
    const inputs = other ?? plan.inputs;
    const truth = other === undefined ? this.#stage.truth : new Truth(other, service);
    // What a killed process had sent may still be on its way.
    const before = network.departures.length;
    const ends = [
      this.#stage.start(main, () =>
        sendInOneLife({ ...this.#around(main), truth }, drawCaller(random, trouble), inputs),
      ),
    ];
    if (other !== undefined) {
      await this.#until(ends);
      if (network.departures.length > before) throw new Violation("people in another order were sent to");
      return false;
    }
    const canTamper = this.#store.tamper !== undefined;
    const tampering = trouble && canTamper && random.chance(0.08) ? this.#tamper(ends) : undefined;
    if (trouble && tampering === undefined && random.chance(0.15)) ends.push(this.#secondProcess());
    if (trouble && random.chance(0.1))
      world.after(random.whole(0, 10_000), () => {
        this.#stage.hasClockJumped = true;
        machine.skewMs += random.pick([-3_600_000, 3_600_000, -5_000]);
      });
    await this.#until(ends);
    this.#store.endLife();
    tampering?.check();
    return tampering?.isTheEnd === true;
  }

  async #reconcilingLife(): Promise<void> {
    const { random, isTroubled, plan } = this.#stage;
    const process = this.#stage.newProcess();
    if (isTroubled && random.chance(0.2)) process.killAtStep(random.whole(1, 60));
    const consents = this.#stage.mayConsent();
    const project = isTroubled && random.chance(0.05) ? "another" : "p1";
    await this.#until([
      this.#stage.start(process, () =>
        reconcileInOneLife(this.#around(process, project), plan.inputs, consents),
      ),
    ]);
  }

  #around(process: SimProcess, project_id = "p1"): Surroundings {
    const { network, plan, random, truth, withoutControl } = this.#stage;
    return {
      process,
      transport: network.transportOf(process),
      plan,
      random: random.fork(),
      truth,
      project_id,
      store: this.#store,
      withoutControl,
    };
  }

  async #until(ends: readonly Ended[]): Promise<void> {
    await this.#stage.until(ends);
    for (const { error } of ends) this.#lookAt(error);
  }

  /** How a life may end: in order, or by an error of the package that says why. */
  #lookAt(error: unknown): void {
    if (!(error instanceof SmnError)) return;
    if (error.reason === "damaged" && !this.#mayBeDamaged)
      throw new Violation(`nobody touched the journal: ${error.message}`);
    // Nobody but a human can tell that the holder is gone.
    if (error.reason === "locked" && !this.#stage.processes.some(({ isAlive }) => isAlive))
      this.#lockedMs = this.#store.unlock();
  }

  /** Another process on the same journal at the same time, perhaps in another container of the same host name. */
  #secondProcess(): Ended {
    const { random, machine, world, plan } = this.#stage;
    const isApart = random.chance(0.5);
    const its = isApart ? { ...machine, pid_namespace: "4026532999" } : machine;
    const end: Ended = { isOver: false };
    world.after(random.whole(0, 2_000), () => {
      const second = this.#stage.newProcess(its);
      const run = this.#stage.start(second, () =>
        sendInOneLife(this.#around(second), drawCaller(random, false), plan.inputs),
      );
      second.onEnd = () => {
        end.error = run.error;
        end.isOver = true;
      };
    });
    return end;
  }

  /** Somebody removes, replaces or unlocks the journal while a run writes it. */
  #tamper(ends: Ended[]): { check: () => void; isTheEnd: boolean } {
    const { random, world, truth, network, processes } = this.#stage;
    const how = random.pick<Tampering>(["removed", "renamed", "replaced", "unlocked"]);
    const isAlive = (holder: string): boolean =>
      processes.some((one) => one.isAlive && String(one.pid) === holder);
    let at: number | undefined;
    world.after(random.whole(5, 1_500), () => {
      if (this.#store.tamper?.(how, isAlive) !== true) return;
      at = world.now;
      if (how !== "unlocked") return;
      truth.isUnlocked = true;
      if (random.chance(0.7)) ends.push(this.#secondProcess());
    });
    return {
      isTheEnd: true,
      check: () => {
        if (at === undefined || how === "unlocked") return;
        const since = at + 1_000;
        const late = network.departures.filter((departure) => departure.at > since && !departure.wasPaused);
        if (late.length > 0)
          throw new Violation(`${late.length} requests left a second and more after the journal was ${how}`);
      },
    };
  }

  async #powerFailure(): Promise<void> {
    const { machine } = this.#stage;
    this.#mayBeDamaged = this.#store.powerFailure() || this.#mayBeDamaged;
    this.#stage.machine = { ...machine, boot_id: `boot-${this.#lives + 1}` };
    await this.#stage.pass(30_000);
  }

  /** What the journal says, read by somebody who only looks; undefined where it is rightly refused. */
  async #records(): Promise<Map<number, Said> | undefined> {
    const { world, machine, random, truth } = this.#stage;
    const records = new Map<number, Said>();
    const source = this.#store.records(() => ({
      process: new SimProcess(world, machine, 1),
      random: random.fork(),
    }));
    if (source === undefined) return records;
    try {
      await this.#stage.runs(
        (async () => {
          for await (const record of source) records.set(record.index, saidBy(record));
        })(),
      );
    } catch (error) {
      if (!(error instanceof SmnError)) throw error;
      this.#lookAt(error);
      return undefined;
    }
    for (const record of records.values()) truth.check(record);
    return records;
  }

  #mayReconcile(records: ReadonlyMap<number, Said>): boolean {
    const { plan, isTroubled, random } = this.#stage;
    if (!plan.inputs.some(({ index }) => records.get(index)?.status === "unknown")) return false;
    return !isTroubled || random.chance(0.5);
  }

  /** The inputs in another order, such that somebody else is where the journal knows that somebody was sent to. */
  #otherOrder(records: ReadonlyMap<number, Said>): readonly Input[] | undefined {
    const { plan, random } = this.#stage;
    const { inputs } = plan;
    if (new Set(inputs.map(({ message }) => subscriberOf(message.endpoint))).size < inputs.length)
      return undefined;
    const other = random.shuffled(inputs);
    const isTold = inputs.some((input, index) => {
      const status = records.get(index)?.status;
      return (status === "accepted" || status === "unknown") && other[index] !== input;
    });
    return isTold ? other : undefined;
  }
}
