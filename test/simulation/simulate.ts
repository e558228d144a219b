import { inspect } from "node:util";
import { readJournalOn } from "../../src/journal/readJournal.js";
import { SmnError } from "../../src/base/errors.js";
import { reconcileInOneLife, sendInOneLife, type Surroundings } from "./lives.js";
import { areReportsHonest, drawCaller, drawPlan, subscriberOf, type Input, type Plan } from "./plan.js";
import { Random } from "./random.js";
import { SimDisk } from "./simDisk.js";
import { filesOf } from "./simFiles.js";
import { SimNetwork } from "./simNetwork.js";
import { SimProcess, type Machine } from "./simProcess.js";
import { SimService } from "./simService.js";
import { saidBy, Truth, type Said } from "./truth.js";
import { Violation } from "./violation.js";
import { World } from "./world.js";

const PATH = "/data/people.journal";
const MOST_EVENTS = 60_000;
const MOST_LIVES = 14;
const MINUTE = 60_000;

/** What one seed came to. Throws `Violation` for a broken law. */
export interface Simulated {
  readonly seed: number;
  readonly lives: number;
  readonly events: number;
  readonly requests: number;
}

/** @param tell is told what happens */
export function simulate(seed: number, tell?: (line: string) => void): Promise<Simulated> {
  return new Simulation(seed, tell).run();
}

/** What happens to one life of a run, besides the network's faults. */
interface Ended {
  isOver: boolean;
  error?: unknown;
}

class Simulation {
  readonly #seed: number;
  readonly #random: Random;
  readonly #world: World;
  readonly #plan: Plan;
  readonly #service: SimService;
  readonly #disk: SimDisk;
  readonly #truth: Truth;
  readonly #network: SimNetwork;
  #machine: Machine;
  #isTroubled = true;
  #hasClockJumped = false;
  /** The inputs of which the last reconciliation could not say anything, for want of a control sample. */
  readonly #withoutControl = new Set<number>();
  /** After a power failure that left a hole in a file. */
  #mayBeDamaged = false;
  #nextPid = 100;
  #lives = 0;
  #processes: SimProcess[] = [];

