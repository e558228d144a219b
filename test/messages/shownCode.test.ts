import { describe, expect, it } from "vitest";
import { errorCodes } from "../../src/mock/contract/errorCodes.js";
import { judgeResponse } from "../../src/http/judge.js";
import { Quotations } from "../../src/messages/quotations.js";
import { SentMessages } from "../../src/messages/sentMessages.js";
import { readResult } from "../../src/messages/readResult.js";
import { shownCode } from "../../src/messages/shownCode.js";
import { answer, context } from "../http/support.js";

const CODES = [...new Set(errorCodes.map(({ code }) => code))];
/** A text with the digits of a code in it, as verification codes may have them. */
const textWith = (code: string): string => `您的验证码是 9${code.split(".")[1]}7，勿泄露。`;

describe("a code of the document's table", () => {
  it.each(CODES)("%s is shown whole, whatever digits the texts have", (code) => {
    expect(shownCode(code, [textWith(code), code])).toBe(code);
  });

  it.each(errorCodes.map((row) => [row.code, row.http_status ?? 400] as const))(
    "%s with status %i is judged alike, whatever digits the texts have",
    (code, status) => {
      const response = (): ReturnType<typeof answer> =>
        answer(status, { error_code: code, error_msg: "m", request_id: "5c2e0d8f41a7463bb9d6e0f3a1c87e24" });
      const plain = judgeResponse(response(), context());
      const digits = judgeResponse(
        response(),
        context({ hidden: () => ({ secrets: [textWith(code)], numbers: [] }) }),
      );
      expect(digits?.retry).toBe(plain?.retry);
      expect(digits?.error.sent).toBe(plain?.error.sent);
      expect(digits?.error.serviceCode).toBe(plain?.error.serviceCode);
    },
  );

  it("is the code of a rejected message, whatever digits its text has", () => {
    const result = { endpoint: "+8613812345678", code: "SMN.0227", message: "m" };
    const sent = { endpoint: result.endpoint, message: textWith("SMN.0227") };
    expect(readResult(result, "id", new Quotations([], SentMessages.of([sent])))).toMatchObject({
      code: "SMN.0227",
    });
  });
});

describe("another code", () => {
  it("is shown without what a text has in common with it", () => {
    expect(shownCode("CODE.482913", ["您的验证码是 482913"])).not.toContain("482913");
  });
});
