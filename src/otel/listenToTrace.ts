import type { AsyncLocalStorage } from "node:async_hooks";
import type { Channel } from "node:diagnostics_channel";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { TracingMessages } from "../messages/telemetryMessages.js";
import { quietly } from "./quietly.js";

/** Called at the beginning and the end of what a channel reports. */
export interface TraceListener<Message, Store> {
  /** Holds what `begin` returns, for everything that happens within. */
  readonly store: AsyncLocalStorage<Store>;
  readonly begin: (message: Message) => Store;
  readonly end: (message: Message) => void;
}

/** Listens to a channel of this package. @returns ends it */
export function listenToTrace<Name extends keyof TracingMessages, Store>(
  name: Name,
  { store, begin, end }: TraceListener<TracingMessages[Name], Store>,
): () => void {
  // Its messages are of that type.
  const start = channel(`tracing:${name}:start`) as Channel<Store | undefined, TracingMessages[Name]>;
  // Where it fails, what is around holds within.
  const onStart = (message: TracingMessages[Name]): Store | undefined =>
    quietly(() => begin(message)) ?? store.getStore();
  const onEnd = (message: unknown): void => {
    quietly(() => end(message as TracingMessages[Name])); // by the channel's name
  };
  start.bindStore(store, onStart);
  subscribe(`tracing:${name}:asyncEnd`, onEnd);
  return () => {
    start.unbindStore(store);
    unsubscribe(`tracing:${name}:asyncEnd`, onEnd);
  };
}
