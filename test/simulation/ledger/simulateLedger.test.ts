import { afterAll, describe, expect, it } from "vitest";
import { Violation } from "../violation.js";
import { SABOTAGES } from "./sabotage.js";
import { endSimulations, simulateLedger } from "./simulateLedger.js";

const SEEDS = 150;
/** Seeds that are known to find a fault: where to look first. */
const KNOWN = [1, 16, 22, 26];

afterAll(endSimulations);

describe("a ledger with crashes, pauses, lost connections and a hostile network, from a seed", () => {
  it("sends nothing twice and loses no outcome, in a run and in jobs that are delivered again", async () => {
    for (let seed = 1; seed <= SEEDS; seed++)
      await expect(simulateLedger(seed), `seed ${seed}`).resolves.toMatchObject({ seed });
  }, 120_000);

  it("goes the same way again", async () => {
    for (const seed of [7, 8]) expect(await simulateLedger(seed)).toEqual(await simulateLedger(seed));
  });

  it.each(Object.entries(SABOTAGES))(
    "finds that %s",
    async (_, newSabotage) => {
      const found = async (): Promise<unknown> => {
        for (const seed of [...KNOWN, ...Array.from({ length: 1_000 }, (_seed, n) => n + 1)])
          try {
            await simulateLedger(seed, undefined, newSabotage());
          } catch (error) {
            return error;
          }
        return undefined;
      };
      expect(await found()).toBeInstanceOf(Violation);
    },
    120_000,
  );
});
