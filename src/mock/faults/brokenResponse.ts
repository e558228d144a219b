import { ReadableStream } from "node:stream/web";
import type { SocketFault } from "./fault.js";

/** A failure of the connection that the server and the MSW handlers carry out instead of answering. */
export interface BrokenAnswer {
  readonly kind: SocketFault["kind"];
  /** The whole body, of which `truncate` sends the first half. */
  readonly body: Uint8Array;
}

const MARK = Symbol.for("smn-sms.mock.broken");

/**
 * An answer whose body fails when it is read, as it would after a broken connection: it never ends (`stall`), fails
 * at once (`reset`) or after its first half (`truncate`). It also carries a mark, so that a server can break the
 * connection itself.
 */
export function brokenResponse(
  kind: SocketFault["kind"],
  whole: { readonly status: number; readonly headers: Record<string, string>; readonly body: string },
  signal: AbortSignal,
): Response {
  const body = new TextEncoder().encode(whole.body);
  let begun = false;
  const stream = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        if (kind === "stall") return untilAborted(signal, (reason) => controller.error(reason));
        if (kind === "truncate" && !begun) {
          begun = true;
          controller.enqueue(body.subarray(0, half(body)));
          return undefined;
        }
        controller.error(reset());
        return undefined;
      },
    },
    { highWaterMark: 0 },
  );
  // The same class at run time; the types of node:stream/web and of the global differ.
  const response = new Response(stream as ConstructorParameters<typeof Response>[0], {
    status: whole.status,
    headers: whole.headers,
  });
  const broken: BrokenAnswer = { kind, body };
  Object.defineProperty(response, MARK, { value: broken });
  return response;
}

/** The mark of an answer that `brokenResponse` made; undefined for every other. */
export function brokenAnswerOf(response: Response): BrokenAnswer | undefined {
  return (response as Response & { [MARK]?: BrokenAnswer })[MARK];
}

/** Where `truncate` cuts. */
export function half(body: Uint8Array): number {
  return Math.floor(body.length / 2);
}

/** Never resolves; calls back when the signal fires. */
function untilAborted(signal: AbortSignal, aborted: (reason: unknown) => void): Promise<never> {
  return new Promise((_, reject) => {
    const stop = (): void => {
      aborted(signal.reason);
      reject(signal.reason as Error); // whatever the caller aborted with
    };
    if (signal.aborted) stop();
    else signal.addEventListener("abort", stop, { once: true });
  });
}

function reset(): Error {
  return Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET", syscall: "read" });
}
