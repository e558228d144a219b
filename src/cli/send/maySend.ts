import { CliError } from "../base/cliError.js";
import { exitCodes } from "../base/exitCode.js";
import type { FullCheck } from "../rows/checkRows.js";
import type { RunJob } from "../run/runJob.js";
import { confirm } from "../terminal/confirm.js";
import { counted } from "../terminal/format.js";

/** The limit on parts, and the question. With nothing to send, there is nothing to ask. */
export async function maySend(job: RunJob, check: FullCheck): Promise<boolean> {
  const { options, environment, reporter } = job;
  checkMaxParts(options.maxParts, check);
  if (options.yes || check.valid === 0) return true;
  reporter.rest();
  const { isTTY } = environment;
  const what = `${counted(check.valid, "message")} (${partsText(check)})`;
  if (!isTTY.stdin || !isTTY.stderr)
    throw new CliError(
      `There is no terminal to ask whether to send ${what}. Add --yes to send without being asked. Nothing was sent.`,
    );
  reporter.report({ event: "samples", samples: check.samples, unsigned: check.unsigned, valid: check.valid });
  if (await confirm(`Send ${what}?`, environment)) return true;
  reporter.report({ event: "declined", exit_code: exitCodes.open });
  return false;
}

/** Throws `CliError` when more parts may be billed than the user allows. */
export function checkMaxParts(
  maxParts: number | undefined,
  { parts, most_parts, unsigned }: Pick<FullCheck, "parts" | "most_parts" | "unsigned">,
): void {
  if (maxParts === undefined || most_parts <= maxParts) return;
  const isCertain = unsigned === 0 || parts > maxParts;
  const limit = `more than --max-parts ${maxParts}`;
  throw new CliError(
    isCertain
      ? `This would be billed as ${counted(parts, "part")}, ${limit}${unsigned > 0 ? ", even without the signature" : ""}. Nothing was sent.`
      : `This may be billed as ${counted(most_parts, "part")}, ${limit}. Nothing was sent. The name of the signature counts, and is not ` +
          "known: add it with --sign-name for an exact figure.",
  );
}

function partsText({ parts, unsigned }: FullCheck): string {
  return `${counted(parts, "part")}${unsigned > 0 ? " without the signature" : ""}`;
}
