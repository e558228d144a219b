import type { OutcomeStatus } from "../../messages/outcome.js";

/** How the command ends. Documented in `smn-sms send --help`. */
export const exitCodes: Readonly<{
  ok: 0;
  internal: 1;
  usage: 2;
  refused: 3;
  open: 4;
  stopped: 5;
  interrupted: 130;
}> = Object.freeze({
  /** Everything was accepted. */
  ok: 0,
  /** A fault of the command itself. */
  internal: 1,
  /** The command line, the configuration or the file is wrong; nothing was sent. */
  usage: 2,
  /** Some messages were rejected or invalid. */
  refused: 3,
  /** Some messages are unknown or unsent. */
  open: 4,
  /** The run stopped before its end: account or signature refused, or the journal or disk failed. */
  stopped: 5,
  /** Ctrl-C or SIGTERM. */
  interrupted: 130,
});

export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

export type Counts = Record<OutcomeStatus, number>;

/** The most serious of these rows decides. */
export function exitCodeOf(counts: Counts): ExitCode {
  if (counts.unknown > 0 || counts.unsent > 0) return exitCodes.open;
  if (counts.rejected > 0 || counts.invalid > 0) return exitCodes.refused;
  return exitCodes.ok;
}

export function noCounts(): Counts {
  return { accepted: 0, rejected: 0, invalid: 0, unsent: 0, unknown: 0 };
}
