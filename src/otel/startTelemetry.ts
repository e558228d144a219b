import type { MeterProvider, TracerProvider } from "@opentelemetry/api";
import { recordMetrics } from "./recordMetrics.js";
import { recordSpans } from "./recordSpans.js";
import type { QueueState } from "./observeQueue.js";

/** Where spans and metrics go. */
export interface TelemetryOptions {
  /** Default: the global one at the time of each span. */
  tracerProvider?: TracerProvider | undefined;
  /** Default: the global one at the time of each measurement, so that the SDK may be started later. */
  meterProvider?: MeterProvider | undefined;
  /**
   * Asked whenever metrics are collected: what waits in your queue, for instance by `ledger.counts`. Default: only
   * `smn-sms queue work` tells what waits in its queue.
   */
  queue?: (() => QueueState | Promise<QueueState>) | undefined;
}

/**
 * Makes OpenTelemetry spans and metrics of what every client of this process does. They hold counts, codes and ids, and
 * no text, phone number, key or token. Call it once, when the process starts.
 *
 * - Spans: `send smn` for each batch, in it one span for each HTTP request with the stable `http.*` conventions, and
 *   `journal …` and `ledger mark` for what is written down.
 * - Metrics: `smn_sms.messages` by outcome, `smn_sms.pauses`, durations of requests, batches, journal and ledger,
 *   `smn_sms.ledger.swept`, `smn_sms.ledger.claims_lost`, and what waits in a queue.
 *
 * @returns ends it
 *
 * @example
 * ```ts
 * const stopTelemetry = startTelemetry();
 * ```
 */
export function startTelemetry(options: TelemetryOptions = {}): () => void {
  const stopSpans = recordSpans(options.tracerProvider);
  const stopMetrics = recordMetrics(options.meterProvider, options.queue);
  return () => {
    stopSpans();
    stopMetrics();
  };
}
