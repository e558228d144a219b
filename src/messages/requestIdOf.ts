/** A request id, if the value looks like one: it is shown as it is. */
export function requestIdOf(value: unknown): string | undefined {
  return typeof value === "string" && /^[\w.:-]{1,128}$/.test(value) ? value : undefined;
}
