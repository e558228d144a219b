/** Keys that begin so, by the order of their bytes: the first two values of a statement. */
export function keyRange(prefix: string): [string, string] {
  // Behind every text that begins so.
  return [prefix, `${prefix}\u{10ffff}`];
}

/** The condition on a column of keys. */
export const IN_RANGE = "key >= $1 and key <= $2";
