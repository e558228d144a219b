import { expect, it } from "vitest";
import { Quotations } from "../../src/messages/quotations.js";
import { SentMessages } from "../../src/messages/sentMessages.js";
import { readResult, unclear } from "../../src/messages/readResult.js";

const sent = { endpoint: "+8613800000001", message: "Your code is 482913." };
const read = (result: object, keys: string[] = []) =>
  readResult({ endpoint: sent.endpoint, ...result }, "r1", new Quotations(keys, SentMessages.of([sent])));

it("reads a message that was taken, and shows no id that quotes its number, its text or a key", () => {
  const idOf = (message_id: string, keys?: string[]): unknown => {
    const found = read({ message_id }, keys);
    return found.status === "accepted" ? found.message_id : found;
  };
  expect(read({ message_id: "here-12" })).toEqual({
    status: "accepted",
    endpoint: sent.endpoint,
    message_id: "here-12",
    request_id: "r1",
  });
  expect(idOf("n-3800000001")).not.toBe("n-3800000001");
  expect(idOf("id-482913")).toBe("id-***");
  expect(idOf("token-x", ["token-x"])).toBe("***");
});

it("reads a refusal, without what it quotes", () => {
  expect(read({ code: "SMN.0057", message: "limit for 482913" })).toEqual({
    status: "rejected",
    code: "SMN.0057",
    reason: "limit for ***",
    request_id: "r1",
  });
});

it("says what is unclear, in which request, and what to do", () => {
  const advice = "It may have been sent: look at the delivery report before you send it again.";
  const causes = [read({}), read({ code: "SMN.0019", message: "m" }), unclear("it is odd", "r1")];
  expect(causes).toMatchObject(
    [
      "the result of this message has an unknown shape",
      "the code SMN.0019 does not say whether this message was taken",
      "it is odd",
    ].map((what) => ({
      status: "unknown",
      request_id: "r1",
      cause: {
        code: "protocol",
        sent: "maybe",
        requestId: "r1",
        message: `In the answer to request r1, ${what}. ${advice}`,
      },
    })),
  );
});

it.each(["SMN.0018", "SMN.0018: internal", "SMN-0019", "0", "200", "OK", "Success"])(
  "does not take the code %s for a refusal",
  (code) => {
    expect(read({ code, message: "m" }).status).toBe("unknown");
  },
);
