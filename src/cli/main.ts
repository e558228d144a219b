#!/usr/bin/env node
import { writeSync } from "node:fs";
import process from "node:process";
import { isatty } from "node:tty";
import { systemClock } from "../base/clock.js";
import { safeCause } from "../base/safeCause.js";
import { exitCodes } from "./base/exitCode.js";
import { ignoresHangup } from "./base/ignoresHangup.js";
import { readVersion } from "./base/version.js";
import { runCommand } from "./runCommand.js";

/** Writes at once: nothing after it is certain to run. */
function tell(descriptor: 1 | 2, text: string): void {
  try {
    writeSync(descriptor, text);
  } catch {
    // There is nobody to tell.
  }
}

const NARROWEST = 40;

/** Some terminals say that they have no columns at all. */
const widthOf = ({ columns }: NodeJS.WriteStream): number | undefined => (columns > 0 ? columns : undefined);

const interruption = new AbortController();
const onSignal = (): void => {
  // The second one does not wait for anything: the journal is complete at every moment.
  if (interruption.signal.aborted) process.exit(exitCodes.interrupted);
  interruption.abort();
};
/** A terminal that closes may hang up several times: none of them is impatience. */
const goesOn = process.argv.includes("--ignore-hangup") || ignoresHangup(process.env, process.ppid);
const onHangup = goesOn ? (): void => undefined : (): void => interruption.abort();
process.on("SIGINT", onSignal);
process.on("SIGTERM", onSignal);
process.on("SIGHUP", onHangup);

// The reader of the output may go away (`| head`), its disk may be full, its terminal closed: the run goes on, because
// its results are in files.
for (const stream of [process.stdout, process.stderr]) stream.on("error", () => undefined);

// A fault of the command, or of a library: the journal is complete at every moment, so nothing is lost by ending here.
process.on("uncaughtException", (error) => {
  const message = `The command itself failed (${safeCause(error).message}). This is a fault of smn-sms; please report it.`;
  tell(2, `smn-sms: ${message}\n`);
  if (process.argv.includes("--json"))
    tell(1, `${JSON.stringify({ event: "error", message, exit_code: exitCodes.internal })}\n`);
  process.exit(exitCodes.internal);
});

const finished = runCommand(process.argv.slice(2), {
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  env: process.env,
  isTTY: { stdin: isatty(0), stderr: isatty(2) },
  columns: Math.max(NARROWEST, widthOf(process.stderr) ?? widthOf(process.stdout) ?? 80),
  clock: systemClock,
  signal: interruption.signal,
  version: readVersion(import.meta.url),
});
void finished.then((exitCode) => {
  process.exitCode = exitCode;
  process.off("SIGINT", onSignal);
  process.off("SIGTERM", onSignal);
  process.off("SIGHUP", onHangup);
});
