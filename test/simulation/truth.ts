import type { JournalRecord } from "../../src/journal/journal.js";
import type { Outcome } from "../../src/messages/outcome.js";
import type { Input } from "./plan.js";
import type { SimService } from "./simService.js";
import { Violation } from "./violation.js";

/** Holds what the code says against what the service knows. */
export class Truth {
  readonly #inputs: readonly Input[];
  readonly #service: SimService;
  /** The first outcome that was not true: whoever is told may swallow what is thrown at him. */
  broken: Violation | undefined;

  /** Whether the store forgets nothing: what was certain once is always recorded so. */
  isKept = false;
  readonly #certain = new Map<number, string>();

  /** Whether somebody took the lock of a run away, so that another one may send what this one did not. */
  isUnlocked = false;

  constructor(inputs: readonly Input[], service: SimService) {
    this.#inputs = inputs;
    this.#service = service;
  }

  /** Law 1: never twice. */
  checkNothingTwice(): void {
    for (const input of this.#inputs) {
      const times = this.#service.timesTaken(input.message.message);
      if (times > 1) throw new Violation(`the text of input ${input.index} was taken ${times} times`);
    }
  }

  /** An outcome must be true when it is told, and stay so. */
  check(said: Said): void {
    try {
      this.#check(said);
    } catch (error) {
      if (error instanceof Violation) this.broken ??= error;
      throw error;
    }
  }

  /** Something else that is not true. */
  fail(why: string): never {
    const violation = new Violation(why);
    this.broken ??= violation;
    throw violation;
  }

  #check({ index, ...said }: Said): void {
    const input = this.#inputs[index];
    if (input === undefined) throw new Violation(`an outcome for input ${index}, which there is not`);
    const [sending] = this.#service.sendingsOf(input.message.message);
    if (said.status === "accepted") {
      if (sending === undefined) throw new Violation(`input ${index} is accepted, but was never taken`);
      if (sending.message_id !== said.message_id)
        throw new Violation(`input ${index} is accepted with the id of another message`);
    } else if (said.status !== "unknown" && sending !== undefined) {
      throw new Violation(`input ${index} is ${said.status}, but was taken`);
    }
    const before = this.#certain.get(index);
    if (this.isKept && before !== undefined && before !== said.status)
      throw new Violation(`input ${index} is ${said.status}, but was ${before}`);
    if (said.status === "accepted" || said.status === "rejected" || said.status === "invalid")
      this.#certain.set(index, said.status);
    if (said.status === "invalid" && input.fate !== "invalid")
      throw new Violation(`input ${index} is invalid, but nothing is wrong with it`);
  }

  /** How a run that was resumed and reconciled until nothing was left must have ended. */
  checkTheEnd(records: ReadonlyMap<number, Said>, mayStayUnknown: (input: Input) => boolean): void {
    for (const input of this.#inputs) {
      const record = records.get(input.index);
      if (record === undefined) throw new Violation(`input ${input.index} has no outcome in the end`);
      this.check(record);
      const isOver =
        record.status === "accepted" ||
        record.status === "rejected" ||
        (record.status === "invalid" && input.fate === "invalid") ||
        (record.status === "unknown" && mayStayUnknown(input));
      if (!isOver) throw new Violation(`input ${input.index} ends as ${record.status}`);
    }
  }
}

/** What is said of an input: by an outcome, or by a record of the journal. */
export interface Said {
  readonly index: number;
  readonly status: Outcome<unknown>["status"];
  readonly message_id?: string | undefined;
}

export function saidBy(outcome: Outcome<unknown> | JournalRecord): Said {
  return {
    index: outcome.index,
    status: outcome.status,
    message_id: "message_id" in outcome ? outcome.message_id : undefined,
  };
}
