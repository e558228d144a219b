import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { AnswerLog } from "../../src/base/answerLog.js";
import { answerId } from "../../src/http/answerId.js";

/** Bytes of the heap that are in use. */
function used(): number {
  setFlagsFromString("--expose-gc");
  (runInNewContext("gc") as () => void)();
  return process.memoryUsage().heapUsed;
}

const MEGABYTE = 1024 * 1024;
const idOf = (n: number): string => n.toString(16).padStart(32, "0");

describe("the id by which an answer is told from others", () => {
  it("is that of the body, else that of the header", () => {
    const headers = new Map([["x-request-id", "of-header"]]);
    expect(answerId({ text: `{"request_id":"${idOf(7)}"}`, headers })).toBe(idOf(7));
    expect(answerId({ text: '{"requestId" : "of-body"}', headers })).toBe("of-body");
    expect(answerId({ text: "<html>", headers })).toBe("of-header");
  });

  it("does not keep the answer in memory", () => {
    const log = new AnswerLog();
    const before = used();
    for (let n = 0; n < 64; n++) {
      const text = Buffer.from(
        `{"request_id":"${idOf(n)}","result":[${"1,".repeat(MEGABYTE / 2)}1]}`,
      ).toString();
      log.add(answerId({ text, headers: new Map() }), Buffer.from(text));
    }
    expect(log.hasId(idOf(0))).toBe(true);
    expect(used() - before).toBeLessThan(16 * MEGABYTE);
  });
});
