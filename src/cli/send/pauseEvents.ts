import type { SmnError } from "../../base/errors.js";
import type { Clock } from "../../base/clock.js";
import type { Notice } from "../../bulk/sendAllOptions.js";
import { timeOfDay } from "../terminal/format.js";
import type { RunEvent } from "../terminal/runEvent.js";

/** How long a request is retried that was certainly not taken, in milliseconds. */
export const RETRIED_MS = 600_000;

/** Says of the notices of a run what they are about. */
export class PauseEvents {
  readonly #clock: Clock;
  /** When the first attempt failed since the last success. */
  #downSince: number | undefined;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  connected(): void {
    this.#downSince = undefined;
  }

  eventOf(notice: Notice): RunEvent {
    if (notice.kind === "unmatched")
      return { event: "unmatched", request_id: notice.request_id, results: notice.results };
    return { event: "pause", seconds: notice.delayMs / 1000, reason: this.#reasonOf(notice.error) };
  }

  #reasonOf(error: SmnError): string {
    if (error.status === 429) return "the service asks to send more slowly";
    if (error.code !== "network" && error.code !== "timeout")
      return `the service is busy (${error.serviceCode ?? `status ${error.status ?? "unknown"}`})`;
    this.#downSince ??= this.#clock.now();
    const why = error.cause instanceof Error ? error.cause.message : error.code;
    return `no connection (${why}), tried until ${timeOfDay(this.#downSince + RETRIED_MS)}`;
  }
}
