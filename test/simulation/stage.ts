import { inspect } from "node:util";
import { SmnError } from "../../src/base/errors.js";
import { areReportsHonest, drawPlan, type Input, type Plan } from "./plan.js";
import { Random } from "./random.js";
import { SimNetwork } from "./simNetwork.js";
import { SimProcess, type Machine } from "./simProcess.js";
import { SimService } from "./simService.js";
import { Truth, type Said } from "./truth.js";
import { Violation } from "./violation.js";
import { World } from "./world.js";

const MOST_EVENTS = 60_000;

/** What happens to a process, besides the network's faults. */
export interface Ended {
  isOver: boolean;
  error?: unknown;
}

/** What every simulation has: one seed's plan, the service, the network, machines and processes. */
export class Stage {
  readonly seed: number;
  readonly random: Random;
  readonly world: World;
  readonly plan: Plan;
  readonly service: SimService;
  readonly truth: Truth;
  readonly network: SimNetwork;
  readonly processes: SimProcess[] = [];
  machine: Machine;
  /** Whether things go wrong. */
  isTroubled = true;
  hasClockJumped = false;
  /** The inputs of which the last reconciliation could not say anything, for want of a control sample. */
  readonly withoutControl = new Set<number>();
  #nextPid = 100;

  constructor(seed: number, tell?: (line: string) => void) {
    this.world = new World(tell);
    this.seed = seed;
    this.random = new Random(seed);
    this.plan = drawPlan(this.random.fork());
    this.service = new SimService(this.world, this.random.fork());
    this.service.skewMs = this.plan.serviceSkewMs;
    this.service.habits = this.plan.habits;
    this.truth = new Truth(this.plan.inputs, this.service);
    this.network = new SimNetwork({
      service: this.service,
      random: this.random.fork(),
      faults: () => (this.isTroubled ? this.plan.faults : 0),
    });
    this.machine = {
      host: "sender",
      boot_id: "boot-1",
      pid_namespace: "4026531836",
      skewMs: this.plan.skewMs,
    };
  }

  newProcess(machine: Machine = this.machine): SimProcess {
    const process = new SimProcess(this.world, machine, this.#nextPid++);
    this.processes.push(process);
    return process;
  }

  start(process: SimProcess, program: () => Promise<void>): Ended {
    const end: Ended = { isOver: false };
    this.world.trace(() => `process ${process.pid} starts on ${JSON.stringify(process.machine)}`);
    process.onEnd = () => (end.isOver = true);
    program().then(
      () => process.kill(),
      (error: unknown) => {
        end.error = error;
        this.world.trace(() => `process ${process.pid} ends: ${String(error)}`);
        process.kill();
      },
    );
    return end;
  }

  /** Lets everything happen until processes have ended, and looks whether a law was broken. */
  async until(ends: readonly Ended[]): Promise<void> {
    await this.world.run(() => ends.every(({ isOver }) => isOver), MOST_EVENTS);
    if (this.truth.broken !== undefined) throw this.truth.broken;
    this.truth.checkNothingTwice();
    if (this.network.reusedBadConnections > 0)
      throw new Violation("a connection that gave another request's answer was used again");
    for (const { error } of ends)
      if (error !== undefined && !(error instanceof SmnError))
        throw error instanceof Violation ? error : new Violation(`a raw error: ${inspect(error)}`);
  }

  /** Lets time pass: what is under way in the network arrives. */
  async pass(ms: number): Promise<void> {
    let isOver = false;
    this.world.after(ms, () => (isOver = true));
    await this.world.run(() => isOver, MOST_EVENTS);
  }

  /** Lets work end that needs only events. */
  async runs<R>(work: Promise<R>): Promise<R> {
    let isOver = false;
    const done = work.finally(() => (isOver = true));
    done.catch(() => undefined); // it is awaited below
    await this.world.run(() => isOver, MOST_EVENTS);
    return done;
  }

  /** Whether the consent to go without a control sample is in place. */
  mayConsent(): boolean {
    const isHonest = areReportsHonest(this.plan);
    return isHonest && (!this.isTroubled || this.random.chance(0.5)) && !this.hasClockJumped;
  }

  /** Only where reports, codes and numbers cannot tell which report is whose. */
  mayStayUnknown({ index, message }: Input): boolean {
    if (this.withoutControl.has(index)) return true;
    if (!areReportsHonest(this.plan) || !this.plan.correlate || this.hasClockJumped) return true;
    return message.extend_code !== undefined || !/^(?:(?:\+|00)?86)?1\d{10}$/.test(message.endpoint);
  }

  /** Whether no input needs anything more. */
  isComplete(records: ReadonlyMap<number, Said>): boolean {
    return this.plan.inputs.every((input) => {
      const record = records.get(input.index);
      if (record === undefined || record.status === "unsent") return false;
      return record.status !== "unknown" || this.mayStayUnknown(input);
    });
  }
}
