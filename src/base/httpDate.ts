/** Others are read by the machine's own time zone. */
const HTTP_DATE = /^\s*[A-Za-z]{3}, .* GMT\s*$/;

/** A date of a header in milliseconds since the epoch, NaN for anything but an HTTP date. */
export function httpDate(value: string | undefined): number {
  return value !== undefined && HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
}
