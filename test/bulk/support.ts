import type { ClientCore } from "../../src/client.js";
import type { Clock } from "../../src/base/clock.js";
import { sendAll } from "../../src/bulk/sendAll.js";
import type { SendAllOptions } from "../../src/bulk/sendAllOptions.js";
import { SmnError } from "../../src/base/errors.js";
import type { ExchangeHooks } from "../../src/http/exchange.js";
import type { Outcome } from "../../src/messages/outcome.js";
import { BodyWriter } from "../../src/messages/bodyWriter.js";
import { correlate } from "../../src/messages/correlate.js";
import { createExaminer } from "../../src/messages/createExaminer.js";
import type { BatchRequest, SmsMessage } from "../../src/messages/types.js";
import { usualId } from "../messages/support.js";

export const START = Date.parse("2026-03-01T08:00:00Z");

/** Message number `index`, to a number of its own unless told otherwise. */
export function messageOf(index: number, endpoint: string = numberOf(index)): SmsMessage {
  return { endpoint, message: `text ${index}`, sign_id: "sign1" };
}

export function numberOf(index: number): string {
  return `+86138${String(index).padStart(8, "0")}`;
}

export function messagesOf(count: number): SmsMessage[] {
  return Array.from({ length: count }, (_, index) => messageOf(index));
}

export const INVALID: SmsMessage = { endpoint: "+8613800000000", message: "", sign_id: "sign1" };

export interface ManualClock extends Clock {
  /** Moves the time on, wakes who is due, and lets them run. */
  advance(ms: number): Promise<void>;
  /** How long each sleeper still sleeps. */
  readonly sleeping: number[];
}

/** Time stands still until it is moved. */
export function manualClock(start = START): ManualClock {
  let now = start;
  let sleepers: { until: number; wake: () => void }[] = [];
  return {
    now: () => now,
    get sleeping() {
      return sleepers.map(({ until }) => until - now);
    },
    async advance(ms) {
      now += ms;
      const due = sleepers.filter(({ until }) => until <= now);
      sleepers = sleepers.filter(({ until }) => until > now);
      for (const { wake } of due) wake();
      await settled();
    },
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason as Error);
          return;
        }
        const onAbort = (): void => {
          sleepers = sleepers.filter((one) => one !== sleeper);
          reject(signal?.reason as Error);
        };
        const wake = (): void => {
          signal?.removeEventListener("abort", onAbort);
          resolve();
        };
        const sleeper = { until: now + ms, wake };
        sleepers.push(sleeper);
        signal?.addEventListener("abort", onAbort);
      }),
  };
}

/** Lets everything run that waits for nothing but its turn. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** One request that reached the stand-in of the service; the test answers it. */
export interface Held {
  readonly messages: readonly SmsMessage[];
  readonly hooks: ExchangeHooks;
  accept(): void;
  answer(result: readonly unknown[]): void;
  fail(error: unknown): void;
}

export interface HeldService {
  readonly core: ClientCore;
  /** Every request so far. */
  readonly requests: Held[];
  /** Requests that have no answer yet. */
  readonly open: Held[];
  readonly texts: string[];
  /** Most requests that were open at once. */
  readonly peak: number;
}

