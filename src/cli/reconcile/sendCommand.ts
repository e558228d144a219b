/** The command that goes on with a run, made of the one that asked what became of it. */
export function sendCommand(reconcile: readonly string[]): string[] {
  const own = ["--settle", "--text-signs"];
  return reconcile
    .filter((word, place) => !own.includes(word.replace(/=.*/s, "")) && !isValueOf(own, reconcile[place - 1]))
    .map((word, place) => (place === 1 && word === "reconcile" ? "send" : word));
}

function isValueOf(options: readonly string[], before: string | undefined): boolean {
  return before !== undefined && options.includes(before);
}
