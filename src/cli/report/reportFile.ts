import { checkFolders, exists, realPathOf } from "../results/checkFolders.js";
import { CliError } from "../base/cliError.js";
import { toCliError } from "../connection/toCliError.js";
import { connect } from "../connection/connect.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";
import type { Encoding } from "../input/decodeLines.js";
import { openInputFile, type InputFile } from "../input/inputFile.js";
import { formatOf, openTable, type Format } from "../input/openTable.js";
import { fileTarget, streamTarget } from "../results/resultsTarget.js";
import { whyNotWritten } from "../results/whyNotWritten.js";
import type { ReadOptions } from "../options/connectionOptions.js";
import { DelayCounter } from "../page/delayCounter.js";
import { writePage } from "../page/writePage.js";
import { deliveryExitCode, type DeliveryCounts } from "./deliveryCounts.js";
import type { DeliveryTable } from "./deliveryTable.js";
import { readReports } from "./readReports.js";
import { readRun, type RunFiles } from "./readRun.js";
import { checkResults } from "../run/checkResults.js";
import { journalPathOf } from "../run/filesBeside.js";
import { parseInputId } from "../run/inputId.js";
import { checkDestination, readRecordedRun, type RecordedRun } from "../run/recordedRun.js";
import { reportSteps, reportText, type ReportSummary } from "./reportText.js";
import { windowsOf } from "./windowsOf.js";
import { WhoseRows } from "./whoseRows.js";
import { writeReport } from "./writeReport.js";

/** The options of `smn-sms report`, as commander hands them over. */
export interface ReportOptions extends ReadOptions {
  readonly format?: Format;
  readonly encoding: Encoding;
  readonly separator?: string;
  readonly sheet?: string;
  readonly phoneColumn?: string;
  readonly signId?: string;
  readonly journal?: string;
  readonly out?: string;
  /** Write the page of the run as well. */
  readonly page?: true;
}

export interface ReportJob {
  readonly file: string;
  readonly options: ReportOptions;
  readonly environment: CliEnvironment;
  /** The arguments as they were typed, the name of the program included. */
  readonly command: readonly string[];
}

const STDOUT = "-";

/**
 * `smn-sms report`: asks whether the accepted messages of a run were delivered, and writes it row by row.
 *
 * @throws CliError for a run that cannot be read, a service that does not answer, a report that cannot be written
 */
export async function reportFile({ file, options, environment, command }: ReportJob): Promise<ExitCode> {
  const { stdout, stderr, signal, clock, columns } = environment;
  const journalPath = options.journal ?? (await journalPathOf(file));
  const outPath = options.out === STDOUT ? undefined : (options.out ?? `${file}.report.csv`);
  if (outPath === undefined && options.json)
    throw new CliError("Standard output cannot take both --json and the report: name a file with --out.");
  await checkFiles(file, journalPath, outPath);
  const { client } = await connect(options, environment);
  const input = await openInputFile(file);
  try {
    const recorded = await readRecordedRun(journalPath);
    const isSameContent = await checkSameContent(input, recorded);
    checkDestination(recorded, await client.destination({ signal }));
    const { encoding, separator, sheet } = options;
    const table = await openTable(input, {
      format: options.format ?? formatOf(file),
      encoding,
      separator,
      sheet,
    });
    const files: RunFiles = { table, name: file, journalPath };
    const { windows, tooOld } = await windowsOf(journalPath, clock.now());
    const whose = new WhoseRows(recorded, table, {
      name: file,
      phoneColumn: options.phoneColumn,
      isSameContent,
    });
    const run = await readRun(files, options.signId, whose, signal);
    await checkResults(table, journalPath, [`${file}.results.csv`], { what: "No report was written." });
    if (run.deliveries.size > 0 && windows.length === 0)
      throw new CliError(`${file} was sent too long ago: the service keeps reports for three months.`);
    await readReports(client, run, {
      windows,
      signal,
      clock,
      tell: (text) => void stderr.write(`${text}\n`),
    });
    const delays = new DelayCounter();
    const counts = await write(files, run.deliveries, outPath, environment, delays);
    const exit_code = deliveryExitCode(counts);
    const summary: ReportSummary = {
      event: "report",
      file,
      ...counts,
      exit_code,
      report: outPath ?? null,
      too_old: tooOld,
    };
    if (options.json) stdout.write(`${JSON.stringify(summary)}\n`);
    else (outPath === undefined ? stderr : stdout).write(`${reportText(summary, command, columns)}\n`);
    if (options.page) {
      const parts = { count: counts.parts, meaning: "as far as they are reported" };
      const facts = {
        ...{ file, rows: counts.rows, counts, parts, stopped: undefined },
        ...{ deliveries: { ...counts, delays: delays.counts }, next: reportSteps(summary, command) },
      };
      stderr.write(`Page of the run: ${await writePage(facts, { file, journalPath })}\n`);
    }
    return exit_code;
  } catch (error) {
    throw toCliError(error, signal);
  } finally {
    await input.close();
  }
}

/**
 * Throws `CliError` for a file that is not the one that was sent: its rows would be given the deliveries of others. A file
 * to which rows were added is read as it was.
 *
 * @returns false for a journal that does not know the content: that of an older version, or of another program
 */
async function checkSameContent(input: InputFile, { inputId }: RecordedRun): Promise<boolean> {
  const recorded = parseInputId(inputId)?.content;
  if (recorded === undefined) return false;
  if (recorded.size <= input.size && (await input.limitTo(recorded))) return true;
  throw new CliError(
    `${input.name} was changed since it was sent, or is another file, so it is not known which row is whose. ` +
      `Bring it back to what it was, or name the journal of this file with --journal.`,
  );
}

async function write(
  files: RunFiles,
  deliveries: DeliveryTable,
  outPath: string | undefined,
  { stdout, signal }: CliEnvironment,
  delays: DelayCounter,
): Promise<DeliveryCounts> {
  try {
    const target = outPath === undefined ? streamTarget(stdout) : await fileTarget(outPath);
    return await writeReport(files, deliveries, target, signal, delays);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (error instanceof CliError || signal.aborted || typeof code !== "string") throw error;
    throw new CliError(`The report could not be written (${whyNotWritten(error)}).`, exitCodes.stopped);
  }
}

/** Throws for a journal that is not there, and for two names of one file: the report would overwrite the other. */
async function checkFiles(file: string, journalPath: string, outPath: string | undefined): Promise<void> {
  if (file === STDOUT) throw new CliError("Name the file that was sent: - cannot be read a second time.");
  if (!(await exists(journalPath)))
    throw new CliError(
      `There is no journal ${journalPath}, so it is not known which messages were sent. Name it with --journal.`,
    );
  if (outPath === undefined) return;
  await checkFolders({ "--out": outPath });
  const out = await realPathOf(outPath);
  for (const [name, path] of [
    ["the input", file],
    ["--journal", journalPath],
    ["the results", `${file}.results.csv`],
  ] as const)
    if ((await realPathOf(path)) === out)
      throw new CliError(`--out is the same file as ${name}. Name another file.`);
}
