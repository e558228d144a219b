import { isRecord } from "../../base/errorBody.js";
import { numberKey } from "../../messages/phoneNumber.js";
import type { Random } from "../base/random.js";
import type { Fault, FaultSchedule, LatencyFault, RejectFault, ScheduledFault } from "./fault.js";
import { parseFault } from "./parseFault.js";

/** The pending failures. Every request meets the first that is due, in the order in which they were added. */
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
  /** Puts the main fault back, because the request was refused before the fault could happen. */
  giveBack(): void;
}

export type MainFault = Exclude<Fault, LatencyFault | RejectFault>;

const isLatency = (fault: Fault): fault is LatencyFault => fault.kind === "latency";
const isRejection = (fault: Fault): fault is RejectFault => fault.kind === "reject";
const isMain = (fault: Fault): fault is MainFault => !isLatency(fault) && !isRejection(fault);

interface Entry<F extends Fault = Fault> {
  readonly fault: F & FaultSchedule;
  left: number;
  /** Requests that arrived since it was added. */
  seen: number;
}

function isEntryOf<F extends Fault>(entry: Entry, isKind: (fault: Fault) => fault is F): entry is Entry<F> {
  return isKind(entry.fault);
}

/** @param onChange called whenever the list of pending faults was changed from outside */
export function createFaultQueue(random: Random, onChange: () => void): FaultSource {
  let entries: Entry[] = [];
  let clearings = 0;
  const happens = ({ fault, seen }: Entry): boolean =>
    seen > (fault.after ?? 0) && (fault.probability === undefined || random.next() < fault.probability);
  /** Takes the first fault of a kind that is due for the request or message. */
  const take = <F extends Fault>(
    isKind: (fault: Fault) => fault is F,
    concerned: (fault: F & FaultSchedule) => boolean,
  ): Entry<F> | undefined => {
    for (const entry of entries) {
      if (entry.left === 0 || !isEntryOf(entry, isKind) || !concerned(entry.fault) || !happens(entry))
        continue;
      entry.left--;
      return entry;
    }
    return undefined;
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
      onChange();
    },
    clear() {
      entries = [];
      clearings++;
      onChange();
    },
    arrive(operationId) {
      entries = live();
      const before = clearings;
      const isMeant = (fault: FaultSchedule): boolean =>
        fault.operationId === undefined || fault.operationId === operationId;
      for (const entry of entries) if (isMeant(entry.fault)) entry.seen++;
      const latency = take(isLatency, isMeant);
      const main = take(isMain, isMeant);
      return {
        latency: latency?.fault,
        main: main?.fault,
        giveBack() {
          if (main === undefined || clearings !== before) return;
          main.left++;
          // The next request removed it from the list because it was used up.
          if (!entries.includes(main)) entries.unshift(main);
        },
      };
    },
    rejectionOf: (endpoint) => take(isRejection, (fault) => concerns(fault, endpoint))?.fault,
  };
}

function concerns({ numbers }: RejectFault, endpoint: string): boolean {
  if (numbers === undefined) return true;
  const key = numberKey(endpoint);
  return numbers.some((number) => numberKey(number) === key);
}
