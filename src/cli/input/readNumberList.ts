import { isUtf8 } from "node:buffer";
import { CliError } from "../base/cliError.js";
import { fileKindOf } from "./fileKind.js";
import { openInputFile } from "./inputFile.js";
import { numbersInLine } from "./numbersInLine.js";
import { readSheets } from "./readSheet.js";
import type { UnusableValue } from "./row.js";

/** As spreadsheets shorten phone numbers; a shorter exponent may be the name of something. */
const SHORTENED = /(?<![\p{L}\d.,])[+-]?\d(?:[.,]\d+)?E\+?(?:[6-9]|1\d)(?![\p{L}\d])/iu;
/** As exports for others hide them: `138****0001`. */
const MASKED = /\d(?:(?:[ -]*[*•●■█]{2,})+[ -]*|[xX]{2,})(?=\d|$|[,;\t|])/;

/** Numbers that must not be written to. */
export interface NumberList {
  /** Keys of everything that may be one of them, see `numberKey`. */
  readonly keys: ReadonlySet<string>;
  /** How many they are, where each is read in one way. */
  readonly count: number;
}

/**
 * Reads a list of phone numbers: any text, or all sheets of a workbook, with numbers in any spelling and other things
 * beside them.
 *
 * @throws CliError for a file without any, and for a line with the digits of a number of which none can be read, or only a
 * part: nobody may be written to because his number could not be read
 */
export async function readNumberList(path: string): Promise<NumberList> {
  const keys = new Set<string>();
  const numbers = new Set<string>();
  for (const { where, text, unusable } of await linesOf(path)) {
    const refuse = (reason: string): CliError =>
      new CliError(`${path}, ${where}: ${reason} Nothing was sent.`);
    const plain = text.normalize("NFKC");
    const shortened = SHORTENED.exec(plain);
    if (shortened !== null)
      throw refuse(
        `a spreadsheet has shortened a number (${shortened[0]}), so it is not known whose it is. ` +
          "Format the column as text and enter it anew.",
      );
    if (MASKED.test(plain))
      throw refuse(
        "digits of a number are hidden, so it is not known whose it is. Take a list with whole numbers.",
      );
    const found = numbersInLine(text);
    if (found.unreadDigits > 0)
      throw refuse(
        `${found.unreadDigits} digits are no phone number that can be read, so it is not known whom to leave out. ` +
          "Correct it, put each number into a line, or remove the line if it holds none.",
      );
    if (found.numbers.length === 0 && unusable !== undefined)
      throw refuse(`a cell cannot be read: ${unusable.received}.`);
    for (const key of found.keys) keys.add(key);
    for (const number of found.numbers) numbers.add(number);
  }
  if (keys.size === 0) throw new CliError(`--exclude: ${path} holds no phone numbers. Nothing was sent.`);
  return { keys, count: numbers.size };
}

interface Line {
  /** For errors: `line 3`. */
  readonly where: string;
  readonly text: string;
  /** A cell of which nothing is known. */
  readonly unusable?: UnusableValue | undefined;
}

async function linesOf(path: string): Promise<Line[]> {
  const file = await openInputFile(path);
  try {
    const kind = fileKindOf(file.head, path);
    if (kind === "workbook")
      return (await readSheets(file)).flatMap(({ name, rows }) =>
        rows.map((row, place) => ({
          where: `sheet ${name}, row ${place + 1}`,
          text: row.map((cell) => (typeof cell === "string" ? cell : cell.source)).join("\t"),
          unusable: row.find((cell) => typeof cell !== "string" && cell.source === "") as
            UnusableValue | undefined,
        })),
      );
    const chunks: Buffer[] = [];
    for await (const chunk of file.bytes()) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    const encoding = kind !== "text" ? kind : isUtf8(bytes) ? "utf-8" : "gb18030";
    const lines = new TextDecoder(encoding).decode(bytes).split(/\r\n|\n|\r/);
    return lines.map((text, place) => ({ where: `line ${place + 1}`, text }));
  } finally {
    await file.close();
  }
}
