import { isRecord } from "../base/errorBody.js";
import { numberKey } from "../messages/phoneNumber.js";
import type { Fault, FaultSchedule, LatencyFault, RejectFault, ScheduledFault } from "./fault.js";
import { parseFault } from "./parseFault.js";
import type { Random } from "./random.js";

/** The failures that lie ready. Every request meets the first that is due, in the order in which they were added. */
export interface FaultQueue {
  /** The faults that are not used up. */
  readonly pending: readonly ScheduledFault[];
  /**
   * Adds a fault, to happen once unless its schedule says otherwise.
   *
   * @throws {SmnError} `validation` for a fault that does not exist or has a wrong property
   */
  add(fault: ScheduledFault, schedule?: FaultSchedule): void;
  /** Takes all faults away. */
  clear(): void;
}

/** The faults as the sandbox itself uses them. */
export interface FaultSource extends FaultQueue {
  /** Called once for every request that has found its operation. */
  arrive(operationId: string): TakenFaults;
  /** Called once for every message that would be accepted. */
  rejectionOf(endpoint: string): RejectFault | undefined;
}

export interface TakenFaults {
  readonly latency: LatencyFault | undefined;
  readonly main: MainFault | undefined;
  /** Puts the main fault back: the request was refused before the fault could happen. */
  giveBack(): void;
}

export type MainFault = Exclude<Fault, LatencyFault | RejectFault>;

interface Entry {
  readonly fault: ScheduledFault;
  left: number;
  /** Requests that arrived since it was added. */
  seen: number;
}

export function createFaultQueue(random: Random): FaultSource {
  let entries: Entry[] = [];
  let clearings = 0;
  const strikes = ({ fault, seen }: Entry): boolean =>
    seen > (fault.after ?? 0) && (fault.probability === undefined || random.next() < fault.probability);
  const use = (matches: (fault: ScheduledFault) => boolean): Entry | undefined => {
    const entry = entries.find(
      (candidate) => candidate.left > 0 && matches(candidate.fault) && strikes(candidate),
    );
    if (entry !== undefined) entry.left--;
    return entry;
  };
  const live = (): Entry[] => entries.filter(({ left }) => left > 0);
  return {
    get pending() {
      return live().map(({ fault, left }): ScheduledFault => {
        const times = left === Infinity ? "always" : left;
        return { ...fault, times };
      });
    },
    add(fault, schedule = {}) {
      const parsed = parseFault(isRecord(fault) ? { ...fault, ...schedule } : fault);
      entries.push({
        fault: parsed,
        left: parsed.times === "always" ? Infinity : (parsed.times ?? 1),
        seen: 0,
      });
    },
    clear() {
      entries = [];
      clearings++;
    },
    arrive(operationId) {
      entries = live();
      const before = clearings;
      const isMeant = (fault: ScheduledFault): boolean =>
        fault.operationId === undefined || fault.operationId === operationId;
      for (const entry of entries) if (isMeant(entry.fault)) entry.seen++;
      const latency = use((fault) => fault.kind === "latency" && isMeant(fault));
      const main = use((fault) => fault.kind !== "latency" && fault.kind !== "reject" && isMeant(fault));
      return {
        latency: latency?.fault as LatencyFault | undefined,
        main: main?.fault as MainFault | undefined,
        giveBack() {
          if (main === undefined || clearings !== before) return;
          main.left++;
          if (!entries.includes(main)) entries.unshift(main); // another request found it used up
        },
      };
    },
    rejectionOf(endpoint) {
      const entry = use((fault) => fault.kind === "reject" && concerns(fault, endpoint));
      return entry?.fault as RejectFault | undefined;
    },
  };
}

function concerns({ numbers }: RejectFault, endpoint: string): boolean {
  if (numbers === undefined) return true;
  const key = numberKey(endpoint);
  return numbers.some((number) => numberKey(number) === key);
}
