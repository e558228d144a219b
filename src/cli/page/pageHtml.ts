import { commandText } from "../terminal/commandText.js";
import { formatCount } from "../terminal/format.js";
import { statusWords } from "../terminal/statusWords.js";
import { barTable, escapeHtml } from "./html.js";
import { pageStyle } from "./pageStyle.js";
import type { RunPicture } from "./runPicture.js";
import { pauseText, timelineSvg } from "./timelineSvg.js";

const SHOWN_PAUSES = 10;

/** The page of a run: one file, without a script, which loads nothing. */
export function pageHtml(picture: RunPicture): string {
  const { file, rows, parts, stopped } = picture;
  const title = `${escapeHtml(file)}: ${formatCount(rows)} rows`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${title}</title>
<style>${pageStyle}</style>
</head>
<body>
<main>
<h1>${title}</h1>
${stopped === undefined ? "" : `<p class="stopped">The run stopped before its end: ${escapeHtml(stopped)}</p>`}
${outcomes(picture)}
${parts === undefined ? "" : `<p>Parts billed: <strong>${formatCount(parts.count)}</strong> (${escapeHtml(parts.meaning)})</p>`}
${timeline(picture)}
${reasons(picture)}
${deliveries(picture)}
${next(picture)}
</main>
</body>
</html>
`;
}

function outcomes({ counts, rows }: RunPicture): string {
  const shown = statusWords.filter(([status]) => counts[status] > 0);
  const total = Math.max(1, rows);
  let left = 0;
  const bars = shown.map(([status]) => {
    const width = (counts[status] / total) * 100;
    const rect = `<rect class="${status}" x="${left}" width="${width}" height="10"><title>${status}: ${formatCount(counts[status])}</title></rect>`;
    left += width;
    return rect;
  });
  const items = shown.map(
    ([status, meaning]) =>
      `<li><span class="key ${status}"></span><strong>${formatCount(counts[status])}</strong> ${status} <span class="soft">– ${escapeHtml(meaning)}</span></li>`,
  );
  return `<section><h2>Outcomes</h2>
<svg class="share" role="img" aria-label="Outcomes by share" viewBox="0 0 100 10" preserveAspectRatio="none">${bars.join("")}</svg>
<ul class="plain">${items.join("\n")}</ul></section>`;
}

function timeline({ timeline: times }: RunPicture): string {
  if (times.counts.every((count) => count === 0)) return "";
  const { pauses } = times;
  const lines = pauses.slice(0, SHOWN_PAUSES).map((pause) => `<li>${escapeHtml(pauseText(pause))}</li>`);
  const more = pauses.length - lines.length;
  if (more > 0) lines.push(`<li>and ${formatCount(more)} more</li>`);
  return `<section><h2>Messages over time</h2>
${timelineSvg(times)}
${lines.length === 0 ? '<p class="soft">Without pauses.</p>' : `<p><span class="key pause"></span>Pauses:</p><ul>${lines.join("\n")}</ul>`}</section>`;
}

function reasons({ reasons: counts }: RunPicture): string {
  if (counts.length === 0) return "";
  const rows = counts.map(({ status, code, reason, count }) => [[status, code, reason], count] as const);
  return `<section><h2>Reasons</h2>
${barTable("Why messages were not accepted", ["Status", "Code", "Reason"], rows)}</section>`;
}

function deliveries({ deliveries: found }: RunPicture): string {
  if (found === undefined) return "";
  const words = (["delivered", "failed", "waiting", "unlisted"] as const).filter((word) => found[word] > 0);
  const failures = Object.entries(found.failures).sort(([, a], [, b]) => b - a);
  const delays = found.delays.filter(({ count }) => count > 0);
  return `<section><h2>Deliveries</h2>
${barTable(
  "As far as reported",
  ["Delivery"],
  words.map((word) => [[word], found[word]] as const),
)}
${
  failures.length === 0
    ? ""
    : barTable(
        "Failures by the carrier's word",
        ["Word"],
        failures.map(([word, count]) => [[word], count] as const),
      )
}
${
  delays.length === 0
    ? ""
    : barTable(
        "Time until delivered",
        ["Time"],
        delays.map(({ label, count }) => [[label], count] as const),
      )
}
</section>`;
}

function next({ next: steps }: RunPicture): string {
  if (steps.length === 0) return "<section><h2>What to do next</h2><p>Nothing.</p></section>";
  const items = steps.map(({ concerns, advice, command }) => {
    const again =
      command === undefined ? "" : `<pre>${escapeHtml(commandText(withoutTexts(command), 80))}</pre>`;
    return `<li><strong>${escapeHtml(concerns)}</strong>: ${escapeHtml(advice)}${again}</li>`;
  });
  return `<section><h2>What to do next</h2><ul>${items.join("\n")}</ul></section>`;
}

/** The text of `--template` is the text of the messages, which the page does not show. */
function withoutTexts(command: readonly string[]): string[] {
  return command.map((word, place) => {
    if (command[place - 1] === "--template") return "(your template)";
    return word.startsWith("--template=") ? "--template=(your template)" : word;
  });
}
