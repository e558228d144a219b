import { appendStatement, claimStatement } from "../../../src/ledger/statements.js";

/** A fault in the ledger, which the simulation must find. */
export interface Sabotage {
  /** Changes a statement before it is carried out. */
  readonly change?: (text: string, values: readonly unknown[]) => string;
  /** Whether a statement is answered, but not committed. */
  readonly loses?: (text: string, values: readonly unknown[]) => boolean;
}

const isMark = (text: string, values: readonly unknown[]): boolean =>
  text.includes(".ledger_append(") && values[1] === true;

/** Puts the statement itself, changed, in the place of the call of its function. */
const within =
  (from: string, to: string) =>
  (text: string): string => {
    const [, schema = "", name] = /from (\S+)\.(ledger_\w+)\(/.exec(text) ?? [];
    const body =
      name === "ledger_append" ? appendStatement : name === "ledger_claim" ? claimStatement : undefined;
    return body?.(schema).replace(from, to) ?? text;
  };

/** Faults by what they come to. */
export const SABOTAGES: Readonly<Record<string, () => Sabotage>> = {
  "a request leaves although its mark is not committed": () => ({ loses: isMark }),
  "a job whose lease is over is sent, although it was being sent": () => ({
    change: within("and j.intended = 0", ""),
  }),
  "a worker that lost the job still marks it": () => ({
    change: within("and j.worker = e.worker and j.seq = e.seq - 1", ""),
  }),
  "a write whose commit was in doubt is recorded a second time": () => ({
    change: within("and j.seq = e.seq - 1", ""),
  }),
};
