import { describe, expect, it } from "vitest";
import { AnswerLog } from "../../src/base/answerLog.js";
import { createResponse } from "../../src/base/wire.js";

describe("an answer", () => {
  it("is read as a text, and tells of its connection", () => {
    const earlier = new AnswerLog();
    let closed = 0;
    const connection = { earlier, hasSurplus: false, closeConnection: () => (closed += 1) };
    const answer = createResponse(200, [["x-id", "1"]], Buffer.from("\ufeff码"), connection);
    expect([answer.status, answer.headers.get("x-id"), answer.text, answer.refusedTunnel]).toEqual([
      200,
      "1",
      "码",
      false,
    ]);
    expect([answer.earlier, answer.hasSurplus]).toEqual([earlier, false]);
    connection.hasSurplus = true;
    expect(answer.hasSurplus).toBe(true);
    answer.closeConnection();
    expect(closed).toBe(1);
  });

  it("counts as the first of its own connection where none is known", () => {
    const answer = createResponse(200, [], new Uint8Array());
    answer.closeConnection();
    expect([answer.earlier.isFresh, answer.hasSurplus, answer.text]).toEqual([true, false, ""]);
  });

  it("has no getters of its own, which would keep its bytes until the next full collection", () => {
    const own = Object.values(Object.getOwnPropertyDescriptors(createResponse(200, [], new Uint8Array())));
    expect(own.filter((property) => !("value" in property))).toEqual([]);
  });
});