/** Stands in for the client: requests pass the hooks, then wait until the test answers (`"hold"`) or are accepted. */
export function service(mode: "hold" | "accept" = "accept"): HeldService {
  const requests: Held[] = [];
  const open: Held[] = [];
  let peak = 0;
  const deliver: ClientCore["deliver"] = async ({ messages: loaded, body }, hooks) => {
    const { sms_message: messages } = JSON.parse(Buffer.from(body.finish()).toString()) as BatchRequest;
    try {
      await hooks.beforeAttempt?.(1);
    } catch (error) {
      // As the exchange has it.
      if (hooks.haltSignal?.aborted !== true && error instanceof SmnError) throw error;
      throw new SmnError("aborted", { code: "aborted", sent: "no" });
    }
    return new Promise((resolve, reject) => {
      const request_id = `request-${requests.length}`;
      const leave = (): void => void open.splice(open.indexOf(held), 1);
      const held: Held = {
        messages,
        hooks,
        answer(result) {
          leave();
          resolve(correlate(loaded, result, request_id, { areDistinct: true }));
        },
        accept() {
          held.answer(messages.map(({ endpoint, message }) => ({ endpoint, message_id: usualId(message) })));
        },
        fail(error) {
          leave();
          reject(error);
        },
      };
      requests.push(held);
      open.push(held);
      peak = Math.max(peak, open.length);
      if (mode === "accept") setImmediate(() => held.accept());
    });
  };
  return {
    core: {
      deliver,
      createBody: () => new BodyWriter(),
      createExaminer: () => createExaminer({}),
      projectId: async () => "project",
      baseUrl: "http://127.0.0.1",
      timeoutMs: 30_000,
    } as unknown as ClientCore,
    requests,
    open,
    get texts() {
      return requests.flatMap(({ messages }) => messages.map(({ message }) => message));
    },
    get peak() {
      return peak;
    },
  };
}

/** Everything that an iteration gave, and what it threw. */
export interface Ended<T> {
  outcomes: Outcome<T>[];
  error?: unknown;
}

export async function drain<T>(
  outcomes: AsyncIterable<Outcome<T>>,
  into: Outcome<T>[] = [],
): Promise<Ended<T>> {
  try {
    for await (const outcome of outcomes) into.push(outcome);
    return { outcomes: into };
  } catch (error) {
    return { outcomes: into, error };
  }
}

export function run<T>(
  { core }: { core: ClientCore },
  inputs: Iterable<T> | AsyncIterable<T>,
  options: SendAllOptions<T> = {},
  clock: Clock = manualClock(),
): AsyncIterableIterator<Outcome<T>> {
  return sendAll(core, clock, inputs, options);
}

/** Indices of the outcomes by status, in order. */
export function byStatus<T>(outcomes: readonly Outcome<T>[]): Record<string, number[]> {
  const found: Record<string, number[]> = {};
  for (const { status, index } of outcomes) (found[status] ??= []).push(index);
  for (const indices of Object.values(found)) indices.sort((a, b) => a - b);
  return found;
}

export function range(count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, place) => from + place);
}

/** An asynchronous source that the test feeds by hand. */
export interface Feed<T> extends AsyncIterable<T> {
  give(...inputs: T[]): Promise<void>;
  end(): Promise<void>;
  fail(error: unknown): Promise<void>;
  /** Inputs that were asked for. */
  readonly asked: number;
  readonly returned: number;
}

export function feed<T>(): Feed<T> {
  const ready: { value?: T; done?: boolean; error?: unknown }[] = [];
  let waiting: ((item: (typeof ready)[number]) => void) | undefined;
  let asked = 0;
  let returned = 0;
  const offer = async (item: (typeof ready)[number]): Promise<void> => {
    if (waiting === undefined) ready.push(item);
    else {
      const take = waiting;
      waiting = undefined;
      take(item);
    }
    await settled();
  };
  return {
    async give(...inputs) {
      for (const value of inputs) await offer({ value });
    },
    end: () => offer({ done: true }),
    fail: (error) => offer({ error }),
    get asked() {
      return asked;
    },
    get returned() {
      return returned;
    },
    [Symbol.asyncIterator]: () => ({
      async next() {
        asked++;
        const item =
          ready.shift() ?? (await new Promise<(typeof ready)[number]>((resolve) => (waiting = resolve)));
        if ("error" in item) throw item.error;
        return item.done === true
          ? { value: undefined, done: true }
          : { value: item.value as T, done: false };
      },
      async return() {
        returned++;
        return { value: undefined, done: true };
      },
    }),
  };
}
