import { formatCount } from "../terminal/format.js";
import { escapeHtml } from "./html.js";
import type { Timeline } from "./readTimeline.js";

const WIDTH = 720;
const HEIGHT = 180;
const LEFT = 50;
const BOTTOM = 24;

/** Messages over time as bars, with the pauses behind them. */
export function timelineSvg({ from, to, counts, pauses }: Timeline): string {
  const most = Math.max(1, ...counts);
  const span = Math.max(1, to - from);
  const inner = WIDTH - LEFT;
  const height = HEIGHT - BOTTOM;
  const x = (at: number): number => LEFT + (Math.min(Math.max(at - from, 0), span) / span) * inner;
  const shades = pauses.map((pause) => {
    const width = Math.max(2, x(pause.to) - x(pause.from));
    return `<rect class="pause" x="${round(x(pause.from))}" y="0" width="${round(width)}" height="${height}"><title>${escapeHtml(pauseText(pause))}</title></rect>`;
  });
  const step = inner / counts.length;
  const bars = counts.map((count, place) => {
    const top = (count / most) * (height - 12);
    const title = `${clock(from + (place * span) / counts.length)}: ${formatCount(count)} messages`;
    return `<rect class="bar" x="${round(LEFT + place * step)}" y="${round(height - top)}" width="${round(Math.max(1, step - 1))}" height="${round(top)}"><title>${escapeHtml(title)}</title></rect>`;
  });
  return `<svg class="timeline" role="img" aria-label="Messages sent over time" viewBox="0 0 ${WIDTH} ${HEIGHT}">
${[...shades, ...bars].join("\n")}
<line x1="${LEFT}" y1="${height}" x2="${WIDTH}" y2="${height}"/>
<text x="${LEFT - 6}" y="18" text-anchor="end">${formatCount(most)}</text>
<text x="${LEFT - 6}" y="${height}" text-anchor="end">0</text>
<text x="${LEFT}" y="${HEIGHT - 6}">${clock(from)}</text>
<text x="${WIDTH}" y="${HEIGHT - 6}" text-anchor="end">${clock(to)}</text>
</svg>`;
}

/** A pause in words. */
export function pauseText({ from, to, reason }: Timeline["pauses"][number]): string {
  const seconds = Math.max(1, Math.round((to - from) / 1000));
  return `${clock(from)}: nothing sent for ${formatCount(seconds)} s${reason === "" ? "" : ` (${reason})`}`;
}

function clock(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
