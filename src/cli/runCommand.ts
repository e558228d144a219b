import { Command, CommanderError } from "commander";
import { safeCause } from "../base/safeCause.js";
import { CliError } from "./base/cliError.js";
import { createMockCommand } from "./mock/createMockCommand.js";
import { createReconcileCommand } from "./reconcile/createReconcileCommand.js";
import { createReportCommand } from "./report/createReportCommand.js";
import { createSendCommand } from "./send/createSendCommand.js";
import { createSignsCommand } from "./signs/createSignsCommand.js";
import { listAccountSigns } from "./signs/listAccountSigns.js";
import { reportFile } from "./report/reportFile.js";
import type { CliEnvironment } from "./base/environment.js";
import { exitCodes, type ExitCode } from "./base/exitCode.js";
import { reconcileFile } from "./reconcile/reconcileFile.js";
import { createReporter } from "./terminal/createReporter.js";
import { wrap } from "./terminal/format.js";
import { sendFile } from "./send/sendFile.js";

/** Runs the command with these arguments (the name of the program aside) and tells how it ended. Never throws. */
export async function runCommand(args: readonly string[], environment: CliEnvironment): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.ok;
  const program = createProgram(environment)
    .addCommand(
      inherit(
        createSendCommand(async (file, options) => {
          const reporter = createReporter(file, options, environment);
          const command = ["smn-sms", ...args];
          exitCode = await sendFile({ file, options, environment, reporter, command });
        }),
        environment,
      ),
    )
    .addCommand(
      inherit(
        createReconcileCommand(async (file, options) => {
          exitCode = await reconcileFile({ file, options, environment, command: ["smn-sms", ...args] });
        }),
        environment,
      ),
    )
    .addCommand(
      inherit(
        createReportCommand(async (file, options) => {
          exitCode = await reportFile({ file, options, environment, command: ["smn-sms", ...args] });
        }),
        environment,
      ),
    )
    .addCommand(
      inherit(
        createSignsCommand(async (options) => {
          exitCode = await listAccountSigns(options, environment);
        }),
        environment,
      ),
    )
    .addCommand(
      inherit(
        createMockCommand(async (options) => {
          // The sandbox is large; whoever sends does not wait for it to load.
          const { runMock } = await import("./mock/runMock.js");
          exitCode = await runMock(options, environment);
        }),
        environment,
      ),
    );
  try {
    await program.parseAsync(args, { from: "user" });
    return exitCode;
  } catch (error) {
    return explain(error, args.includes("--json"), environment);
  }
}

function createProgram(environment: CliEnvironment): Command {
  const program = new Command("smn-sms")
    .description("Send text messages through Huawei Cloud SMN: never twice, never lost.")
    .version(environment.version, "--version", "print the version")
    .helpCommand(false)
    .addHelpText("after", "\nFor more: smn-sms send --help, smn-sms mock --help.");
  return inherit(program, environment);
}

/** Commander keeps these to itself for commands that are added as a whole. */
function inherit(command: Command, { stdout, stderr, columns }: CliEnvironment): Command {
  return command
    .exitOverride()
    .configureOutput({
      writeOut: (text) => void stdout.write(text),
      writeErr: (text) => void stderr.write(text),
      getOutHelpWidth: () => columns,
      getErrHelpWidth: () => columns,
      outputError: (text, write) => write(wrapLines(text, columns)),
    })
    .showHelpAfterError(`(add --help for the options of ${command.name()})`);
}

function wrapLines(text: string, columns: number): string {
  return text
    .split("\n")
    .map((line) => wrap(line, columns))
    .join("\n");
}

function explain(error: unknown, isJson: boolean, environment: CliEnvironment): ExitCode {
  const { stdout, stderr, signal, columns } = environment;
  if (error instanceof CommanderError) return error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
  const { message, exitCode } = outcomeOf(error, signal);
  const lines = message.split("\n").map((line) => wrap(line, columns));
  stderr.write(`${wrap(`smn-sms: ${lines[0] ?? ""}`.replaceAll("\n", " "), columns)}\n`);
  for (const line of lines.slice(1)) stderr.write(`${line}\n`);
  if (isJson) stdout.write(`${JSON.stringify({ event: "error", message, exit_code: exitCode })}\n`);
  return exitCode;
}

function outcomeOf(error: unknown, signal: AbortSignal): { message: string; exitCode: ExitCode } {
  if (error instanceof CliError) return error;
  if (signal.aborted) return { message: "Interrupted. Nothing was sent.", exitCode: exitCodes.interrupted };
  return {
    message: `The command itself failed (${safeCause(error).message}). This is a fault of smn-sms; please report it.`,
    exitCode: exitCodes.internal,
  };
}
