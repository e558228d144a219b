import { formatCount } from "../terminal/format.js";

/** Text that is safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

/** A table whose last columns are numbers, with a bar for the last one. */
export function barTable(
  caption: string,
  columns: readonly string[],
  rows: readonly (readonly [texts: readonly string[], count: number])[],
): string {
  const most = Math.max(1, ...rows.map(([, count]) => count));
  const head = [...columns, "Messages"].map((name) => `<th scope="col">${escapeHtml(name)}</th>`).join("");
  const body = rows
    .map(([texts, count]) => {
      const cells = texts.map((text) => `<td>${escapeHtml(text)}</td>`).join("");
      return `<tr>${cells}<td class="count">${formatCount(count)}${bar(count / most)}</td></tr>`;
    })
    .join("\n");
  return `<table><caption>${escapeHtml(caption)}</caption><thead><tr>${head}</tr></thead><tbody>
${body}
</tbody></table>`;
}

function bar(share: number): string {
  const width = Math.round(share * 1000) / 10;
  return `<svg aria-hidden="true" viewBox="0 0 100 6" preserveAspectRatio="none"><rect width="${width}" height="6"/></svg>`;
}
