import { describe, expect, it } from "vitest";
import { correlationToken, numberDigest, type SmsMessage } from "../../src/index.js";
import type { AcceptedRecord, Attempt, UnknownRecord } from "../../src/journal/journal.js";
import { NumberCheck } from "../../src/journal/numberCheck.js";
import { InputCodes } from "../../src/reconcile/inputCodes.js";
import { readInputs, type ReadOptions } from "../../src/reconcile/readInputs.js";
import { StrayCodes } from "../../src/reconcile/strayCodes.js";
import { messageOf, messagesOf, numberOf, range } from "../bulk/support.js";
import { AT, CLOCK } from "./support.js";

const COMMON = { at: AT, clock: CLOCK };
const CORRELATED: Attempt = { ...COMMON, correlate: "extend_code" };
const token = (index: number): string => correlationToken("run", index);
const key = (index: number): string => numberOf(index).slice(3);
const unknown = (index: number, attempts: readonly Attempt[] = [CORRELATED]): UnknownRecord => ({
  index,
  attempts,
});
const accepted = (index: number, attempt: Attempt = CORRELATED): AcceptedRecord => ({
  index,
  message_id: `id${index}`,
  attempt,
});

interface Given extends Partial<ReadOptions<SmsMessage>> {
  records?: readonly UnknownRecord[];
  accepted?: readonly AcceptedRecord[];
}

/** Reads inputs, and counts them. */
async function read(inputs: Iterable<SmsMessage>, given: Given = {}) {
  const { records = [unknown(0)], accepted: controls = [], ...options } = given;
  let count = 0;
  const source = (function* () {
    for (const input of inputs) {
      count++;
      yield input;
    }
  })();
  const [strays, codes] = [new StrayCodes("run"), new InputCodes()];
  const byIndex = new Map(controls.map((one) => [one.index, one]));
  const found = await readInputs(source, records, byIndex, {
    runId: "run",
    toMessage: undefined,
    sign_ids: [],
    signal: undefined,
    strays,
    codes,
    check: undefined,
    ...options,
  });
  return { ...found, strays, codes, read: count };
}

/** The check of a journal that has these inputs. */
function checkOf(inputs: readonly SmsMessage[]): NumberCheck {
  const digest = inputs.reduce(
    (sum, { endpoint }, index) => (sum + numberDigest("run", index, endpoint)) >>> 0,
    0,
  );
  return new NumberCheck("run", [{ first: 0, last: inputs.length - 1, digest }]);
}

const FLAGGED = {
  endpoint: numberOf(0),
  message: "【Shop】text",
  message_include_sign_flag: "true",
} as const;

describe("an unknown input", () => {
  it("is looked for by the run's token for it", async () => {
    const record = unknown(1, [COMMON, CORRELATED]);
    const { reads } = await read(messagesOf(3), { records: [record] });
    expect(reads).toEqual([
      {
        record,
        endpoint: numberOf(1),
        key: key(1),
        isMainland: true,
        signs: ["sign1"],
        code: token(1),
        hasToken: true,
        isShared: false,
        isSignKnown: true,
        attempts: record.attempts,
      },
    ]);
  });

  it("is looked for by its own code where it has one, also by an empty one", async () => {
    for (const extend_code of ["order", ""]) {
      const { reads } = await read([{ ...messageOf(0), extend_code }]);
      expect(reads).toMatchObject([{ code: extend_code, hasToken: false }]);
    }
    const undefinedCode = { ...messageOf(0), extend_code: undefined } as unknown as SmsMessage;
    expect((await read([undefinedCode])).reads).toMatchObject([{ code: token(0), hasToken: true }]);
  });

  it("is looked for without a code where the run gave it none", async () => {
    const { reads } = await read(messagesOf(1), { records: [unknown(0, [COMMON])] });
    expect(reads).toMatchObject([{ code: undefined, hasToken: false }]);
  });

  it("has a number abroad, or in the mainland in any spelling", async () => {
    const { reads } = await read([messageOf(0, "+1 310-555-0123"), messageOf(1, "138 0000 0001")], {
      records: [unknown(0), unknown(1)],
    });
    expect(reads).toMatchObject([{ isMainland: false }, { isMainland: true, key: key(1) }]);
  });

  it("shares its code with another input to its number", async () => {
    const coded = (index: number, number: number, extend_code: string): SmsMessage => ({
      ...messageOf(index, numberOf(number)),
      extend_code,
    });
    const inputs = [coded(0, 0, "a"), coded(1, 0, "b"), coded(2, 1, "a"), coded(3, 0, "a")];
    const { reads } = await read(inputs, { records: range(3).map((index) => unknown(index)) });
    expect(reads.map((one) => "isShared" in one && one.isShared)).toEqual([true, false, false]);
  });

  it("may have been sent with the signature in its text", async () => {
    const signsOf = async (message: SmsMessage, sign_ids: readonly string[]): Promise<unknown> => {
      const { reads } = await read([message], { sign_ids });
      const [one] = reads;
      return one !== undefined && "signs" in one ? [one.signs, one.isSignKnown] : one?.reason;
    };
    expect(await signsOf(FLAGGED, [])).toBe("no_sign");
    expect(await signsOf(FLAGGED, ["s2", "s1", "s2"])).toEqual([["s1", "s2"], true]);
    const both = { ...FLAGGED, sign_id: "s3" };
    expect(await signsOf(both, ["s4", "s1"])).toEqual([["s1", "s3", "s4"], true]);
    expect(await signsOf(both, [])).toEqual([["s3"], false]);
    expect(await signsOf({ ...both, message_include_sign_flag: "false" }, ["s1"])).toEqual([["s3"], true]);
  });
});

