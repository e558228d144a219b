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
  const answerOf = (text: string, headers: [string, string][] = []): Parameters<typeof answerId>[0] => ({
    body: Buffer.from(text),
    headers: new Map(headers),
  });

  it("is that of the body, else that of the header", () => {
    const idFrom = (text: string): string | undefined =>
      answerId(answerOf(text, [["x-request-id", "of-header"]]));
    expect(idFrom(`{"request_id":"${idOf(7)}"}`)).toBe(idOf(7));
    expect(idFrom('{"requestId" : "of-body"}')).toBe("of-body");
    expect(idFrom("<html>")).toBe("of-header");
    expect(answerId(answerOf(""))).toBeUndefined();
  });

  it("is found wherever it stands in a long answer", () => {
    const id = `"request_id":"${idOf(7)}"`;
    for (let before = 0; before < 700; before++)
      expect(answerId(answerOf(`{"a":"${"é".repeat(before)}",${id},"z":"${"x".repeat(700)}"}`))).toBe(
        idOf(7),
      );
  });

  it("does not keep the answer in memory", () => {
    const log = new AnswerLog();
    const before = used();
    for (let n = 0; n < 64; n++) {
      // Once at the beginning, and once behind all else.
      const id = `"request_id":"${idOf(n)}"`;
      const long = `"result":[${"1,".repeat(MEGABYTE / 2)}1]`;
      const answer = answerOf(n % 2 === 0 ? `{${id},${long}}` : `{${long},${id}}`);
      log.add(answerId(answer), answer.body);
    }
    expect(log.hasId(idOf(0))).toBe(true);
    expect(log.hasId(idOf(63))).toBe(true);
    expect(used() - before).toBeLessThan(16 * MEGABYTE);
  });
});
