import type { AsyncLocalStorage } from "node:async_hooks";
import type { Channel } from "node:diagnostics_channel";
import { channel, subscribe, unsubscribe } from "node:diagnostics_channel";
import type { TracingMessages } from "../messages/telemetryMessages.js";

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
  const start = channel(`tracing:${name}:start`) as Channel<Store, TracingMessages[Name]>; // its messages are of that type
  const onEnd = (message: unknown): void => end(message as TracingMessages[Name]); // by the channel's name
  start.bindStore(store, begin);
  subscribe(`tracing:${name}:asyncEnd`, onEnd);
  return () => {
    start.unbindStore(store);
    unsubscribe(`tracing:${name}:asyncEnd`, onEnd);
  };
}
