/** An address as it stands in messages: without the query, which may hold a phone number. */
export function placeOf(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}
