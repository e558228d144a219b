import type { ServerResponse } from "node:http";
import type { Http2ServerRequest } from "node:http2";
import { SmnError } from "../base/errors.js";
import { clearTimer, setTimer } from "../base/timers.js";
import { createPushVerifier, type PushVerifierOptions } from "./createPushVerifier.js";
import type { PushEvent } from "./pushEvent.js";
import {
  BodyBroken,
  BodyMissing,
  BodyTooLarge,
  readNodeBody,
  readRequestBody,
  type NodeRequest,
} from "./readBody.js";
import { badOption, malformed, notOfNode, undecided, unread } from "./refusals.js";

/** Which pushes are accepted, and how they are handled. */
export interface PushReceiverOptions extends PushVerifierOptions {
  /**
   * Gets every genuine push. The service is answered once it has returned, so store the event durably and process
   * it later. The same push can come more than once: use `message_id` as the key.
   */
  onEvent: (event: PushEvent) => unknown;
  /**
   * Called for every push that was not accepted, with the error (an `SmnError`, or the exception of `onEvent`) and
   * the status that was answered.
   */
  onError?: ((error: unknown, status: number) => void) | undefined;
  /**
   * Bound on reading, verifying and `onEvent` together, in milliseconds; then the answer is 503. The service
   * itself waits 5 seconds.
   * @default 4000
   */
  timeoutMs?: number | undefined;
}

/**
 * Answers the pushes of the service: 200 when `onEvent` has the event; 400 (no push message), 403 (not genuine),
 * 405 and 413, after which the service does not retry, because the sender is at fault; 500 (`onEvent` failed, or
 * something in front of the receiver took the body away) and 503 (no certificate, too slow, or the body broke off),
 * after which it retries up to six times.
 */
export interface PushReceiver {
  /** For servers that use `Request` and `Response`. Never rejects. */
  readonly fetch: (request: Request) => Promise<Response>;
  /**
   * For `node:http` and frameworks on it, before or after their body parsers. A body that a framework has read must be
   * in `request.body`: the text, the bytes, or what its JSON says. The promise ends with the answer. It rejects only
   * when `request` and `response` are a framework's own objects, so that the framework answers 500.
   */
  readonly node: (request: NodeRequest, response: ServerResponse) => Promise<void>;
}

/**
 * Makes the receiving end of pushes, to keep for the life of the process.
 *
 * @throws {SmnError} `validation` when an option is wrong
 *
 * @example
 * ```ts
 * const receiver = createPushReceiver({
 *   topicUrns: ["urn:smn:cn-north-4:f96188c7ccaf4ffba0c9aa149ab2bd57:sms_report"],
 *   onEvent: async (push) => {
 *     await store(push.message_id, toPlain(push));
 *   },
 * });
 * createServer(receiver.node).listen(8080);
 * ```
 */
export function createPushReceiver(options: PushReceiverOptions): PushReceiver {
  const { timeoutMs = 4_000 } = options;
  if (typeof options.onEvent !== "function") throw badOption("onEvent: expected a function");
  if (!(timeoutMs > 0 && timeoutMs <= 60_000))
    throw badOption("timeoutMs: expected a number of milliseconds, at most 60000");
  const verifier = createPushVerifier(options);
  const deliver = createDelivery(options.onEvent);

  const answer = async (method: string | undefined, read: () => Promise<unknown>): Promise<Status> => {
    if (method !== "POST") return 405;
    try {
      await within(timeoutMs, async () => deliver(await verifier.verify(await read())));
      return 200;
    } catch (error) {
      const status = statusOf(error);
      tell(options.onError, toTell(error), status);
      return status;
    }
  };

  return {
    async fetch(request) {
      const status = await answer(request.method, () => readRequestBody(request));
      return new Response(TEXTS[status], { status, headers: headersOf(status) });
    },
    async node(request, response) {
      if (!areOfNode(request, response)) {
        const error = notOfNode();
        tell(options.onError, error, 500);
        throw error; // the framework answers 500
      }
      const status = await answer(request.method, () => readNodeBody(request));
      try {
        await respond(request, response, status);
      } catch {
        response.destroy(); // somebody else has answered, or broken it
      }
    },
  };
}

