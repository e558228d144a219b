const ADDED = ["status", "message_id", "code", "reason", "request_id"] as const;

/** Names of the columns that the results add; one that the input has already gets `smn_` in front. */
export function resultColumns(header: readonly string[]): Record<(typeof ADDED)[number], string> {
  const taken = new Set(header.map((name) => name.trim()));
  const freeName = (name: string): string => (taken.has(name) ? freeName(`smn_${name}`) : name);
  const names = ADDED.map((name) => [name, freeName(name)] as const);
  return Object.fromEntries(names) as Record<(typeof ADDED)[number], string>;
}
