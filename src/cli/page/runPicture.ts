import type { Counts } from "../base/exitCode.js";
import type { NextStep } from "../terminal/runEvent.js";
import type { Timeline } from "./readTimeline.js";

/** How often the same reason occurred. */
export interface ReasonCount {
  readonly status: string;
  readonly code: string;
  readonly reason: string;
  readonly count: number;
}

/** The deliveries of a run, as far as they are reported. */
export interface DeliveryPicture {
  readonly delivered: number;
  readonly failed: number;
  readonly waiting: number;
  readonly unlisted: number;
  /** Failed ones by the carrier's word. */
  readonly failures: Readonly<Record<string, number>>;
  /** How many took how long from submission to delivery. */
  readonly delays: readonly DelayCount[];
}

export interface DelayCount {
  /** As `up to 10 s`. */
  readonly label: string;
  readonly count: number;
}

/** Everything that the page of a run shows. Neither texts nor whole numbers. */
export interface RunPicture {
  /** The name of the file that was sent. */
  readonly file: string;
  readonly rows: number;
  readonly counts: Counts;
  /** Billed parts, and what they were counted from; undefined when they are not known. */
  readonly parts: { readonly count: number; readonly meaning: string } | undefined;
  readonly timeline: Timeline;
  readonly reasons: readonly ReasonCount[];
  readonly deliveries: DeliveryPicture | undefined;
  /** Why the run stopped before its end, if it did. */
  readonly stopped: string | undefined;
  readonly next: readonly NextStep[];
}
