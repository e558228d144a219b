const TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:Z|[+-]\d\d:?\d\d)$/;

/**
 * A time of a report in milliseconds since the epoch, NaN for anything but ISO 8601 with its zone: without one,
 * `Date.parse` would take the machine's own, and be off by hours.
 */
export function reportTime(text: string | null | undefined): number {
  return TIME.test(text ?? "") ? Date.parse(text ?? "") : Number.NaN;
}
