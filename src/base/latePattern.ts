/**
 * A pattern that is read when it is first used. Engines read one in the code together with the code, and look up every
 * class of characters (`\p{…}`) for that: those of this package took a tenth of its import.
 */
export function latePattern(source: string, flags: string): () => RegExp {
  let known: RegExp | undefined;
  return () => (known ??= new RegExp(source, flags));
}
