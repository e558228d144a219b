import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { countSegments } from "../../../src/messages/countSegments.js";
import { sandboxSign } from "../../../src/mock/index.js";
import { errorOf, expectDocumented, manualClock, message, messages, post, sandbox } from "../support.js";

const HOUR = 3_600_000;
const codesOf = ({ results }: { results: { code?: string }[] }): (string | undefined)[] =>
  results.map(({ code }) => code);

describe("the balance", () => {
  it("has no end unless it is given one", async () => {
    const service = sandbox();
    await post(service, messages(100));
    expect(service.balance).toBe(Infinity);
  });

  it("pays for the parts of what is accepted, signature included, and for nothing else", async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 490 }), fc.boolean(), async (length, isSigned) => {
        const service = sandbox({ balance: 100 });
        const text = "字".repeat(length);
        const own = {
          message: `【${sandboxSign.sign_name}】${text}`.slice(0, 490),
          message_include_sign_flag: "true",
        };
        const one = isSigned ? message({ ...own, sign_id: undefined }) : message({ message: text });
        await post(service, [one, message({ endpoint: "+8617099990227" })]);
        const whole = isSigned ? own.message : `【${sandboxSign.sign_name}】${text}`;
        expect(service.balance).toBe(100 - countSegments(whole).segments);
      }),
    );
  });

  it("rejects what it cannot pay for, message by message", async () => {
    const service = sandbox({ balance: 3 });
    const long = message({ endpoint: "+8613900000001", message: "字".repeat(300) });
    const answer = await post(service, [...messages(2), long, message()]);
    expect(codesOf(answer)).toEqual(["SMN.0261", undefined, undefined, undefined]);
    expectDocumented(answer);
    expect(service.balance).toBe(0);
  });

  it("refuses a whole request when nothing is left, until it is reset", async () => {
    const service = sandbox({ balance: 1 });
    await post(service, [message()]);
    const answer = await post(service, [message()]);
    expect([answer.status, errorOf(answer).code]).toEqual([400, "SMN.0261"]);
    expectDocumented(answer);
    service.reset();
    expect((await post(service, [message()])).status).toBe(200);
  });
});

describe("the quota of a number", () => {
  it("is 60 in an hour and 200 in 12 hours", async () => {
    const service = sandbox({ clock: manualClock() });
    const accepted: number[] = [];
    for (let hour = 0; hour < 14; hour++) {
      for (let i = 0; i < 61; i++) await post(service, [message()]);
      accepted.push(service.messages.length - accepted.reduce((sum, count) => sum + count, 0));
      await service.advance(HOUR);
    }
    expect(accepted).toEqual([60, 60, 60, 20, 0, 0, 0, 0, 0, 0, 0, 0, 60, 60]);
  });

  it("can be another one, and counts every spelling of the number", async () => {
    const service = sandbox({ quotaOf12Hours: 2 });
    const spellings = ["+8613800000001", "13800000001", "86 13800000001"];
    const answer = await post(
      service,
      spellings.map((endpoint) => message({ endpoint })),
    );
    expect(codesOf(answer)).toEqual(["SMN.0057", undefined, undefined]);
  });
});

describe("sensitive words", () => {
  it("are refused, and named", async () => {
    const service = sandbox({ sensitiveWords: ["赌博", ""] });
    const answer = await post(service, [
      message({ message: "来赌博吧" }),
      message({ endpoint: "13900000001" }),
    ]);
    expect(answer.results).toMatchObject([
      { code: "SMN.0227", sensitive_word: "赌博" },
      { endpoint: "13900000001" },
    ]);
    expectDocumented(answer);
  });
});

describe("options of the account", () => {
  it.each([
    [{ balance: -1 }, "balance"],
    [{ quotaOf12Hours: 1.5 }, "quotaOf12Hours"],
    [{ deliveryDelayMs: Number.NaN }, "deliveryDelayMs"],
    [{ tokenLifetimeMs: -5 }, "tokenLifetimeMs"],
    [{ callbackUrl: "ftp://example.com" }, "callbackUrl"],
    [{ callbackUrl: "nowhere" }, "callbackUrl"],
  ])("refuses %j", (options, name) => {
    expect(() => sandbox(options)).toThrow(expect.objectContaining({ code: "validation", sent: "no" }));
    expect(() => sandbox(options)).toThrow(name);
  });
});