describe("an unknown input whose message is not there", () => {
  const records = [unknown(0), unknown(2), unknown(3)];
  const toMessage = (message: SmsMessage, index: number): SmsMessage => {
    if (index === 0) throw new Error("not a message");
    return message;
  };

  it("is said to be so: it cannot be made, or the inputs end before it", async () => {
    const { reads } = await read(messagesOf(3), { records, toMessage });
    expect(reads).toMatchObject([
      { record: records[0], reason: "no_message" },
      { record: records[1], endpoint: numberOf(2) },
      { record: records[2], reason: "no_message" },
    ]);
    for (const wrong of [undefined, null, {}, { endpoint: 7 }])
      expect((await read([wrong as never])).reads).toMatchObject([{ reason: "no_message" }]);
  });

  it("counts as an input, with the numbers of the others at their places", async () => {
    const { strays } = await read(messagesOf(3), { records, toMessage });
    expect(strays.inputs).toBe(3);
    expect(strays.isStray(token(1), new Set([key(1)]))).toBe(false);
    expect(strays.isStray(token(0), new Set([key(0)]))).toBe(true);
    expect(strays.isStray(token(0), new Set([""]))).toBe(false);
  });
});

describe("a control", () => {
  it("is what was accepted, with its number, signatures and code", async () => {
    const inputs = [
      messageOf(0),
      messageOf(1),
      { ...messageOf(2), extend_code: "order" },
      messageOf(3),
      { ...messageOf(4, "+1 310-555-0123"), message_include_sign_flag: "true" as const },
    ];
    const { controls } = await read(inputs, {
      accepted: [accepted(1), accepted(2), accepted(3, COMMON), accepted(4, { at: AT + 1 })],
      sign_ids: ["sign0"],
    });
    const common = { at: AT, clock: CLOCK, isMainland: true, signs: ["sign1"] };
    expect(controls).toEqual([
      { ...common, message_id: "id1", endpoint: numberOf(1), key: key(1), code: token(1) },
      { ...common, message_id: "id2", endpoint: numberOf(2), key: key(2), code: "order" },
      { ...common, message_id: "id3", endpoint: numberOf(3), key: key(3), code: "" },
      {
        message_id: "id4",
        at: AT + 1,
        clock: undefined,
        endpoint: "+1 310-555-0123",
        key: controls[3]?.key,
        isMainland: false,
        code: "",
        signs: ["sign0", "sign1"],
      },
    ]);
  });

  it("is none where its message cannot be made any more", async () => {
    const toMessage = (message: SmsMessage, index: number): SmsMessage => {
      if (index === 1) throw new Error("not a message");
      return message;
    };
    const { controls, read: count } = await read(messagesOf(9), { accepted: [accepted(1)], toMessage });
    expect([controls, count]).toEqual([[], 2]);
  });
});

describe("the inputs are read", () => {
  it("until all that matter are there", async () => {
    const counts = [
      await read(messagesOf(9)),
      await read(messagesOf(9), { records: [unknown(0), unknown(3)] }),
      await read(messagesOf(9), { accepted: [accepted(2), accepted(5)] }),
      await read(messagesOf(9), { check: checkOf(messagesOf(7)) }),
      await read(messagesOf(9), { check: checkOf(messagesOf(1)) }),
    ].map((one) => one.read);
    expect(counts).toEqual([1, 4, 6, 7, 1]);
  });

  it("to their end where an unknown one has a code of its own, which another may have as well", async () => {
    const coded = (index: number): SmsMessage => ({ ...messageOf(index), extend_code: "order" });
    const own = await read([coded(0), ...messagesOf(8)]);
    expect([own.read, own.codes.count(key(0), "order")]).toEqual([9, 1]);
    const others = await read([messageOf(0), coded(1), ...messagesOf(7)], {
      records: [unknown(0), unknown(2)],
    });
    expect([others.read, others.codes.count(key(1), "order"), others.codes.count(key(0), "")]).toEqual([
      3, 1, 0,
    ]);
  });

  it("with an error at the first difference from those of the run, or where some are missing", async () => {
    const check = checkOf(messagesOf(3));
    const others = read(
      (function* () {
        yield* [...messagesOf(2), messageOf(5)];
        throw new Error("read on");
      })(),
      { check },
    );
    await expect(others).rejects.toMatchObject({ code: "journal", reason: "other_numbers" });
    const short = read(messagesOf(2), { check: checkOf(messagesOf(3)) });
    await expect(short).rejects.toMatchObject({ code: "journal", reason: "other_numbers" });
    const nameless = read([{ message: "text" } as never, ...messagesOf(3)], {
      check: checkOf(messagesOf(3)),
    });
    await expect(nameless).rejects.toMatchObject({ code: "journal", reason: "other_numbers" });
  });

  it("until the signal", async () => {
    const stopped = read(messagesOf(2), { signal: AbortSignal.abort(new Error("enough")) });
    await expect(stopped).rejects.toThrow("enough");
  });
});
