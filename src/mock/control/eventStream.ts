import { ReadableStream } from "node:stream/web";
import type { SandboxState } from "../account/sandboxState.js";
import { summaryOf } from "./summary.js";

/** Changes within this time are told at once, in milliseconds: a run changes the sandbox many times a second. */
const PAUSE_MS = 100;

/**
 * Server-sent events: the summary of the sandbox at once, and again after every change. Ends when the caller leaves.
 *
 * @param signal fires when the caller has left
 */
export function eventStream(state: SandboxState, signal: AbortSignal): Response {
  const encoder = new TextEncoder();
  const left = new AbortController();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      let isPlanned = false;
      const send = (): void => {
        isPlanned = false;
        if (!left.signal.aborted)
          controller.enqueue(encoder.encode(`data: ${JSON.stringify(summaryOf(state))}\n\n`));
      };
      const unsubscribe = state.changes.subscribe(() => {
        if (isPlanned) return;
        isPlanned = true;
        void state.clock.sleep(PAUSE_MS, left.signal).then(send, () => undefined);
      });
      left.signal.addEventListener("abort", unsubscribe, { once: true });
      const end = (): void => {
        if (left.signal.aborted) return;
        left.abort();
        controller.close();
      };
      if (signal.aborted) end();
      else signal.addEventListener("abort", end, { once: true });
      send();
    },
    cancel: () => left.abort(),
  });
  const headers = { "content-type": "text/event-stream", "cache-control": "no-store" };
  // The same class at run time; the types of node:stream/web and of the global differ.
  return new Response(stream as ConstructorParameters<typeof Response>[0], { headers });
}
