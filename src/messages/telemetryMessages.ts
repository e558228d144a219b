import type { OutcomeStatus } from "./outcome.js";

/** How something failed: kinds and codes, no explanation. */
export interface TelemetryError {
  /** As `SmnError.code`, or `"other"`. */
  readonly code: string;
  /** As `SmnError.sent`. */
  readonly sent: "no" | "maybe" | "yes";
  /** HTTP status, when there was an answer. */
  readonly status?: number | undefined;
  /** The service's code, such as `SMN.0087`; `"other"` where it does not look like one. */
  readonly serviceCode?: string | undefined;
  /** The id under which the vendor's support finds the request. */
  readonly requestId?: string | undefined;
}

/** `tracing:smn-sms:request`: one attempt of a request, until its answer was read. */
export interface RequestTrace {
  /** Of HTTP. */
  readonly method: string;
  /** The path with its parameters by name: `/v2/{project_id}/notifications/sms`. */
  readonly route: string;
  /** Of the address. */
  readonly scheme: "http" | "https";
  /** Host name of the service. */
  readonly address: string;
  /** Of the service. */
  readonly port: number;
  /** 1 for the first attempt, 2 for its first retry. */
  readonly attempt: number;
  /** HTTP status, when there was an answer. From `asyncStart` on. */
  status?: number | undefined;
  /** The answer's id, when there was one. From `asyncStart` on. */
  requestId?: string | undefined;
  /** Unless the request was taken. From `error` on. */
  error?: TelemetryError | undefined;
}

/** `tracing:smn-sms:send`: one batch with all attempts and pauses, until the results of its messages were read. */
export interface SendTrace {
  /** How many messages the batch has. */
  readonly messages: number;
  /** Of the answer, when there was one. From `asyncStart` on. */
  requestId?: string | undefined;
  /** Unless the batch was taken. From `error` on. */
  error?: TelemetryError | undefined;
}

/** `tracing:smn-sms:journal`: something is written to the record of a run. */
export interface JournalTrace {
  /** Before a request leaves, or when outcomes are known. */
  readonly operation: "intend" | "settle";
  /** Of how many messages. */
  readonly messages: number;
  /** When it could not be written. From `error` on. */
  error?: TelemetryError | undefined;
}

/** `tracing:smn-sms:ledger.mark`: a worker marks a job before it sends. */
export interface MarkTrace {
  /** How many messages the job has. */
  readonly messages: number;
  /** 1 for the first sending of the job. */
  readonly attempt: number;
  /** When the mark was refused, or could not be committed. From `error` on. */
  error?: TelemetryError | undefined;
}

/** `smn-sms:pause`: a request was certainly not taken, and is retried later. */
export interface PauseMessage {
  /** How long, in milliseconds. */
  readonly delayMs: number;
  /** The attempt that failed: 1 for the first. */
  readonly attempt: number;
  /** Why. */
  readonly error: TelemetryError;
}

/** How many messages ended in the same way. */
export interface OutcomeCount {
  /** How. */
  readonly status: OutcomeStatus;
  /** The service's code (`rejected`), or the kind of failure (`unsent`, `unknown`). */
  readonly code?: string | undefined;
  /** How many. */
  readonly messages: number;
}

/** `smn-sms:outcome`: messages have their outcomes. */
export interface OutcomeMessage {
  /** One for each way to end. */
  readonly counts: readonly OutcomeCount[];
}

/** `smn-sms:ledger.sweep`: leases were over, and what their workers had marked became `unknown`. */
export interface SweepMessage {
  /** How many jobs or runs. */
  readonly jobs: number;
  /** How many messages they have. */
  readonly messages: number;
}

/** `smn-sms:ledger.claim-lost`: a worker that was paused too long found its mark gone, and sent nothing. */
export interface ClaimLostMessage {
  /** How many messages it had. */
  readonly messages: number;
}

/** `smn-sms:queue`: what waits for the workers; told by `smn-sms queue work`, by each worker every 10 seconds. */
export interface QueueMessage {
  /** Jobs that no worker has. */
  readonly waiting: number;
  /** Jobs that a worker has. */
  readonly active: number;
  /** How long the oldest job that waits has been there, in milliseconds; undefined when none waits. */
  readonly oldestMs?: number | undefined;
}

/**
 * The messages of the channels of `node:diagnostics_channel`, by name; those of `TracingMessages` are published on
 * `tracing:NAME:start`, `:end`, `:asyncStart`, `:asyncEnd` and `:error`. They hold counts, codes and ids, and no text,
 * phone number, key or token.
 */
export interface TracingMessages {
  /** One attempt of a request. */
  "smn-sms:request": RequestTrace;
  /** One batch, with its retries. */
  "smn-sms:send": SendTrace;
  /** A record of a run is written. */
  "smn-sms:journal": JournalTrace;
  /** A worker marks a job. */
  "smn-sms:ledger.mark": MarkTrace;
}

/** The messages of the plain channels, by name. */
export interface ChannelMessages {
  /** A request is retried later. */
  "smn-sms:pause": PauseMessage;
  /** Messages have their outcomes. */
  "smn-sms:outcome": OutcomeMessage;
  /** Leases were over. */
  "smn-sms:ledger.sweep": SweepMessage;
  /** A worker had been paused too long. */
  "smn-sms:ledger.claim-lost": ClaimLostMessage;
  /** What waits. */
  "smn-sms:queue": QueueMessage;
}
