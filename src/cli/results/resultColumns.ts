const ADDED = ["status", "message_id", "code", "reason", "request_id"] as const;

/** Names of the columns that the results add; one that the input has already gets `smn_` in front. */
export function resultColumns(header: readonly string[]): string[] {
  const taken = new Set(header.map((name) => name.trim()));
  return ADDED.map((name) => {
    let free: string = name;
    while (taken.has(free)) free = `smn_${free}`;
    return free;
  });
}
