/** `1,890,000`. Not by `Intl`, which takes ten milliseconds to load. */
export function formatCount(count: number): string {
  return String(Math.round(count)).replace(/\B(?=(?:\d{3})+$)/g, ",");
}

/** A count with its noun: `1 row`, `2,000 rows`. */
export function counted(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? "" : "s"}`;
}

/** `0:42`, `12:05`, `3:00:00` */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.ceil(seconds));
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60];
  const shown = parts[0] === 0 ? parts.slice(1) : parts;
  return shown.map((part, place) => (place === 0 ? String(part) : String(part).padStart(2, "0"))).join(":");
}

/** `14:05:09`, in the time zone of this machine. */
export function timeOfDay(time: string | number): string {
  return new Date(time).toTimeString().slice(0, 8);
}

/** The first items of a list, and how many there are behind them: `2, 3, 4 and 17 more`. */
export function listed(items: readonly (number | string)[], total: number): string {
  const more = total - items.length;
  return items.join(", ") + (more > 0 ? ` and ${formatCount(more)} more` : "");
}

/** Wraps lines; continuation lines are indented further. */
export function fitted(lines: readonly string[], columns: number): string {
  return lines.map((line) => wrap(line, columns, `${/^ */.exec(line)?.[0] ?? ""}  `)).join("\n");
}

/** Breaks a text into lines of at most `width` characters; those after the first begin with `indent`. */
export function wrap(text: string, width: number, indent = ""): string {
  const lead = /^ */.exec(text)?.[0] ?? "";
  const lines: string[] = [];
  let line = lead;
  let isEmpty = true;
  for (const word of text.trim().split(" ")) {
    if (isEmpty) line += word;
    else if (displayWidth(`${line} ${word}`) <= width) line += ` ${word}`;
    else {
      lines.push(line);
      line = indent + word;
    }
    isEmpty = false;
  }
  return [...lines, line].join("\n");
}

/** Columns that a text takes on a terminal: Chinese characters and full-width signs take two. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text) width += WIDE.test(character) ? 2 : 1;
  return width;
}

const WIDE =
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]|\p{Emoji_Presentation}/u;
