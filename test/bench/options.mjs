import { parseArgs } from "node:util";

/** What the command line asks for, and how much is measured. */
export function readOptions(args = process.argv.slice(2)) {
  const { values } = parseArgs({
    args,
    options: {
      quick: { type: "boolean", default: false },
      check: { type: "boolean", default: false },
      only: { type: "string", multiple: true },
      list: { type: "boolean", default: false },
    },
  });
  return { ...values, scale: values.quick ? QUICK : FULL };
}

/** Batches of a repetition by requests in flight: enough for all of them to be in flight for most of it. */
const FULL = {
  repetitions: 9,
  warmUps: 1,
  batches: { 1: 40, 8: 100, 32: 100 },
  singles: { 1: 1_000, 8: 2_000, 32: 2_000 },
  lateSingles: { 8: 200, 32: 800 },
  memory: [100_000, 3_000_000],
  rssBatches: 200,
  command: { rows: 1_000_000, rounds: 3 },
  imports: 15,
  breakdown: 15,
};
const QUICK = {
  repetitions: 3,
  warmUps: 4, // short rounds: until the engine has compiled what they run
  batches: { 1: 8, 8: 16, 32: 32 },
  singles: { 1: 200, 8: 300, 32: 300 },
  lateSingles: { 8: 40, 32: 160 },
  memory: [50_000, 300_000],
  rssBatches: 50,
  command: { rows: 300_000, rounds: 1 },
  imports: 9,
  breakdown: 5,
};
