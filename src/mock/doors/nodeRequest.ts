import type { IncomingMessage } from "node:http";
import { ReadableStream } from "node:stream/web";
import { BodyTooLarge } from "../contract/readBody.js";
import { plainAddress } from "./plainAddress.js";

/** The most bytes of a body that the server reads. */
const LARGEST_BODY = 16 * 1024 * 1024;

/**
 * Converts a request of node:http to a web-standard one. Its body is read only on demand, so that a fault can happen
 * before. Undefined when it cannot be converted (a broken address, …).
 */
export function nodeRequest(incoming: IncomingMessage, signal: AbortSignal): Request | undefined {
  const { method = "", rawHeaders } = incoming;
  try {
    const headers = new Headers();
    for (let i = 0; i + 1 < rawHeaders.length; i += 2)
      headers.append(rawHeaders[i] ?? "", rawHeaders[i + 1] ?? "");
    const hasBody = headers.has("transfer-encoding") || Number(headers.get("content-length") ?? 0) > 0;
    const canHaveBody = method !== "GET" && method !== "HEAD";
    const isForbidden = method === "TRACE"; // `new Request` throws for it
    const init: RequestInit = { method: isForbidden ? "OPTIONS" : method, headers, signal };
    if (hasBody && canHaveBody) Object.assign(init, { body: lazyBody(incoming), duplex: "half" });
    const request = new Request(urlOf(incoming), init);
    if (isForbidden) Object.defineProperty(request, "method", { value: method });
    // The vendor's SDK signs and sends a body with GET, which `new Request` refuses.
    if (hasBody && !canHaveBody)
      Object.defineProperty(request, "arrayBuffer", { value: () => collect(incoming) });
    return request;
  } catch {
    return undefined;
  }
}

function urlOf({ url = "", headers, socket }: IncomingMessage): string {
  if (/^https?:\/\//i.test(url)) return url;
  const host = headers.host ?? ownHost(socket);
  if (!url.startsWith("/") || /[\s/?#@\\]/.test(host)) throw new Error("not an address");
  return `${"encrypted" in socket ? "https" : "http"}://${host}${url}`;
}

/** Stands in for the `Host` of a request that has none, which HTTP/1.0 allows. */
function ownHost({ localAddress = "", localPort = 0 }: IncomingMessage["socket"]): string {
  const address = plainAddress(localAddress);
  return `${address.includes(":") ? `[${address}]` : address}:${localPort}`;
}

function lazyBody(incoming: IncomingMessage): ReadableStream<Uint8Array> {
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        try {
          controller.enqueue(await collect(incoming));
          controller.close();
        } catch (error) {
          controller.error(error);
        }
      },
    },
    { highWaterMark: 0 },
  );
}

/** Reads a body to its end. Rejects with `BodyTooLarge`, and when the request breaks off. */
function collect(incoming: IncomingMessage): Promise<Uint8Array> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    if (Number(incoming.headers["content-length"] ?? 0) > LARGEST_BODY) {
      reject(new BodyTooLarge());
      return;
    }
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      if (size > LARGEST_BODY) reject(new BodyTooLarge());
      else chunks.push(chunk);
    });
    incoming.on("end", () => resolve(new Uint8Array(Buffer.concat(chunks))));
    const broken = (): void => reject(new Error("the request broke off"));
    incoming.on("error", broken);
    incoming.on("close", broken);
  });
}
