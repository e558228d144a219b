import { otherCommand } from "../terminal/otherCommand.js";

const RECONCILING_ONLY: ReadonlyMap<string, boolean> = new Map([
  ["--settle", true],
  ["--text-signs", true],
  ["--unsent-without-control", false],
]);

/** The `send` command for a `reconcile` command. */
export function sendCommand(reconcile: readonly string[]): string[] {
  return otherCommand(reconcile, "reconcile", "send", RECONCILING_ONLY);
}
