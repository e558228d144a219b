import type { SmsMessage } from "../../src/messages/types.js";
import type { Random } from "./random.js";
import { honestReports, REFUSED_TEXT, type ReportHabits } from "./simService.js";

/** One row of what a user wants to be sent. */
export interface Input {
  readonly index: number;
  readonly message: SmsMessage;
  /** What becomes of it in the end, when nothing stands in the way. */
  readonly fate: "taken" | "rejected" | "invalid";
}

/** How the caller's own code behaves. */
export interface Caller {
  /** How inputs are handed over; `reused` gives one object again and again, as some readers do. */
  readonly source: "array" | "slow" | "bursts" | "reused" | "reusedMessage";
  readonly slowConsumerMs: number;
  /** Leaves the loop after so many outcomes. */
  readonly leavesAfter: number | undefined;
  /** Gives the run up by a time-out of its own, and starts again with the same journal object. */
  readonly givesUpAfterMs: number | undefined;
  readonly abortsAfterMs: number | undefined;
}

/** Everything that one seed decides before the simulation starts. */
export interface Plan {
  readonly inputs: readonly Input[];
  readonly batchSize: number;
  readonly concurrency: number;
  readonly correlate: boolean;
  readonly rate: number | undefined;
  readonly deadlineMs: number;
  readonly onUnknown: "continue" | "stop";
  readonly auth: "signature" | "token";
  /** Lives of the run in which things go wrong; afterwards all is well. */
  readonly troubledLives: number;
  readonly faults: number;
  readonly habits: ReportHabits;
  /** How far the clocks of the machine and of the service are off. */
  readonly skewMs: number;
  readonly serviceSkewMs: number;
}

const SIGN = "sign1";

export function drawPlan(random: Random): Plan {
  const length = random.weighted([
    [4, random.whole(1, 5)],
    [4, random.whole(5, 12)],
    [0.5, random.whole(12, 50)],
  ]);
  return {
    inputs: drawInputs(random, length),
    batchSize: random.whole(1, 8),
    concurrency: random.whole(1, 5),
    correlate: random.chance(0.75),
    rate: random.chance(0.2) ? random.whole(1, 50) : undefined,
    deadlineMs: random.pick([0, 5_000, 60_000, 600_000, 600_000]),
    onUnknown: random.chance(0.85) ? "continue" : "stop",
    auth: random.chance(0.6) ? "signature" : "token",
    troubledLives: random.whole(1, 3),
    faults: random.pick([0, 0.1, 0.3, 0.6]),
    habits: drawHabits(random),
    skewMs: random.chance(0.8)
      ? random.whole(-20_000, 20_000)
      : random.pick([-7_200_000, 3_600_000, -2_400_000, 2_400_000]),
    serviceSkewMs: random.whole(-2_000, 2_000),
  };
}

function drawInputs(random: Random, length: number): Input[] {
  const pool = random.pick([1, 3, 10, 1_000]);
  const sign = random.chance(0.8) ? [SIGN] : [SIGN, "sign2"];
  return Array.from({ length }, (_, index): Input => {
    const fate = random.weighted<Input["fate"]>([
      [90, "taken"],
      [5, "rejected"],
      [5, "invalid"],
    ]);
    const text = `${fate === "rejected" ? REFUSED_TEXT : ""}text ${index} code ${random.whole(100_000, 999_999)}`;
    const message: SmsMessage = {
      endpoint: drawNumber(random, pool),
      message: fate === "invalid" ? "" : text,
      sign_id: random.pick(sign),
      ...(random.chance(0.1) ? { extend_code: random.chance(0.5) ? `own${index}` : "shared" } : {}),
    };
    return { index, message, fate };
  });
}

function drawNumber(random: Random, pool: number): string {
  const subscriber = random.whole(0, pool - 1);
  if (random.chance(0.1)) return `+44770090${String(subscriber).padStart(4, "0")}`;
  const digits = `138${String(subscriber).padStart(8, "0")}`;
  return random.weighted([
    [6, `+86${digits}`],
    [2, digits],
    [1, `0086${digits}`],
    [1, `86${digits}`],
  ]);
}

/** Whose number it is, however it is written. */
export function subscriberOf(endpoint: string): string {
  return endpoint.replace(/\D/g, "").slice(-11);
}

function drawHabits(random: Random): ReportHabits {
  if (random.chance(0.5)) return { ...honestReports, lagMs: random.whole(0, 240_000) };
  return {
    lagMs: random.pick([0, 60_000, 600_000, 4_000_000]),
    numbers: random.weighted([
      [4, "whole"],
      [1, "masked"],
      [1, "empty"],
    ]),
    codes: random.weighted([
      [4, "whole"],
      [1, "cut"],
      [1, "prefixed"],
      [1, "missing"],
    ]),
    mostCount: random.pick([Infinity, Infinity, 0, 1, 3]),
    unsteady: random.pick([0, 0, 0.3]),
  };
}

/** Whether what the service says about the past can be relied upon, so that nothing need stay unknown. */
export function areReportsHonest({ habits, skewMs }: Plan): boolean {
  const { lagMs, numbers, codes, unsteady, mostCount } = habits;
  return (
    lagMs <= 240_000 &&
    numbers === "whole" &&
    codes === "whole" &&
    unsteady === 0 &&
    mostCount === Infinity &&
    Math.abs(skewMs) <= 20_000
  );
}

export function drawCaller(random: Random, isTroubled: boolean): Caller {
  return {
    source: random.weighted<Caller["source"]>([
      [4, "array"],
      [2, "slow"],
      [1, "bursts"],
      [2, "reused"],
      [2, "reusedMessage"],
    ]),
    slowConsumerMs: random.chance(0.2) ? random.whole(1, 2_000) : 0,
    leavesAfter: isTroubled && random.chance(0.1) ? random.whole(1, 5) : undefined,
    givesUpAfterMs: isTroubled && random.chance(0.08) ? random.whole(1, 5_000) : undefined,
    abortsAfterMs: isTroubled && random.chance(0.1) ? random.whole(0, 20_000) : undefined,
  };
}
