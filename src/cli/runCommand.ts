import { Command, CommanderError } from "commander";
import { SmnError } from "../base/errors.js";
import { maskNumber } from "../base/scrub.js";
import { safeCause } from "../base/safeCause.js";
import { CliError } from "./base/cliError.js";
import type { CliEnvironment } from "./base/environment.js";
import { exitCodes, type ExitCode } from "./base/exitCode.js";
import { createMockCommand } from "./mock/createMockCommand.js";
import { createQueueCommand } from "./queue/createQueueCommand.js";
import { checkSwallowedOptions } from "./options/swallowedOption.js";
import { createReconcileCommand } from "./reconcile/createReconcileCommand.js";
import { reconcileFile } from "./reconcile/reconcileFile.js";
import { createReportCommand } from "./report/createReportCommand.js";
import { reportFile } from "./report/reportFile.js";
import { createSendCommand } from "./send/createSendCommand.js";
import { sendFile } from "./send/sendFile.js";
import { createSignsCommand } from "./signs/createSignsCommand.js";
import { listAccountSigns } from "./signs/listAccountSigns.js";
import { createReporter } from "./terminal/createReporter.js";
import { wrap } from "./terminal/format.js";

/** Runs the command with these arguments (the name of the program aside) and tells how it ended. Never throws. */
export async function runCommand(args: readonly string[], environment: CliEnvironment): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const command = ["smn-sms", ...args];
  /** The last error that was written to standard error, for `--json`. */
  let told = "";
  const commands = [
    createSendCommand(async (file, options) => {
      const reporter = createReporter(file, options, environment);
      exitCode = await sendFile({ file, options, environment, reporter, command });
    }),
    createReconcileCommand(async (file, options) => {
      exitCode = await reconcileFile({ file, options, environment, command });
    }),
    createReportCommand(async (file, options) => {
      exitCode = await reportFile({ file, options, environment, command });
    }),
    createSignsCommand(async (options) => {
      exitCode = await listAccountSigns(options, environment);
    }),
    createQueueCommand(async (call) => {
      // As the ledger, which only these commands need.
      const { queueActions } = await import("./queue/queueActions.js");
      await call(queueActions(environment, command, (code) => (exitCode = code)));
    }),
    createMockCommand(async (options) => {
      // The sandbox is large: the other commands do not load it.
      const { runMock } = await import("./mock/runMock.js");
      exitCode = await runMock(options, environment);
    }),
  ];
  const tell = (text: string): void => void (told = text);
  const program = createProgram(environment, tell);
  for (const one of commands) program.addCommand(inherit(one, environment, tell));
  const isJson = args.includes("--json");
  try {
    const called = commands.find((one) => one.name() === args[0]);
    const inner = called?.commands.find((one) => one.name() === args[1]);
    if (called !== undefined) checkSwallowedOptions(inner ?? called, args.slice(inner === undefined ? 1 : 2));
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (!(error instanceof CommanderError)) return explain(error, isJson, environment);
    if (error.exitCode === 0) return exitCodes.ok;
    if (isJson)
      writeError(
        environment,
        told.replace(/^error: /, "").trim() || withoutNumbers(error.message),
        exitCodes.usage,
      );
    return exitCodes.usage;
  }
}

function createProgram(environment: CliEnvironment, tell: (error: string) => void): Command {
  const program = new Command("smn-sms")
    .description("Send text messages through Huawei Cloud SMN: never twice, never lost.")
    .version(environment.version, "--version", "print the version")
    .helpCommand(false)
    .addHelpText("after", "\nFor more: smn-sms send --help, smn-sms mock --help.");
  return inherit(program, environment, tell);
}

/** Commander keeps these to itself for commands that are added as a whole. */
function inherit(
  command: Command,
  { stdout, stderr, columns }: Pick<CliEnvironment, "stdout" | "stderr" | "columns">,
  tell: (error: string) => void,
): Command {
  for (const inner of command.commands) inherit(inner, { stdout, stderr, columns }, tell);
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      outputError: (text, write) => {
        const shown = withoutNumbers(text);
        tell(shown);
        write(wrapLines(shown, columns));
      },
    })
    .showHelpAfterError(`(add --help for the options of ${command.name()})`);
}

/** Commander quotes words of the command, which may hold phone numbers. */
function withoutNumbers(text: string): string {
  return text.replace(/[+\uff0b]?\p{Nd}(?:[^\p{L}\p{Nd}\n']{0,3}\p{Nd}){6,}/gu, maskNumber);
}

function wrapLines(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => wrap(line, columns, /^ */.exec(line)?.[0]))
    .join("\n");
}

function explain(error: unknown, isJson: boolean, environment: CliEnvironment): ExitCode {
  const { stderr, signal, columns } = environment;
  const { message, exitCode } = outcomeOf(error, signal);
  stderr.write(`${wrapLines(`smn-sms: ${message}`, columns)}\n`);
  if (isJson) writeError(environment, message, exitCode);
  return exitCode;
}

function writeError({ stdout }: CliEnvironment, message: string, exitCode: ExitCode): void {
  stdout.write(`${JSON.stringify({ event: "error", message, exit_code: exitCode })}\n`);
}

function outcomeOf(error: unknown, signal: AbortSignal): { message: string; exitCode: ExitCode } {
  if (error instanceof CliError) return error;
  if (signal.aborted) return { message: "Interrupted. Nothing was sent.", exitCode: exitCodes.interrupted };
  // Of a journal, as a rule: where it cannot be read, that is no fault of the command.
  if (error instanceof SmnError) return { message: error.message, exitCode: exitCodes.stopped };
  const { code, syscall, path } = error as NodeJS.ErrnoException;
  if (typeof code === "string" && typeof syscall === "string")
    return {
      message: `A file could not be read or written (${code}${path === undefined ? "" : `, ${path}`}).`,
      exitCode: exitCodes.stopped,
    };
  return {
    message: `The command itself failed (${safeCause(error).message}). This is a fault of smn-sms; please report it.`,
    exitCode: exitCodes.internal,
  };
}
