import { CliError } from "../base/cliError.js";
import { cleanName } from "./columnNames.js";
import { checkHeaderCells, watched } from "./csvTable.js";
import type { InputFile } from "./inputFile.js";
import type { PassOptions, Row, Table } from "./row.js";
import { readSheet, type Sheet } from "./readSheet.js";
import type { UnusableValue } from "./row.js";

const BATCH = 1_000;

/**
 * Opens a sheet of a workbook (.xlsx); its first row that is not empty names the columns. It is held in memory.
 *
 * @param sheet name of the sheet, default the first one
 * @throws CliError for a workbook or sheet that cannot be read
 */
export async function openWorkbookTable(file: InputFile, sheet: string | undefined): Promise<Table> {
  const found = await readSheet(file, sheet);
  const where = `${file.name}, sheet ${found.name}`;
  const [first, ...others] = withoutBlanks(found);
  if (first === undefined)
    throw new CliError(
      `${where} is empty. Its first row has to name the columns. ` +
        (found.names.length > 1
          ? `Name another sheet with --sheet; there are: ${found.names.join(", ")}. Nothing was sent.`
          : "Nothing was sent."),
    );
  const header = trimmedEnd(first.cells).map(textOf);
  const columns = header.map(cleanName);
  checkHeaderCells(columns, `${where}: row ${first.number}`);
  const places = new Map(columns.map((name, place) => [name, place]));
  const numbers = new Set(others.map(({ number }) => number));
  const hiddenRows = found.hiddenRows.filter((number) => numbers.has(number));
  const blankRows = found.rows.length - first.number - others.length;

  async function* batches(pass: PassOptions = {}): AsyncGenerator<readonly Row[]> {
    // The bytes are read again, to see that the file is the same; the rows are those of the first time.
    const bytes = watched(file.bytes(pass.signal), pass.onBytes);
    while ((await bytes.next()).done !== true);
    for (let start = 0; start < others.length; start += BATCH)
      yield others.slice(start, start + BATCH).map((row, place) => toRow(row, start + place, columns.length));
    const { otherSheets } = found;
    pass.onEnd?.({ blankRows, isLastLineEnded: true, hiddenRows, otherSheets });
  }

  return {
    columns,
    header,
    hasHeader: true,
    unit: "row",
    layout: `sheet ${found.name}`,
    ...(found.otherSheets.length > 0 && {
      elsewhere: `They are those of sheet ${found.name}; --sheet names another one: ${found.otherSheets.join(", ")}.`,
    }),
    separator: ",",
    lineEnd: "\r\n",
    hasBom: true,
    reader(column) {
      if (columns.indexOf(column) !== columns.lastIndexOf(column))
        throw new CliError(
          `${where}: two columns are named ${column}. Rename one of them. Nothing was sent.`,
        );
      const place = places.get(column);
      return place === undefined ? undefined : ({ values }) => (values as readonly unknown[])[place];
    },
    batches,
  };
}

interface NumberedRow {
  readonly number: number;
  readonly cells: readonly (string | UnusableValue)[];
}

function withoutBlanks({ rows }: Sheet): NumberedRow[] {
  return rows
    .map((cells, place) => ({ number: place + 1, cells }))
    .filter(({ cells }) => cells.some((cell) => typeof cell !== "string" || cell.trim() !== ""));
}

function toRow({ number, cells }: NumberedRow, index: number, width: number): Row {
  const filled = trimmedEnd(cells);
  const values = Array.from({ length: Math.max(width, filled.length) }, (_, place) => filled[place] ?? "");
  const row: Row = { index, line: number, values };
  if (filled.length <= width) return row;
  const problem = {
    property: "",
    rule: "cells",
    expected: `${width} cells, as in the header`,
    received: `${filled.length} cells`,
  };
  return { ...row, problem };
}

function trimmedEnd<T extends string | UnusableValue>(cells: readonly T[]): readonly T[] {
  let length = cells.length;
  while (length > 0 && (cells[length - 1] ?? "") === "") length--;
  return cells.slice(0, length);
}

function textOf(cell: string | UnusableValue): string {
  return typeof cell === "string" ? cell : cell.source;
}
