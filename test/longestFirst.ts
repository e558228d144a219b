import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take seconds, because they start processes, build documents or play many runs: the longest first. */
const LONG = [
  "e2e/cliResults", // builds what the others start
  "simulation/simulation",
  "docs/site",
  "e2e/cliReport",
  "docs/snippets",
  "e2e/cliSend",
  "e2e/cliDemo",
  "e2e/cliSurroundings",
  "reconcile/neverTwice",
  "e2e/reconcile",
  "e2e/cliStop",
  "e2e/cliExamples",
  "journal/openJournal",
  "reconcile/reconcile",
  "docs/samples",
  "http/transports",
  "http/answerBehind",
  "journal/lockProcesses",
  "ledger/pace",
  "package/readApis",
];

/**
 * Runs the long files first, so that at the end no worker is busy alone. Vitest orders by what it measured, and in a fresh
 * clone, where nothing was measured, by the size of files: that has the longest ones last.
 */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    return sorted.toSorted((first, second) => placeOf(first) - placeOf(second));
  }
}

function placeOf({ moduleId }: TestSpecification): number {
  const place = LONG.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`));
  return place === -1 ? LONG.length : place;
}
