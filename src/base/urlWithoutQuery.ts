/** An address as messages show it: without the query, which may hold a phone number. */
export function urlWithoutQuery(url: string): string {
  return url.split(/[?#]/, 1)[0] ?? "";
}
