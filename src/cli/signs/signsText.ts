import type { SmsSign } from "../../reports/types.js";
import { scrub } from "../../base/scrub.js";
import { counted, displayWidth, wrap } from "../terminal/format.js";

const STATES = ["pending", "processing", "in review", "approved", "refused", "deleted"];
const TYPES = ["notification", "promotion"];
const NARROWEST_NAME = 8;

/** The signatures as a table, each in a line that fits the terminal. */
export function signsText(signs: readonly SmsSign[], columns: number): string {
  if (signs.length === 0)
    return "The account has no signatures. New ones are not handed out any more; see the README.\n";
  const rows = signs.map((sign) => [
    printable(sign.sign_id),
    STATES[sign.status] ?? `status ${sign.status}`,
    TYPES[sign.sign_type] ?? `type ${sign.sign_type}`,
  ]);
  const table = [["sign_id", "state", "type"], ...rows];
  const widths = [0, 1, 2].map((place) =>
    Math.max(...table.map((cells) => displayWidth(cells[place] ?? ""))),
  );
  const left = columns - widths.reduce((sum, width) => sum + width + 2, 0);
  const names = ["name", ...signs.map(({ sign_name }) => printable(sign_name))];
  const lines = table.map((cells, place) => {
    const padded = cells.map((cell, at) => cell + " ".repeat((widths[at] ?? 0) - displayWidth(cell)));
    const line = [...padded, cut(names[place] ?? "", Math.max(NARROWEST_NAME, left))].join("  ").trimEnd();
    const reply = signs[place - 1]?.reply ?? "";
    return reply === "" ? line : `${line}\n${wrap(`  ${scrub(reply)}`, columns, "  ")}`;
  });
  const usable = signs.filter(({ status }) => status === 3).length;
  lines.push("", `${counted(signs.length, "signature")}, ${usable} approved`);
  return `${lines.join("\n")}\n`;
}

/** Removes characters that would garble a terminal. */
function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\u2028\u2029]+/gu, " ");
}

function cut(text: string, width: number): string {
  if (displayWidth(text) <= width) return text;
  let kept = "";
  for (const character of text) {
    if (displayWidth(`${kept}${character}…`) > width) break;
    kept += character;
  }
  return `${kept}…`;
}
