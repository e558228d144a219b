/**
 * Headers under the names that the service writes on the wire, `X-Subject-Token`: the vendor's old SDKs look them up
 * exactly, although case does not count.
 */
export function wireHeaders(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [wireName(name), value]));
}

function wireName(name: string): string {
  return name.replace(/(?:^|-)[a-z]/g, (start) => start.toUpperCase());
}
