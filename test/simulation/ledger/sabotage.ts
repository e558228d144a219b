/** A fault in the ledger, which the simulation must find. */
export interface Sabotage {
  /** Changes a statement before it is carried out. */
  readonly change?: (text: string, values: readonly unknown[]) => string;
  /** Whether a statement is answered, but not committed. */
  readonly loses?: (text: string, values: readonly unknown[]) => boolean;
}

const isMark = (text: string, values: readonly unknown[]): boolean =>
  text.startsWith("with entry as") && values[1] === true;

/** Faults by what they come to. */
export const SABOTAGES: Readonly<Record<string, () => Sabotage>> = {
  "a request leaves although its mark is not committed": () => ({ loses: isMark }),
  "a job whose lease is over is sent, although it was being sent": () => ({
    change: (text) => text.replace("and j.intended = 0", ""),
  }),
  "a worker that lost the job still marks it": () => ({
    change: (text) => text.replace("and j.worker = e.worker and j.seq = e.seq - 1", ""),
  }),
  "a write whose commit was in doubt is recorded a second time": () => ({
    change: (text) => text.replace("and j.seq = e.seq - 1", ""),
  }),
};
