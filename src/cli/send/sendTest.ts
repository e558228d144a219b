import { maskNumber } from "../../base/scrub.js";
import type { Connection } from "../connection/connect.js";
import { reachService } from "../connection/reachService.js";
import { CliError } from "../base/cliError.js";
import { exitCodeOf, exitCodes, noCounts, type ExitCode } from "../base/exitCode.js";
import type { FullCheck } from "../rows/checkRows.js";
import type { RunJob } from "../run/runJob.js";
import { confirm } from "../terminal/confirm.js";

/** `--test-to`: sends the first made text to one number. It is no part of the run: the journal does not hear of it. */
export async function sendTest(
  job: RunJob,
  { client, route }: Connection,
  { first, samples, unsigned }: FullCheck,
): Promise<ExitCode> {
  const { options, environment, reporter } = job;
  const { testTo: endpoint = "", yes } = options;
  if (first === undefined)
    throw new CliError("There is no valid row whose text could be sent. Nothing was sent.");
  const shown = maskNumber(endpoint);
  if (!yes) {
    if (!environment.isTTY.stdin || !environment.isTTY.stderr)
      throw new CliError(
        `There is no terminal to ask whether to send a test to ${shown}. Add --yes to send without being asked. ` +
          "Nothing was sent.",
      );
    reporter.report({ event: "samples", samples: samples.slice(0, 1), unsigned, valid: 1 });
    if (!(await confirm(`Send this text to ${shown}, and to nobody else?`, environment))) {
      reporter.report({ event: "declined", exit_code: exitCodes.open });
      return exitCodes.open;
    }
  }
  await reachService(route, environment, (found) => reporter.report({ event: "unreachable", ...found }));
  // The code of the row would let its own message be taken for this one.
  const message = { ...first, endpoint };
  delete message.extend_code;
  const outcome = await client.send(message, { signal: environment.signal });
  const counts = { ...noCounts(), [outcome.status]: 1 };
  reporter.report({
    event: "test",
    endpoint: shown,
    status: outcome.status,
    message_id: outcome.status === "accepted" ? outcome.message_id : null,
    reason: reasonOf(outcome),
  });
  return environment.signal.aborted && outcome.status !== "accepted"
    ? exitCodes.interrupted
    : exitCodeOf(counts);
}

function reasonOf(outcome: Awaited<ReturnType<Connection["client"]["send"]>>): string | null {
  if (outcome.status === "rejected") return `${outcome.code}: ${outcome.reason ?? ""}`;
  if (outcome.status === "invalid")
    return outcome.issues.map(({ expected }) => `expected ${expected}`).join("; ");
  return "cause" in outcome ? outcome.cause.message : null;
}
