import { describe, expect, it } from "vitest";
import { AnswerLog } from "../../src/base/answerLog.js";
import { createResponse, type WireResponse } from "../../src/base/wire.js";
import { isOwnRefusal, isSecondCopy } from "../../src/http/isOwnRefusal.js";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** An answer on a connection on which these ids were answered before. */
function on(earlier: readonly string[], body: string, headers: [string, string][] = []): WireResponse {
  const log = new AnswerLog();
  for (const id of earlier) log.add(id, bytes(`{"request_id":"${id}"}`));
  return createResponse(400, headers, bytes(body), { earlier: log, closeConnection: () => undefined });
}

describe("a refusal belongs to its request", () => {
  it("on a connection that has not answered before, whatever it says", () => {
    expect(isOwnRefusal(on([], ""))).toBe(true);
  });

  it("with an id that is new there, in its body or its head", () => {
    expect(isOwnRefusal(on(["a"], '{"request_id":"b"}'))).toBe(true);
    expect(isOwnRefusal(on(["a"], '{"request_id":"a"}'))).toBe(false);
    expect(isOwnRefusal(on(["a"], '{"request_id":"a"}'), "SMN.0001")).toBe(false);
    expect(isOwnRefusal(on(["a"], "", [["x-request-id", "b"]]))).toBe(true);
    expect(isOwnRefusal(on(["a"], "", [["x-request-id", "a"]]))).toBe(false);
  });

  it("without an id by a code of the service alone", () => {
    expect(isOwnRefusal(on(["a"], ""), "SMN.9999")).toBe(true);
    expect(isOwnRefusal(on(["a"], ""), "PROXY-1")).toBe(false);
    expect(isOwnRefusal(on(["a"], ""))).toBe(false);
  });
});

describe("an answer came before", () => {
  it("when its id and its bytes are those of an earlier one", () => {
    expect(isSecondCopy(on(["a", "b"], '{"request_id":"a"}'))).toBe(true);
    expect(isSecondCopy(on(["a", "b"], '{"request_id":"a" }'))).toBe(false);
    expect(isSecondCopy(on(["a", "b"], '{"request_id":"c"}'))).toBe(false);
    expect(isSecondCopy(on(["a"], "{}"))).toBe(false);
  });
});
