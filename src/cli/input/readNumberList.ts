import { isUtf8 } from "node:buffer";
import { numberKey } from "../../messages/phoneNumber.js";
import { CliError } from "../base/cliError.js";
import { fileKindOf } from "./fileKind.js";
import { openInputFile } from "./inputFile.js";
import { readSheet } from "./readSheet.js";

const SHORTENED = /^[+-]?\d(?:[.,]\d+)?E\+?\d+$/i;
/** As exports for others hide them: `138****0001`. */
const MASKED = /\d[*•●xX]{2,}(?=\d|$)/;
/** Fewer digits are no phone number, but a count or a year. */
const LEAST_DIGITS = 5;
/** A country code and a number have 15 at most (ITU-T E.164), and two zeros before them. */
const MOST_DIGITS = 17;

/**
 * Reads a list of phone numbers: any text or workbook with numbers in its cells, in any spelling.
 *
 * @returns their keys, see `numberKey`
 * @throws CliError for a file without any, and for numbers that are shortened or masked: nobody may be written to because
 * his number could not be read
 */
export async function readNumberList(path: string): Promise<ReadonlySet<string>> {
  const keys = new Set<string>();
  for (const { line, cells } of await cellsOf(path))
    for (const cell of cells) {
      const plain = plainOf(cell);
      if (SHORTENED.test(plain))
        throw new CliError(
          `${path}, line ${line}: a spreadsheet has shortened a number (${plain}), so it is not known whose it is. ` +
            "Format the column as text and enter it anew. Nothing was sent.",
        );
      if (MASKED.test(plain))
        throw new CliError(
          `${path}, line ${line}: digits of a number are hidden (${plain.replace(/[^*•●xX]/g, "·")}), so it is not known whose it is. ` +
            "Take a list with whole numbers. Nothing was sent.",
        );
      for (const number of numbersIn(plain.replace(/[.,]0+$/, ""))) {
        if (digitsOf(number) > MOST_DIGITS)
          throw new CliError(
            `${path}, line ${line}: ${digitsOf(number)} digits are no phone number. Put each number into a line. ` +
              "Nothing was sent.",
          );
        keys.add(numberKey(number));
        keys.add(numberKey(number.replace(/^(\+?86)?0(?=1[3-9]\d{9}$)/, ""))); // a 0 before a mobile number
      }
    }
  if (keys.size === 0) throw new CliError(`--exclude: ${path} holds no phone numbers. Nothing was sent.`);
  return keys;
}

/** A cell is a number; one with too many digits may hold several, with blanks between. */
function numbersIn(cell: string): string[] {
  const parts = digitsOf(cell) > MOST_DIGITS ? cell.split(/\s+/) : [cell];
  return parts.filter((part) => digitsOf(part) >= LEAST_DIGITS);
}

function digitsOf(text: string): number {
  return text.replace(/\D/g, "").length;
}

async function cellsOf(path: string): Promise<{ line: number; cells: readonly string[] }[]> {
  const file = await openInputFile(path);
  try {
    const kind = fileKindOf(file.head, path);
    if (kind === "workbook") {
      const { rows } = await readSheet(file, undefined);
      return rows.map((row, place) => ({
        line: place + 1,
        cells: row.map((cell) => (typeof cell === "string" ? cell : cell.source)),
      }));
    }
    const chunks: Buffer[] = [];
    for await (const chunk of file.bytes()) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    const encoding = kind !== "text" ? kind : isUtf8(bytes) ? "utf-8" : "gb18030";
    const text = new TextDecoder(encoding).decode(bytes);
    return text
      .split(/\r\n|\n|\r/)
      .map((line, place) => ({ line: place + 1, cells: line.split(/[,;\t|，；、]/) }));
  } finally {
    await file.close();
  }
}

/** A cell without quotes, formulas, blanks and invisible marks, with digits of one kind. */
function plainOf(cell: string): string {
  return cell
    .normalize("NFKC")
    .replace(/[\p{Cf}"“”'’]/gu, "")
    .replace(/^\s*=/, "")
    .trim();
}
