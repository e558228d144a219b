import { formatCount } from "../terminal/format.js";

/** Messages by state, those that there are: `998 accepted, 1 unknown`. */
export function countsText(counts: Readonly<Record<string, number>>): string {
  const parts = Object.entries(counts)
    .filter(([, count]) => count > 0)
    .map(([state, count]) => `${formatCount(count)} ${state}`);
  return parts.length === 0 ? "nothing" : parts.join(", ");
}
