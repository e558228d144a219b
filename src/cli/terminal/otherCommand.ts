/**
 * A command as it was typed, with another subcommand in its place.
 *
 * @param dropped options that only the former has, with whether they take a value
 */
export function otherCommand(
  words: readonly string[],
  from: string,
  to: string,
  dropped: ReadonlyMap<string, boolean>,
): string[] {
  return words
    .filter(
      (word, place) => !dropped.has(word.replace(/=.*/s, "")) && dropped.get(words[place - 1] ?? "") !== true,
    )
    .map((word, place) => (place === 1 && word === from ? to : word));
}