  constructor(seed: number, tell?: (line: string) => void) {
    this.#world = new World(tell);
    this.#seed = seed;
    this.#random = new Random(seed);
    this.#plan = drawPlan(this.#random.fork());
    this.#service = new SimService(this.#world, this.#random.fork());
    this.#service.skewMs = this.#plan.serviceSkewMs;
    this.#service.habits = this.#plan.habits;
    this.#disk = new SimDisk(this.#random.fork());
    this.#truth = new Truth(this.#plan.inputs, this.#service);
    this.#network = new SimNetwork({
      service: this.#service,
      random: this.#random.fork(),
      faults: () => (this.#isTroubled ? this.#plan.faults : 0),
    });
    this.#machine = {
      host: "sender",
      boot_id: "boot-1",
      pid_namespace: "4026531836",
      skewMs: this.#plan.skewMs,
    };
  }

  async run(): Promise<Simulated> {
    let records: Map<number, Said> | undefined = new Map<number, Said>();
    while (++this.#lives <= MOST_LIVES) {
      this.#isTroubled = this.#lives <= this.#plan.troubledLives;
      if (await this.#sendingLife(records)) return this.#result();
      records = await this.#records();
      if (this.#isTroubled && this.#random.chance(0.15)) {
        await this.#powerFailure();
        records = await this.#records();
      }
      if (records === undefined) return this.#result();
      if (this.#mayReconcile(records)) {
        await this.#pass(this.#random.whole(21, 60) * MINUTE);
        await this.#reconcilingLife();
        records = await this.#records();
        if (records === undefined) return this.#result();
      }
      if (!this.#isTroubled && this.#isComplete(records)) break;
    }
    this.#truth.checkTheEnd(records, (input) => this.#mayStayUnknown(input));
    return this.#result();
  }

  #result(): Simulated {
    return {
      seed: this.#seed,
      lives: this.#lives,
      events: this.#world.events,
      requests: this.#service.requests,
    };
  }

  /** One process sends; others may come in its way. @returns whether the journal was taken away, so that this is the end */
  async #sendingLife(records: ReadonlyMap<number, Said>): Promise<boolean> {
    const random = this.#random;
    const trouble = this.#isTroubled;
    if (trouble && random.chance(0.15)) {
      this.#disk.failsAfter = random.whole(0, 60);
      this.#disk.failure = random.pick(["ENOSPC", "EIO"]);
    }
    this.#disk.shortWrites = trouble ? random.pick([0, 0, 0.2]) : 0;
    const main = this.#newProcess();
    if (trouble && random.chance(0.35)) main.killAtStep(random.whole(1, 160));
    if (trouble && random.chance(0.15))
      main.pauseAtStep(random.whole(1, 120), random.pick([500, 20_000, 120_000, 7_200_000]));
    const other = trouble && random.chance(0.1) ? this.#otherOrder(records) : undefined;
    const inputs = other ?? this.#plan.inputs;
    const truth = other === undefined ? this.#truth : new Truth(other, this.#service);
    // What a killed process had sent may still be on its way.
    const before = this.#network.departures.length;
    const ends = [
      this.#start(main, () =>
        sendInOneLife({ ...this.#around(main), truth }, drawCaller(random, trouble), inputs),
      ),
    ];
    if (other !== undefined) {
      await this.#until(ends);
      if (this.#network.departures.length > before)
        throw new Violation("people in another order were sent to");
      return false;
    }
    const tampering = trouble && random.chance(0.08) ? this.#tamper(ends) : undefined;
    if (trouble && tampering === undefined && random.chance(0.15)) ends.push(this.#secondProcess());
    if (trouble && random.chance(0.1))
      this.#world.after(random.whole(0, 10_000), () => {
        this.#hasClockJumped = true;
        this.#machine.skewMs += random.pick([-3_600_000, 3_600_000, -5_000]);
      });
    await this.#until(ends);
    this.#disk.failsAfter = undefined;
    tampering?.check();
    return tampering?.isTheEnd === true;
  }

  async #reconcilingLife(): Promise<void> {
    const process = this.#newProcess();
    if (this.#isTroubled && this.#random.chance(0.2)) process.killAtStep(this.#random.whole(1, 60));
    const consents =
      areReportsHonest(this.#plan) &&
      (!this.#isTroubled || this.#random.chance(0.5)) &&
      !this.#hasClockJumped;
    const project = this.#isTroubled && this.#random.chance(0.05) ? "another" : "p1";
    await this.#until([
      this.#start(process, () =>
        reconcileInOneLife(this.#around(process, project), this.#plan.inputs, consents),
      ),
    ]);
  }

  #newProcess(machine: Machine = this.#machine): SimProcess {
    const process = new SimProcess(this.#world, machine, this.#nextPid++);
    this.#processes.push(process);
    return process;
  }

  #around(process: SimProcess, project_id = "p1"): Surroundings {
    return {
      process,
      transport: this.#network.transportOf(process),
      plan: this.#plan,
      random: this.#random.fork(),
      truth: this.#truth,
      path: PATH,
      project_id,
      disk: this.#disk,
      processes: this.#processes,
      withoutControl: this.#withoutControl,
    };
  }

  #start(process: SimProcess, program: () => Promise<void>): Ended {
    const end: Ended = { isOver: false };
    this.#world.trace(() => `process ${process.pid} starts on ${JSON.stringify(process.machine)}`);
    process.onEnd = () => (end.isOver = true);
    program().then(
      () => process.kill(),
      (error: unknown) => {
        end.error = error;
        this.#world.trace(() => `process ${process.pid} ends: ${String(error)}`);
        process.kill();
      },
    );
    return end;
  }

  async #until(ends: readonly Ended[]): Promise<void> {
    await this.#world.run(() => ends.every(({ isOver }) => isOver), MOST_EVENTS);
    if (this.#truth.broken !== undefined) throw this.#truth.broken;
    this.#truth.checkNothingTwice();
    if (this.#network.reusedBadConnections > 0)
      throw new Violation("a connection that gave another request's answer was used again");
    for (const { error } of ends) this.#lookAt(error);
  }

  /** How a life may end: in order, or by an error of the package that says why. */
  #lookAt(error: unknown): void {
    if (error === undefined) return;
    if (!(error instanceof SmnError))
      throw error instanceof Violation ? error : new Violation(`a raw error: ${inspect(error)}`);
    if (error.reason === "damaged" && !this.#mayBeDamaged)
      throw new Violation(`nobody touched the journal: ${error.message}`);
    // Nobody but a human can tell that the holder is gone.
    if (error.reason === "locked") this.#clearLock();
  }

  #clearLock(): void {
    if (this.#processes.some(({ isAlive }) => isAlive)) return;
    for (const name of [...this.#disk.names.keys()])
      if (name.startsWith(`${PATH}.lock`)) this.#disk.setName(name, undefined);
  }

  /** Another process on the same journal at the same time, perhaps in another container of the same host name. */
  #secondProcess(): Ended {
    const random = this.#random;
    const isApart = random.chance(0.5);
    const machine = isApart ? { ...this.#machine, pid_namespace: "4026532999" } : this.#machine;
    const end: Ended = { isOver: false };
    this.#world.after(random.whole(0, 2_000), () => {
      const second = this.#newProcess(machine);
      const run = this.#start(second, () =>
        sendInOneLife(this.#around(second), drawCaller(random, false), this.#plan.inputs),
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
    const random = this.#random;
    const how = random.pick(["removed", "renamed", "replaced", "unlocked"] as const);
    let at: number | undefined;
    this.#world.after(random.whole(5, 1_500), () => {
      const inode = this.#disk.names.get(PATH);
      // Before anybody has it, it may be removed by whoever wants a new one.
      if (inode === undefined || !this.#isOwned()) return;
      at = this.#world.now;
      if (how === "unlocked") {
        for (const name of [...this.#disk.names.keys()])
          if (name.startsWith(`${PATH}.lock`)) this.#disk.setName(name, undefined);
        this.#truth.isUnlocked = true;
        if (random.chance(0.7)) ends.push(this.#secondProcess());
      } else {
        this.#disk.setName(PATH, undefined);
        if (how === "renamed") this.#disk.setName(`${PATH}.old`, inode);
        if (how === "replaced") this.#disk.setName(PATH, this.#disk.copyOf(inode));
      }
    });
    return {
      isTheEnd: true,
      check: () => {
        if (at === undefined || how === "unlocked") return;
        const since = at + 1_000;
        const late = this.#network.departures.filter(
          (departure) => departure.at > since && !departure.wasPaused,
        );
        if (late.length > 0)
          throw new Violation(`${late.length} requests left a second and more after the journal was ${how}`);
      },
    };
  }

  /** Whether the lock is that of a process that lives. */
  #isOwned(): boolean {
    const lock = this.#disk.names.get(`${PATH}.lock`);
    const holder = /"pid":(\d+),/.exec(Buffer.from(lock?.bytes ?? []).toString())?.[1];
    return this.#processes.some(({ isAlive, pid }) => isAlive && String(pid) === holder);
  }

  /** Lets time pass: what is under way in the network arrives. */
  async #pass(ms: number): Promise<void> {
    let isOver = false;
    this.#world.after(ms, () => (isOver = true));
    await this.#world.run(() => isOver, MOST_EVENTS);
  }

  async #powerFailure(): Promise<void> {
    this.#mayBeDamaged ||= this.#disk.crash();
    this.#machine = { ...this.#machine, boot_id: `boot-${this.#lives + 1}` };
    await this.#pass(30_000);
  }

  /** What the journal says, read by somebody who only looks; undefined where it is rightly refused. */
  async #records(): Promise<Map<number, Said> | undefined> {
    const records = new Map<number, Said>();
    if (!this.#disk.names.has(PATH)) return records;
    const reader = new SimProcess(this.#world, this.#machine, 1);
    let isRead = false;
    let failure: unknown;
    const reading = (async () => {
      for await (const record of readJournalOn(filesOf(this.#disk, reader, this.#random.fork()), PATH))
        records.set(record.index, saidBy(record));
    })()
      .catch((error: unknown) => (failure = error))
      .finally(() => (isRead = true));
    await this.#world.run(() => isRead, MOST_EVENTS);
    await reading;
    if (failure !== undefined) {
      this.#lookAt(failure);
      return undefined;
    }
    for (const record of records.values()) this.#truth.check(record);
    return records;
  }

  #mayReconcile(records: ReadonlyMap<number, Said>): boolean {
    if (!this.#plan.inputs.some(({ index }) => isOpen(records.get(index)))) return false;
    return !this.#isTroubled || this.#random.chance(0.5);
  }

  #isComplete(records: ReadonlyMap<number, Said>): boolean {
    return this.#plan.inputs.every((input) => {
      const record = records.get(input.index);
      if (record === undefined || record.status === "unsent") return false;
      return record.status !== "unknown" || this.#mayStayUnknown(input);
    });
  }

  /** Only where reports, codes and numbers cannot tell which report is whose. */
  #mayStayUnknown({ index, message }: Input): boolean {
    if (this.#withoutControl.has(index)) return true;
    if (!areReportsHonest(this.#plan) || !this.#plan.correlate || this.#hasClockJumped) return true;
    return message.extend_code !== undefined || !/^(?:(?:\+|00)?86)?1\d{10}$/.test(message.endpoint);
  }

  /** The inputs in another order, such that somebody else is where the journal knows that somebody was sent to. */
  #otherOrder(records: ReadonlyMap<number, Said>): readonly Input[] | undefined {
    const { inputs } = this.#plan;
    if (new Set(inputs.map(({ message }) => subscriberOf(message.endpoint))).size < inputs.length)
      return undefined;
    const other = this.#random.shuffled(inputs);
    const isTold = inputs.some((input, index) => {
      const status = records.get(index)?.status;
      return (status === "accepted" || status === "unknown") && other[index] !== input;
    });
    return isTold ? other : undefined;
  }
}

function isOpen(record: Said | undefined): boolean {
  return record?.status === "unknown";
}
