import { describe, expect, it } from "vitest";
import { simulate } from "./simulate.js";

const SEEDS = 2_000;
const PARTS = 4;

describe("a run with crashes, pauses, failing disks and a hostile network, from a seed", () => {
  it.each(Array.from({ length: PARTS }, (_, part) => part))(
    "sends nothing twice and loses no outcome (part %i)",
    async (part) => {
      for (let seed = 1 + part; seed <= SEEDS; seed += PARTS)
        await expect(simulate(seed), `seed ${seed}`).resolves.toMatchObject({ seed });
    },
    120_000,
  );

  it("goes the same way again", async () => {
    for (const seed of [7, 77, 777]) expect(await simulate(seed)).toEqual(await simulate(seed));
  });
});
