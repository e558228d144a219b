import type { IncomingMessage } from "node:http";
import { describe, expect, it } from "vitest";
import { nodeRequest } from "../../../src/mock/doors/nodeRequest.js";

/** A request as HTTP/1.0 allows it: without a `Host`. */
function withoutHost(localAddress: string): IncomingMessage {
  const socket = { localAddress, localPort: 8787 };
  return { method: "GET", url: "/x?y", headers: {}, rawHeaders: [], socket } as unknown as IncomingMessage;
}

describe("a request without a Host", () => {
  it.each([
    ["127.0.0.1", "http://127.0.0.1:8787/x?y"],
    ["::1", "http://[::1]:8787/x?y"],
    ["::ffff:127.0.0.1", "http://127.0.0.1:8787/x?y"],
  ])("that arrived at %s is one to %s", (address, url) => {
    expect(nodeRequest(withoutHost(address), new AbortController().signal)?.url).toBe(url);
  });
});
