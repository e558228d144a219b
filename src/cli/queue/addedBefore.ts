import type { Ledger } from "../../ledger/ledger.js";
import { CliError } from "../base/cliError.js";
import type { InputFile } from "../input/inputFile.js";
import { parseInputId, type InputIdentity } from "../run/inputId.js";
import { parseRunIdentity } from "./runIdentity.js";

/** What is about to be added. */
interface NewRun {
  readonly run: string;
  readonly input: Pick<InputFile, "name" | "beginning">;
  readonly identity: InputIdentity;
}

/**
 * Refuses a file that was added under another name, or one with more rows behind those of such a file, whoever is left out
 * of them: everybody would get the text again.
 *
 * @throws CliError that names the earlier run
 */
export async function checkAddedBefore(
  ledger: Pick<Ledger, "runsOf">,
  { run, input, identity }: NewRun,
): Promise<void> {
  const own = parseInputId(identity.id);
  const earlier = (await ledger.runsOf("")).flatMap(({ run: name, inputId }) => {
    const parts = name === run ? undefined : parseRunIdentity(inputId);
    return parts === undefined || parts.options !== own?.options ? [] : [{ name, ...parts.content }];
  });
  const same = earlier.find(({ sha256 }) => sha256 === own?.content.sha256);
  const found = same ?? (await input.beginning(earlier));
  if (found === undefined) return;
  const [which, advice] =
    found === same
      ? ["was added", `To add what is missing of it: --run ${found.name}, and --exclude as it was then.`]
      : ["begins with rows that were added", "To add the rows behind them, put just those into a new file."];
  throw new CliError(
    `${input.name} ${which} before, with the same options, as the run ${found.name}. Nothing was added. ${advice} ` +
      "--new-run-and-risk-duplicates adds it as another run: everybody gets the text a second time, also each one that was sent.",
  );
}
