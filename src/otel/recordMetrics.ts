import { AsyncLocalStorage } from "node:async_hooks";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { metrics, type MeterProvider } from "@opentelemetry/api";
import type { ChannelMessages, TracingMessages } from "../messages/telemetryMessages.js";
import { errorType, requestLabels, SEND_LABELS } from "./attributes.js";
import { createInstruments, type Instruments } from "./createInstruments.js";
import { listenToTrace } from "./listenToTrace.js";
import type { QueueState } from "./observeQueue.js";
import { quietly } from "./quietly.js";

/** Measures what the channels report. @returns ends it */
export function recordMetrics(
  given: MeterProvider | undefined,
  queue: (() => QueueState | Promise<QueueState>) | undefined,
): () => void {
  let current: { readonly provider: MeterProvider; readonly instruments: Instruments } | undefined;
  /** Unlike tracers, meters that were taken before the SDK starts measure nothing for ever. */
  const instruments = (): Instruments => {
    const provider = given ?? metrics.getMeterProvider();
    if (current?.provider === provider) return current.instruments;
    current?.instruments.stop();
    current = { provider, instruments: createInstruments(provider, queue) };
    return current.instruments;
  };
  instruments();

  const stops = [
    timed("smn-sms:request", (message, seconds) =>
      instruments().requests.record(seconds, requestLabels(message)),
    ),
    timed("smn-sms:send", ({ messages, error }, seconds) => {
      const labels = { ...SEND_LABELS, ...errorType(error) };
      instruments().sends.record(seconds, labels);
      instruments().sent.add(messages, labels);
    }),
    timed("smn-sms:journal", ({ operation, error }, seconds) =>
      instruments().journal.record(seconds, { "smn_sms.operation": operation, ...errorType(error) }),
    ),
    timed("smn-sms:ledger.mark", ({ error }, seconds) =>
      instruments().marks.record(seconds, errorType(error)),
    ),
    heard("smn-sms:outcome", ({ counts }) => {
      for (const { status, code, messages } of counts)
        instruments().messages.add(messages, {
          "smn_sms.outcome": status,
          ...(code === undefined ? {} : { "smn_sms.code": code }),
        });
    }),
    heard("smn-sms:pause", ({ error }) =>
      instruments().pauses.add(1, { "smn_sms.code": error.serviceCode ?? error.code }),
    ),
    heard("smn-sms:ledger.sweep", ({ messages }) => instruments().swept.add(messages)),
    heard("smn-sms:ledger.claim-lost", () => instruments().claimsLost.add(1)),
    heard("smn-sms:queue", ({ waiting, active, oldestMs = 0 }) => {
      const { queueJobs, queueAge } = instruments();
      queueJobs.record(waiting, { "smn_sms.queue.state": "waiting" });
      queueJobs.record(active, { "smn_sms.queue.state": "active" });
      queueAge?.record(oldestMs / 1_000);
    }),
  ];
  return () => {
    for (const stop of stops) stop();
    current?.instruments.stop();
  };
}

/** Measures the time between the beginning and the end of what a channel reports. */
function timed<Name extends keyof TracingMessages>(
  name: Name,
  ended: (message: TracingMessages[Name], seconds: number) => void,
): () => void {
  const starts = new WeakMap<TracingMessages[Name], number>();
  return listenToTrace(name, {
    store: new AsyncLocalStorage<undefined>(),
    begin: (message) => void starts.set(message, performance.now()),
    end(message) {
      const startedAt = starts.get(message);
      if (startedAt !== undefined) ended(message, (performance.now() - startedAt) / 1_000);
    },
  });
}

function heard<Name extends keyof ChannelMessages>(
  name: Name,
  listener: (message: ChannelMessages[Name]) => void,
): () => void {
  const onMessage = (message: unknown): void => {
    quietly(() => listener(message as ChannelMessages[Name])); // by the channel's name
  };
  subscribe(name, onMessage);
  return () => void unsubscribe(name, onMessage);
}
