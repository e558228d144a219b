import { CliError } from "../base/cliError.js";
import { openInputFile, type InputFile } from "../input/inputFile.js";
import { formatOf, openTable } from "../input/openTable.js";
import { readNumberList } from "../input/readNumberList.js";
import type { Table } from "../input/row.js";
import { spoolStdin } from "../input/spoolStdin.js";
import type { SendOptions } from "../options/sendOptions.js";
import { checkFolders, realPathOf } from "../results/checkFolders.js";
import { checkColumns } from "../rows/checkColumns.js";
import { cleanName } from "../input/columnNames.js";
import { createRowReader, type MessageOptions } from "../rows/createRowReader.js";
import { leaveOutNumbers, leaveOutSent } from "../rows/leaveOut.js";
import { lostCharacterIn } from "../rows/lostCharacter.js";
import { parseTemplate, type Template } from "../rows/parseTemplate.js";
import type { CliInput } from "./cliInput.js";
import { journalPathOf, nameOfRecords } from "./filesBeside.js";
import { parseInputId, recordedInputId } from "./inputId.js";
import type { RunJob } from "./runJob.js";

const STDIN = "-";
const STDOUT = "-";

/** Opens the input and decides where journal and results are. Throws `CliError` for an input that cannot be read. */
export async function openCliInput(job: RunJob): Promise<CliInput> {
  const { file, options, environment, reporter } = job;
  checkWords(options);
  const template = templateOf(options);
  const isStdin = file === STDIN;
  checkStdout(job);
  if (isStdin) checkStdin(job);
  await checkFolders({
    "--journal": options.journal,
    "--out": options.out === STDOUT ? undefined : options.out,
  });
  const name = isStdin ? "standard input" : file;
  const spool = isStdin ? await spoolStdin(environment.stdin, environment.signal) : undefined;
  const closers: (() => Promise<void>)[] = spool === undefined ? [] : [spool.remove];
  const close = async (): Promise<void> => {
    for (const closer of closers.reverse()) await closer().catch(() => undefined);
  };
  try {
    const input = await openInputFile(spool?.path ?? file, name);
    closers.push(input.close);
    await spool?.hide();
    const journalPath = options.journal ?? spool?.journalPath ?? (await journalPathOf(file));
    const resultsPath = resultsFor(file, options.out);
    await checkDistinct({ "the input": spool?.path ?? file, "--journal": journalPath, "--out": resultsPath });
    if (await limitToRecorded(input, journalPath))
      reporter.report({ event: "input_changed", file: name, when: "before" });
    const format = options.format ?? formatOf(file);
    const { encoding, separator, sheet } = options;
    const table = await openTable(input, { format, encoding, separator, sheet });
    const excluded = options.exclude === undefined ? undefined : await readNumberList(options.exclude);
    const messageOptions: MessageOptions = {
      template,
      phoneColumn: format === "jsonl" ? options.phoneColumn : cleanName(options.phoneColumn),
      signId: options.signId,
      checkNumber: options.numberCheck,
      allowGarbled: options.allowGarbled === true,
      leaveOut: [
        ...(excluded === undefined ? [] : [leaveOutNumbers(excluded.keys)]),
        ...leaveOutEarlier(table, options),
      ],
    };
    if (table.hasHeader) await checkColumns(table, messageOptions, name);
    return {
      name,
      file: input,
      format,
      table,
      reader: createRowReader(table, messageOptions),
      messageOptions,
      excludedNumbers: excluded?.count ?? 0,
      journalPath,
      keepsJournal: !isStdin || options.journal !== undefined,
      resultsPath,
      earlierResults: isStdin ? [] : await earlierResultsOf(file),
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** A terminal or script in another encoding passes on what is left of its characters. */
function checkWords({ template, signName, phoneColumn, sheet, allowGarbled }: SendOptions): void {
  if (allowGarbled) return;
  const words = {
    "--template": template,
    "--sign-name": signName,
    "--phone-column": phoneColumn,
    "--sheet": sheet,
  };
  for (const [option, word = ""] of Object.entries(words)) {
    const lost = lostCharacterIn(word);
    if (lost !== undefined)
      throw new CliError(
        `${option} holds ${lost}, the sign that characters were lost: the terminal or script writes another encoding than ` +
          "UTF-8. Save the script as UTF-8, or set the terminal to it. Nothing was sent. If it is meant as it is, add --allow-garbled.",
      );
  }
}

function templateOf({ template, literalTemplate }: SendOptions): Template | undefined {
  if (template === undefined) return undefined;
  return { text: template, parts: parseTemplate(template), isLiteral: literalTemplate === true };
}

function leaveOutEarlier(table: Table, options: SendOptions): ReturnType<typeof leaveOutNumbers>[] {
  if (options.newRunAndRiskDuplicates) return [];
  const leaveOut = leaveOutSent(table, options.resendUnknownAndRiskDuplicates === true);
  return leaveOut === undefined ? [] : [leaveOut];
}

function checkStdout({ file, options }: RunJob): void {
  if (options.json && resultsFor(file, options.out) === undefined)
    throw new CliError(
      "Standard output cannot take both --json and the results: name a file for them with --out.",
    );
}

function checkStdin({ environment }: RunJob): void {
  if (environment.isTTY.stdin)
    throw new CliError(
      "- reads from standard input, but that is the keyboard. Pipe a file into the command.",
    );
}

/** A file to which rows were added since its run began is read as it was then: the run can be finished. */
async function limitToRecorded(input: InputFile, journalPath: string): Promise<boolean> {
  const recorded = parseInputId((await recordedInputId(journalPath)) ?? "")?.content;
  if (recorded === undefined || recorded.size === 0 || recorded.size >= input.size) return false;
  return input.limitTo(recorded);
}

function resultsFor(file: string, out: string | undefined): string | undefined {
  if (out === STDOUT || (out === undefined && file === STDIN)) return undefined;
  return out ?? `${file}.results.csv`;
}

async function earlierResultsOf(file: string): Promise<string[]> {
  return [...new Set([file, await nameOfRecords(file)])].map((name) => `${name}.results.csv`);
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
