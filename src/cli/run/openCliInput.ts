import { checkFolders, realPathOf } from "../results/checkFolders.js";
import { CliError } from "../base/cliError.js";
import { openInputFile } from "../input/inputFile.js";
import { formatOf, openTable } from "../input/openTable.js";
import { spoolStdin } from "../input/spoolStdin.js";
import { checkColumns } from "../rows/checkColumns.js";
import { createRowReader, type MessageOptions } from "../rows/createRowReader.js";
import { parseTemplate } from "../rows/parseTemplate.js";
import type { CliInput } from "./cliInput.js";
import type { RunJob } from "./runJob.js";

const STDIN = "-";
const STDOUT = "-";

/** Opens the input and decides where journal and results are. Throws `CliError` for an input that cannot be read. */
export async function openCliInput({ file, options, environment }: RunJob): Promise<CliInput> {
  const messageOptions: MessageOptions = {
    template: options.template === undefined ? undefined : parseTemplate(options.template),
    phoneColumn: options.phoneColumn,
    signId: options.signId,
    checkNumber: options.numberCheck,
  };
  const isStdin = file === STDIN;
  if (isStdin && options.json && resultsFor(file, options.out) === undefined)
    throw new CliError(
      "Standard output cannot take both --json and the results: name a file for them with --out.",
    );
  if (isStdin && environment.isTTY.stdin)
    throw new CliError(
      "- reads from standard input, but that is the keyboard. Pipe a file into the command.",
    );
  await checkFolders({
    "--journal": options.journal,
    "--out": options.out === STDOUT ? undefined : options.out,
  });
  const name = isStdin ? "standard input" : file;
  const spool = isStdin ? await spoolStdin(environment.stdin, environment.signal) : undefined;
  const closers: (() => Promise<void>)[] = spool === undefined ? [] : [spool.remove];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer();
  };
  try {
    const input = await openInputFile(spool?.path ?? file, name);
    closers.push(input.close);
    await spool?.hide();
    const format = options.format ?? formatOf(file);
    const table = await openTable(input, {
      format,
      encoding: options.encoding,
      separator: options.separator,
    });
    if (table.hasHeader) checkColumns(table, messageOptions, name);
    const journalPath = options.journal ?? spool?.journalPath ?? `${file}.journal`;
    const resultsPath = resultsFor(file, options.out);
    await checkDistinct({ "the input": spool?.path ?? file, "--journal": journalPath, "--out": resultsPath });
    return {
      name,
      format,
      table,
      reader: createRowReader(table, messageOptions),
      messageOptions,
      journalPath,
      keepsJournal: !isStdin || options.journal !== undefined,
      resultsPath,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

function resultsFor(file: string, out: string | undefined): string | undefined {
  if (out === STDOUT || (out === undefined && file === STDIN)) return undefined;
  return out ?? `${file}.results.csv`;
}

/** Two names of one file would overwrite the input, or the journal, with results. */
async function checkDistinct(paths: Readonly<Record<string, string | undefined>>): Promise<void> {
  const owners = new Map<string, string>();
  for (const [owner, path] of Object.entries(paths)) {
    if (path === undefined) continue;
    const real = await realPathOf(path);
    const other = owners.get(real);
    if (other !== undefined) throw new CliError(`${owner} is the same file as ${other}. Name another file.`);
    owners.set(real, owner);
  }
}
