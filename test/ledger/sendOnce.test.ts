import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bench, messagesOf, type Bench } from "./support.js";

let at: Bench;
beforeAll(async () => {
  at = await bench();
});
afterAll(() => at.end());

describe("a job", () => {
  it("is sent once, and gives the same outcomes when it is delivered again", async () => {
    const first = await at.ledger.sendOnce(at.sms, "order 1", messagesOf(3));
    expect(first.map(({ index, status }) => [index, status])).toEqual([
      [0, "accepted"],
      [1, "accepted"],
      [2, "accepted"],
    ]);
    const { ledger, sms } = at.worker();
    expect(await ledger.sendOnce(sms, "order 1", messagesOf(3))).toEqual(first);
    expect(at.service.messages).toHaveLength(3);
    expect(await ledger.counts("order 1")).toEqual({
      ...{ accepted: 3, invalid: 0, pending: 0, rejected: 0, sending: 0, unknown: 0, unsent: 0 },
    });
  });
});
