import { expect, it } from "vitest";
import { IntendedRanges } from "../../src/journal/intendedRanges.js";

it("the ranges of intents come in order, those without digests left out, as often as they are asked for", () => {
  const ranges = new IntendedRanges();
  expect([...ranges]).toEqual([]);
  ranges.add({
    indices: [
      [0, 2],
      [5, 5],
    ],
    digests: [7, 2 ** 32 - 1],
  });
  ranges.add({ indices: [[8, 9]] });
  ranges.add({ indices: [[2 ** 22, 2 ** 22]], digests: [1] });
  const expected = [
    { first: 0, last: 2, digest: 7 },
    { first: 5, last: 5, digest: 2 ** 32 - 1 },
    { first: 2 ** 22, last: 2 ** 22, digest: 1 },
  ];
  expect([...ranges]).toEqual(expected);
  expect([...ranges]).toEqual(expected);
});
