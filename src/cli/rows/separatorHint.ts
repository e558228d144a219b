import type { Table } from "../input/row.js";

const SEPARATORS: readonly (readonly [separator: string, hint: string])[] = [
  [",", "by , : leave --separator out"],
  [";", "by ; : add --separator ';'"],
  ["||", "by || : replace it by ,"],
  ["|", "by | : add --separator '|'"],
  ["\t", "by tabs: add --separator tab"],
  ["，", "by full-width commas (，): replace them by ,"],
  ["；", "by full-width semicolons (；): replace them by ,"],
  ["､", "by ､ : replace it by ,"],
  ["、", "by 、: replace it by ,"],
  ["｜", "by ｜: replace it by ,"],
  ["^", "by ^ : replace it by ,"],
  ["~", "by ~ : replace it by ,"],
  ["\u0001", "by a control character (U+0001): replace it by ,"],
  ["\u001f", "by a control character (U+001F): replace it by ,"],
  [":", "by : : replace it by ,"],
  [" ", "by blanks: put a , in their place"],
];

/** Says which other separator the first line has, where that explains why names are missing. */
export function separatorHint(
  { columns, header, separator, hasHeader }: Pick<Table, "columns" | "header" | "separator" | "hasHeader">,
  needed: readonly string[],
): string {
  if (!hasHeader) return "";
  const line = header.join(separator);
  if (header.length === 1 && needed.length > 1 && line.includes(separator))
    return "The first line has quotation marks around all of it, which make one cell of it: remove them from every line.";
  const others = SEPARATORS.filter(([one]) => one !== separator && line.includes(one));
  const fits = others.find(([one]) => {
    const names = line.split(one).map((name) => name.replaceAll('"', "").trim());
    return needed.every((name) => names.includes(name));
  });
  const seems = columns.length > 1 ? undefined : others.find(([one]) => one !== ":" && one !== " ");
  const found = fits ?? seems;
  if (found !== undefined) return `Cells seem to be separated ${found[1]}.`;
  return columns.some((name) => /["“”`'‘’]/.test(name))
    ? 'Quotation marks count only as ", directly behind the separator, without a blank.'
    : "";
}
