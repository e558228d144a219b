/** A time as reports show it: `2026-03-01T12:00:00Z`. */
export function wireTime(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}
