import type { IncomingMessage } from "node:http";
import { LARGEST_PUSH } from "./readPush.js";

/** The body is larger than a push message can be. */
export class BodyTooLarge extends Error {}
/** The connection ended before the body did. */
export class BodyBroken extends Error {}
/** There was a body, but something in this process has taken it: no fault of the sender. */
export class BodyMissing extends Error {}

/** How much of a body that is too large is still read: a client that is still writing does not read the answer. */
const MOST_DISCARDED = 8 * LARGEST_PUSH;

/** Reads the body of a web-standard request, and no more of it than a push message can have. */
export async function readRequestBody(request: Request): Promise<Uint8Array> {
  if (Number(request.headers.get("content-length") ?? 0) > LARGEST_PUSH) throw new BodyTooLarge();
  if (request.bodyUsed || request.body?.locked) throw new BodyMissing("the body was read before");
  // A sender's request without a body has a length of 0; one that an app made of nothing has none.
  const length = request.headers.get("content-length");
  if (request.body === null && length !== "0") throw new BodyMissing("the request has no body");
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = request.body?.getReader();
  while (reader !== undefined) {
    const { done, value } = (await reader.read().catch(() => {
      throw new BodyBroken("the body broke off");
    })) as { done: boolean; value?: Uint8Array };
    if (done || value === undefined) break;
    size += Math.max(1, value.byteLength); // empty ones without end must end, too
    if (size > LARGEST_PUSH) {
      void reader.cancel().catch(() => undefined);
      throw new BodyTooLarge();
    }
    chunks.push(value);
  }
  if (size === 0 && Number(length ?? 0) > 0) throw new BodyMissing("the body is empty");
  const body = Buffer.concat(chunks);
  checkText(body.toString("latin1", 0, 40));
  return body;
}

/** A request of node:http, perhaps with what a framework read from it. */
export type NodeRequest = IncomingMessage & { body?: unknown };

/** Takes the body that a framework left on the request, or reads it, as far as a push message can go. */
export async function readNodeBody(request: NodeRequest): Promise<unknown> {
  const body = bodyOfFramework(request);
  if (typeof body === "string" || ArrayBuffer.isView(body)) {
    const size = typeof body === "string" ? body.length : body.byteLength;
    if (size === 0 && hadBody(request)) throw new BodyMissing("request.body is empty");
    return body;
  }
  if (typeof body === "object" && body !== null) {
    if ("signature" in body) return body;
    // Frameworks put `{}` there for a body that they did not understand, and may have left it in the stream.
    const isRead = request.readableDidRead || request.readableEnded;
    if (isRead && Object.keys(body).length === 0 && hadBody(request))
      throw new BodyMissing("a body parser read the body, but left nothing of it in request.body");
    if (isRead) return body;
  }
  return readStream(request);
}

const NO_TEXT = /^(?:undefined|\[object [A-Za-z]+\])$/;

/** What becomes of a value that is no text where an app passes it on as one. No sender writes that. */
function checkText(text: string): void {
  if (NO_TEXT.test(text)) throw new BodyMissing(`the body is the text of a value that is none: ${text}`);
}

function bodyOfFramework(request: NodeRequest): string | object | null | undefined {
  try {
    const { body } = request;
    return typeof body === "string" || typeof body === "object" ? body : undefined;
  } catch {
    throw new BodyMissing("the framework could not read the body"); // some do it when it is asked for
  }
}

function hadBody({ headers }: NodeRequest): boolean {
  return Number(headers["content-length"] ?? 0) > 0 || headers["transfer-encoding"] !== undefined;
}

function readStream(request: IncomingMessage): Promise<Uint8Array> {
  if (Number(request.headers["content-length"] ?? 0) > MOST_DISCARDED)
    return Promise.reject(new BodyTooLarge());
  if (request.readableDidRead || request.readableEnded)
    return Promise.reject(new BodyMissing("the body was read before"));
  if (request.destroyed) return Promise.reject(new BodyBroken("the connection is gone"));
  return new Promise((resolve, reject) => {
    let chunks: Buffer[] = [];
    let size = 0;
    request.on("data", (chunk: Buffer | string) => {
      const bytes = typeof chunk === "string" ? Buffer.from(chunk) : chunk;
      size += bytes.length;
      if (size <= LARGEST_PUSH) chunks.push(bytes);
      else chunks = [];
      if (size > MOST_DISCARDED) reject(new BodyTooLarge());
    });
    request.once("end", () =>
      size > LARGEST_PUSH ? reject(new BodyTooLarge()) : resolve(Buffer.concat(chunks)),
    );
    const broken = (): void => reject(new BodyBroken("the body broke off"));
    request.once("error", broken);
    request.once("close", broken);
  });
}
