import type { Workbook } from "hucre";
import { CliError } from "../base/cliError.js";
import type { InputFile } from "./inputFile.js";
import { isToBeCalculated } from "./isToBeCalculated.js";
import { showNumber, showsTexts } from "./numberFormat.js";
import { sheetDamage } from "./sheetDamage.js";
import { UnusableValue } from "./row.js";

/** The cells of a sheet as texts, from its first row on. */
export interface Sheet {
  readonly name: string;
  readonly rows: readonly (readonly (string | UnusableValue)[])[];
  /** Names of all sheets. */
  readonly names: readonly string[];
  /** Numbers of the rows that the workbook does not show. */
  readonly hiddenRows: readonly number[];
  /** Other visible sheets with cells, where none was named. */
  readonly otherSheets: readonly string[];
}

const LARGEST = 64 * 1024 * 1024;
/** Excel keeps no more digits of a number. */
const DIGITS = 15;
const LONG = 1e9;
const SHORTENING = /0E[+-]0/i;

/** Reads a sheet of a workbook, without a name the first that is visible. Throws `CliError` for one that cannot be read, and for a sheet that is not there. */
export async function readSheet(file: InputFile, wanted: string | undefined): Promise<Sheet> {
  const { sheets, textsOf } = await openWorkbook(file);
  const names = sheets.map(({ name }) => name);
  const visible = sheets.filter(({ hidden, veryHidden }) => hidden !== true && veryHidden !== true);
  const sheet =
    wanted === undefined
      ? (visible[0] ?? sheets[0])
      : (sheets.find(({ name }) => name === wanted) ??
        sheets.find(({ name }) => keyOf(name) === keyOf(wanted)));
  if (sheet === undefined)
    throw new CliError(
      wanted === undefined
        ? `${file.name} is a workbook without sheets. Nothing was sent.`
        : `${file.name} has no sheet ${wanted}. Its sheets are: ${names.join(", ")}. Nothing was sent.`,
    );
  const hiddenRows = [...(sheet.rowDefs ?? [])].filter(([, { hidden }]) => hidden).map(([row]) => row + 1);
  const others = wanted === undefined ? visible.filter((one) => one !== sheet && one.rows.length > 0) : [];
  const otherSheets = others.map(({ name }) => name);
  return { name: sheet.name, rows: textsOf(sheet), names, hiddenRows, otherSheets };
}

/** Reads all sheets of a workbook, hidden ones as well. Throws `CliError` for one that cannot be read. */
export async function readSheets(file: InputFile): Promise<Pick<Sheet, "name" | "rows">[]> {
  const { sheets, textsOf } = await openWorkbook(file);
  return sheets.map((sheet) => ({ name: sheet.name, rows: textsOf(sheet) }));
}

/** Why the reader gives up, by its words. */
const REASONS: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/password|encrypt/i, "it has a password"],
  [/missing worksheet file/i, "one of its sheets is a chart, or is missing"],
  [
    /over the \d+ limit/i,
    "one of its sheets is too large; perhaps a cell far below or to the right is filled",
  ],
];

interface OpenWorkbook {
  readonly sheets: Workbook["sheets"];
  readonly textsOf: (sheet: Workbook["sheets"][number]) => Sheet["rows"];
}

async function openWorkbook(file: InputFile): Promise<OpenWorkbook> {
  const bytes = await readAll(file);
  const { readXlsx, formulaCells } = await import("./workbookReader.js");
  const unreadable = (reason: string): CliError =>
    new CliError(
      `${file.name} is a workbook that cannot be read: ${reason}. Nothing was sent. Save it as CSV UTF-8, or anew as .xlsx.`,
    );
  const { sheets } = await readXlsx(bytes, { readStyles: true }).catch((error: unknown) => {
    const message = error instanceof Error ? error.message : "";
    throw unreadable(REASONS.find(([pattern]) => pattern.test(message))?.[1] ?? "it is damaged");
  });
  const damage = damageOf(bytes);
  if (damage !== undefined) throw unreadable(damage);
  const isStale = isToBeCalculated(bytes);
  const textsOf: OpenWorkbook["textsOf"] = (sheet) => {
    const formulas = formulaCells(sheet);
    return sheet.rows.map((cells, row) =>
      Array.from(cells, (value, column) => {
        const place = `${row},${column}`;
        if (formulas.has(place)) {
          if (value === null) return NO_RESULT;
          if (isStale) return STALE_RESULT;
        }
        return toCell(value, () => sheet.cells?.get(place)?.style?.numFmt ?? "General");
      }),
    );
  };
  return { sheets, textsOf };
}

function damageOf(bytes: Buffer): string | undefined {
  try {
    return sheetDamage(bytes);
  } catch {
    return "it is damaged";
  }
}

/** Workbooks take names that differ only in capitals for the same. */
function keyOf(name: string): string {
  return name.trim().toLowerCase();
}

const NO_RESULT = new UnusableValue(
  "",
  "a formula without a result: open the workbook in a spreadsheet and save it",
);

const STALE_RESULT = new UnusableValue(
  "",
  "a formula whose result is yet to be worked out: open the workbook in a spreadsheet and save it",
);

const OTHER_FORMAT = "a cell of which it is not certain how its format shows it: format its column as text";

const LONG_FRACTION =
  "a number of which its cell shows not all decimals: give its column a format such as 0.00";

/** A cell as the workbook shows it, where that is certain. */
function toCell(value: unknown, format: () => string): string | UnusableValue {
  if (value === null || value === undefined) return "";
  if (typeof value === "string") return showsTexts(format()) ? value : new UnusableValue(value, OTHER_FORMAT);
  if (typeof value === "boolean") return value ? "TRUE" : "FALSE";
  if (value instanceof Date)
    return new UnusableValue(dateText(value), "a date of a workbook: format its column as text");
  if (typeof value !== "number")
    return new UnusableValue("", "a cell of another type: format its column as text");
  const general = String(Number(value.toPrecision(DIGITS)));
  if (!/^-?\d+(?:\.\d+)?$/.test(general) || general.replace(/^-?0\.0*|\D/g, "").length > DIGITS)
    return new UnusableValue(
      general,
      "a number with more digits than a workbook keeps: format its column as text",
    );
  const wanted = format();
  // In a narrow column a whole number is shown shortened, which nobody wants in a text or a number.
  if (SHORTENING.test(wanted) && Number.isInteger(value)) return general;
  // Formats leave room for signs.
  const shown = showNumber(general, wanted)?.trim();
  if (shown === undefined)
    return new UnusableValue(
      general,
      /^(?:General|@)$/i.test(wanted) && general.includes(".") ? LONG_FRACTION : OTHER_FORMAT,
    );
  // It may be a phone number, and rounded it would be that of somebody else.
  if (Math.abs(value) >= LONG && !Number.isInteger(value) && !shown.includes("."))
    return new UnusableValue(
      general,
      "a long number with a fraction that is not shown: format its column as text",
    );
  return shown;
}

/** A phone number in the format of a date is a day that no calendar has. */
function dateText(date: Date): string {
  return Number.isNaN(date.getTime()) ? "" : date.toISOString();
}

async function readAll(file: InputFile): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of file.bytes()) {
    length += chunk.length;
    if (length > LARGEST)
      throw new CliError(
        `${file.name} is a workbook of more than ${LARGEST / 1024 / 1024} MB. Save it as CSV UTF-8. Nothing was sent.`,
      );
    chunks.push(Buffer.from(chunk));
  }
  return Buffer.concat(chunks);
}
