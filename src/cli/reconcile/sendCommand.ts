import { otherCommand } from "../report/otherCommand.js";

const RECONCILING_ONLY: ReadonlyMap<string, boolean> = new Map([
  ["--settle", true],
  ["--text-signs", true],
]);

/** The command that goes on with a run, made of the one that asked what became of it. */
export function sendCommand(reconcile: readonly string[]): string[] {
  return otherCommand(reconcile, "reconcile", "send", RECONCILING_ONLY);
}
