import type { Counter, Gauge, Histogram, MeterProvider } from "@opentelemetry/api";
import { SCOPE } from "./attributes.js";
import { observeQueue, QUEUE_AGE, QUEUE_AGE_OPTIONS, type QueueState } from "./observeQueue.js";

export interface Instruments {
  readonly requests: Histogram;
  readonly sends: Histogram;
  readonly sent: Counter;
  readonly journal: Histogram;
  readonly marks: Histogram;
  readonly messages: Counter;
  readonly pauses: Counter;
  readonly swept: Counter;
  readonly claimsLost: Counter;
  readonly queueJobs: Gauge;
  /** Undefined where a function is asked for it. */
  readonly queueAge: Gauge | undefined;
  /** Ends what asks for the state of the queue. */
  readonly stop: () => void;
}

/** As the conventions have them for requests and for messaging, in seconds. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10];

/** Takes the instruments of a provider. */
export function createInstruments(
  provider: MeterProvider,
  queue: (() => QueueState | Promise<QueueState>) | undefined,
): Instruments {
  const meter = provider.getMeter(SCOPE);
  const duration = (name: string, description: string): Histogram =>
    meter.createHistogram(name, {
      description,
      unit: "s",
      advice: { explicitBucketBoundaries: BUCKETS },
    });
  const counter = (name: string, description: string, unit: string): Counter =>
    meter.createCounter(name, { description, unit });
  return {
    requests: duration("http.client.request.duration", "Duration of HTTP requests"),
    sends: duration("messaging.client.operation.duration", "Duration of batches, with their retries"),
    sent: counter("messaging.client.sent.messages", "Messages in batches that ended", "{message}"),
    journal: duration("smn_sms.journal.duration", "Duration of writing to the journal"),
    marks: duration("smn_sms.ledger.mark.duration", "Duration of marking a job in the ledger"),
    messages: counter("smn_sms.messages", "Messages by outcome", "{message}"),
    pauses: counter("smn_sms.pauses", "Pauses before a retry", "{pause}"),
    swept: counter(
      "smn_sms.ledger.swept",
      "Messages that became unknown, because their worker was silent",
      "{message}",
    ),
    claimsLost: counter(
      "smn_sms.ledger.claims_lost",
      "Jobs that a worker did not send, because it was paused too long",
      "{job}",
    ),
    queueJobs: meter.createGauge("smn_sms.queue.jobs", {
      description: "Jobs in the queue of smn-sms queue, by state",
      unit: "{job}",
    }),
    queueAge: queue === undefined ? meter.createGauge(QUEUE_AGE, QUEUE_AGE_OPTIONS) : undefined,
    stop: queue === undefined ? () => undefined : observeQueue(meter, queue),
  };
}
