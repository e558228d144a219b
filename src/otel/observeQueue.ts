import type { Meter, MetricOptions } from "@opentelemetry/api";

/** The metric of how long the oldest message, or job, has been waiting. */
export const QUEUE_AGE = "smn_sms.queue.oldest.age";
export const QUEUE_AGE_OPTIONS: Readonly<MetricOptions> = Object.freeze({
  description: "How long the oldest message has been waiting",
  unit: "s",
});

/** What waits in a queue. */
export interface QueueState {
  /** Messages by state, under names of your own. */
  readonly messages: Readonly<Record<string, number>>;
  /** How long the oldest one has been waiting, in milliseconds; undefined when none is. */
  readonly oldestMs?: number | undefined;
}

/** Asks for the state of a queue whenever metrics are collected. @returns ends it */
export function observeQueue(meter: Meter, ask: () => QueueState | Promise<QueueState>): () => void {
  const messages = meter.createObservableUpDownCounter("smn_sms.queue.messages", {
    description: "Messages in the queue, by state",
    unit: "{message}",
  });
  const age = meter.createObservableGauge(QUEUE_AGE, QUEUE_AGE_OPTIONS);
  const observe: Parameters<Meter["addBatchObservableCallback"]>[0] = async (result) => {
    const state = await ask();
    for (const [name, count] of Object.entries(state.messages))
      result.observe(messages, count, { "smn_sms.queue.state": name });
    result.observe(age, (state.oldestMs ?? 0) / 1_000);
  };
  meter.addBatchObservableCallback(observe, [messages, age]);
  return () => meter.removeBatchObservableCallback(observe, [messages, age]);
}
