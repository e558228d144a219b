import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { inspect } from "node:util";
import type { ChannelMessages, TracingMessages } from "../../src/messages/telemetryMessages.js";

export const PLAIN: readonly (keyof ChannelMessages)[] = [
  "smn-sms:pause",
  "smn-sms:outcome",
  "smn-sms:ledger.sweep",
  "smn-sms:ledger.claim-lost",
  "smn-sms:queue",
];
export const TRACED: readonly (keyof TracingMessages)[] = [
  "smn-sms:request",
  "smn-sms:send",
  "smn-sms:journal",
  "smn-sms:ledger.mark",
];
const STEPS = ["start", "end", "asyncStart", "asyncEnd", "error"];

export interface Heard {
  /** Name of the channel, and the message as it was when it was published. */
  readonly events: readonly (readonly [string, Record<string, unknown>])[];
  /** Of one channel. */
  of(name: string): Record<string, unknown>[];
  /** All messages, as JSON and as Node prints them. */
  readonly text: string;
}

/** Listens to every channel of the package during the work. */
export async function listen(work: () => Promise<unknown>): Promise<Heard> {
  const events: [string, Record<string, unknown>][] = [];
  const texts: string[] = [];
  const names = [...PLAIN, ...TRACED.flatMap((name) => STEPS.map((step) => `tracing:${name}:${step}`))];
  const listener = (message: unknown, name: string | symbol): void => {
    events.push([String(name), structuredClone(message) as Record<string, unknown>]);
    texts.push(JSON.stringify(message), inspect(message, { depth: 10, showHidden: true }));
  };
  for (const name of names) subscribe(name, listener);
  try {
    await work();
  } finally {
    for (const name of names) unsubscribe(name, listener);
  }
  return {
    events,
    of: (name) => events.filter(([one]) => one === name).map(([, message]) => message),
    get text() {
      return texts.join("\n");
    },
  };
}