const TEXTS = {
  200: "ok\n",
  400: "not a push message\n",
  403: "not a genuine push message\n",
  405: "only POST\n",
  413: "too large for a push message\n",
  500: "not stored, please retry\n",
  503: "not now, please retry\n",
} as const;

type Status = keyof typeof TEXTS;

class OnEventFailed extends Error {}

function statusOf(error: unknown): Status {
  if (error instanceof BodyTooLarge) return 413;
  if (error instanceof BodyBroken) return 503;
  if (!(error instanceof SmnError)) return 500;
  const { code } = error;
  return code === "protocol" ? 400 : code === "auth" ? 403 : 503;
}

function toTell(error: unknown): unknown {
  if (error instanceof OnEventFailed) return error.cause;
  if (error instanceof BodyTooLarge) return malformed("it has more than 256 KB", 413);
  if (error instanceof BodyMissing) return unread(error.message);
  return error instanceof BodyBroken ? undecided(error.message) : error;
}

/**
 * If the service retries a push while `onEvent` is still working on it, the retry waits for the same call: that is
 * the usual case after a 503 for slowness.
 */
function createDelivery(onEvent: (event: PushEvent) => unknown): (event: PushEvent) => Promise<void> {
  const running = new Map<string, Promise<void>>();
  return (event) => {
    const key = `${event.topic_urn}\n${event.message_id}`;
    const earlier = running.get(key);
    if (earlier !== undefined) return earlier;
    const work = Promise.resolve(event)
      .then(onEvent)
      .then(
        () => undefined,
        (cause: unknown) => {
          throw new OnEventFailed("onEvent failed", { cause });
        },
      )
      .finally(() => running.delete(key));
    running.set(key, work);
    return work;
  };
}

async function within(ms: number, work: () => Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new SmnError(
      `push not taken within ${ms} ms; answered 503, so that the service retries it`,
      {
        code: "timeout",
        sent: "no",
      },
    );
    timer = setTimer(() => reject(error), ms);
  });
  try {
    await Promise.race([work(), late]);
  } finally {
    clearTimer(timer);
  }
}

function tell(onError: PushReceiverOptions["onError"], error: unknown, status: Status): void {
  // An exception in the listener must not change the answer, and a rejection must not end the process.
  new Promise((resolve) => resolve(onError?.(error, status))).catch(() => undefined);
}

/** Frameworks have objects of their own, which look alike. */
function areOfNode(request: Partial<NodeRequest>, response: Partial<ServerResponse>): boolean {
  return [request.on, response.writeHead, response.end].every((method) => typeof method === "function");
}

function headersOf(status: Status): Record<string, string> {
  return { "content-type": "text/plain; charset=utf-8", ...(status === 405 ? { allow: "POST" } : {}) };
}

/** A connection with an unread rest of a body cannot be reused. With HTTP/2 that concerns the stream only. */
function respond(request: NodeRequest, response: ServerResponse, status: Status): Promise<void> {
  if (response.headersSent || response.destroyed) return Promise.resolve();
  const isUnread = !request.complete;
  const isStream = request.httpVersionMajor >= 2; // where a header of connections is forbidden
  const closing = isUnread && !isStream ? { connection: "close" } : {};
  response.writeHead(status, { ...headersOf(status), ...closing });
  return new Promise((resolve) => {
    response.once("close", resolve); // also when the other side is gone before it has the answer
    response.end(TEXTS[status], () => {
      resolve();
      if (!isUnread) return;
      if (isStream) (request as unknown as Http2ServerRequest).stream.close();
      else request.destroy();
    });
  });
}
