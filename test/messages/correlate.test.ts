import fc from "fast-check";
import { inspect } from "node:util";
import { describe, expect, it, vi } from "vitest";
import { correlate as correlateSent } from "../../src/messages/correlate.js";
import { SentMessages } from "../../src/messages/sentMessages.js";
import { correlate, mainland, respell, usualId } from "./support.js";

const messageTo = (endpoint: string): { endpoint: string; message: string } => ({
  endpoint,
  message: `您的验证码是 ${endpoint.slice(-6)}，请勿泄露`,
});
const A = "+8613800000001";
const B = "+8613800000002";
const C = "+85291234567";
const accepted = (endpoint: string, message_id: string): object => ({ endpoint, message_id });
const rejected = (endpoint: string, code = "SMN.0057", message = "limit"): object => ({
  endpoint,
  code,
  message,
});
const run = (
  endpoints: string[],
  results: unknown[],
): { statuses: string[]; unmatched: readonly string[] } => {
  const { dispositions, unmatched } = correlate(endpoints.map(messageTo), results, "r1");
  return {
    statuses: dispositions.map((one) =>
      one.status === "accepted" ? one.message_id : one.status === "rejected" ? one.code : one.status,
    ),
    unmatched,
  };
};

describe("correlate", () => {
  it.each<[string, string[], unknown[], string[], number]>([
    ["in order", [A, B], [accepted(A, "a"), accepted(B, "b")], ["a", "b"], 0],
    ["reordered", [A, B], [rejected(B), accepted(A, "a")], ["a", "SMN.0057"], 0],
    [
      "respelt",
      [A, B, C],
      [accepted("13800000002", "b"), accepted("85291234567", "c"), accepted("13800000001", "a")],
      ["a", "b", "c"],
      0,
    ],
    ["without a hyphen", ["1867669-6912"], [accepted("18676696912", "a")], ["a"], 0],
    ["missing", [A, B], [accepted(B, "b")], ["unknown", "b"], 0],
    ["none at all", [A, B], [], ["unknown", "unknown"], 0],
    ["extra", [A], [accepted(A, "a"), accepted(B, "b")], ["unknown"], 1],
    ["doubled", [A, B], [accepted(A, "a"), accepted(B, "b"), rejected(A, "SMN.0190")], ["unknown", "b"], 1],
    ["doubled in another spelling", [A], [accepted(A, "a"), accepted("13800000001", "x")], ["unknown"], 1],
    ["tripled", [A], [accepted(A, "a"), accepted(A, "b"), accepted(A, "c")], ["unknown"], 2],
    ["of no shape", [A, B], [{ endpoint: A }, accepted(B, "b")], ["unknown", "b"], 0],
    [
      "accepted and rejected at once",
      [A],
      [{ endpoint: A, message_id: "m", code: "SMN.1", message: "x" }],
      ["unknown"],
      0,
    ],
    ["with an empty id", [A], [accepted(A, "")], ["unknown"], 0],
    ["with an id that is no string", [A], [{ endpoint: A, message_id: 5 }], ["unknown"], 0],
    ["without endpoint", [A], [{ message_id: "a" }], ["unknown"], 1],
    ["with an endpoint that is no string", [A], [{ endpoint: 13800000001, message_id: "a" }], ["unknown"], 1],
    ["no objects", [A], [null, 5, "x", [A]], ["unknown"], 4],
    ["with an empty endpoint", [A], [accepted("", "a")], ["unknown"], 1],
  ])("results %s", (_name, endpoints, results, statuses, unmatched) => {
    const found = run(endpoints, results);
    expect(found.statuses).toEqual(statuses);
    expect(found.unmatched.length).toBe(unmatched);
  });

  it("prefers the exact spelling where two spellings of a number stand in one request", () => {
    const both = ["13800000001", A];
    expect(run(both, [accepted(A, "plus"), accepted("13800000001", "bare")]).statuses).toEqual([
      "bare",
      "plus",
    ]);
  });

  it("takes a third spelling of such a number for neither", () => {
    const found = run(["13800000001", A], [accepted("8613800000001", "x")]);
    expect(found.statuses).toEqual(["unknown", "unknown"]);
    expect(found.unmatched.length).toBe(1);
  });

  it("takes a result for a number that stands twice for neither", () => {
    const found = run([A, A], [accepted(A, "x"), rejected(A, "SMN.0190")]);
    expect(found.statuses).toEqual(["unknown", "unknown"]);
    expect(found.unmatched.length).toBe(2);
  });

  it.each([
    "SMN.0019",
    "SMN.0018",
    "SMN.0016",
    "SMN.0089",
    "APIGW.0601",
    "APIG.0203",
    "APIGW.0201",
    "SMN0019",
  ])("takes a result with %s, which may come after the sending, for no refusal", (code) => {
    const { dispositions, unusual } = correlate(
      [messageTo(A), messageTo(B)],
      [rejected(A, code), accepted(B, "b")],
      "r1",
    );
    expect(dispositions.map(({ status }) => status)).toEqual(["unknown", "accepted"]);
    expect(unusual).toMatchObject([{ status: "unknown", cause: { code: "protocol", sent: "maybe" } }]);
  });

  it("believes no result where one is for another number, even if none is missing", () => {
    const { dispositions, unusual, isOurs } = correlate(
      [messageTo(A), messageTo(B)],
      [accepted(A, "a"), accepted(C, "c")],
      "r1",
    );
    expect([isOurs, dispositions.map(({ status }) => status)]).toEqual([false, ["unknown", "unknown"]]);
    expect(unusual.length).toBe(2);
    expect(correlate([messageTo(A)], [accepted(A, "a"), accepted(C, "c")], "r1").isOurs).toBe(false);
  });

  it.each([
    ["the text", "您的验证码", "***"],
    ["a number", "+8613912345678", "+861391****78"],
    ["a number among words", "for 13912345678", "for 13912****78"],
    ["escape codes", "\u001b[31mid", "[31mid"],
    ["nothing that can be shown", "\u0000", "***"],
    ["a usual id", "0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77", "0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77"],
  ])("keeps a message with %s for an id accepted, and shows only what may be shown of it", (_, id, shown) => {
    const message = { endpoint: A, message: "您的验证码" };
    const [one] = correlate([message], [accepted(A, id)], "r1").dispositions;
    expect(one).toMatchObject({ status: "accepted", message_id: shown });
  });

  it("says of every unknown one that it may have been sent, and in which request", () => {
    const [one] = correlate([messageTo(A)], [], "r1").dispositions;
    expect(one).toMatchObject({
      status: "unknown",
      request_id: "r1",
      cause: { code: "protocol", sent: "maybe", requestId: "r1" },
    });
  });

  it("reads the codes of the table even where the text has the same digits, and shows no other digits of it", () => {
    const messages = [A, B, C].map((endpoint) => ({ endpoint, message: "code 280019 0261" }));
    const results = [rejected(A, "SMN.0019"), rejected(B, "SMN.0261"), rejected(C, "SMN.280019")];
    const [producer, balance, other] = correlate(messages, results, "r1").dispositions;
    expect([producer?.status, balance, other]).toMatchObject([
      "unknown",
      { status: "rejected", code: "SMN.0261" },
      { status: "rejected", code: "SMN.***" },
    ]);
  });

  it("shows neither a text nor a whole number, even where the service repeats them", () => {
    const message = messageTo(A);
    const results = [
      rejected(A, "SMN.0227", `sensitive: "${message.message}" to +86 138-0000-0001`),
      { endpoint: "x+8613912345678", message_id: "x" }, // no number, so that the rest is believed
    ];
    const shown = inspect(correlate([message], results, "r1"), { depth: 10 });
    expect(shown).not.toContain("您的验证码");
    expect(shown).not.toMatch(/0000-?0001|912345/);
    expect(shown).toContain("SMN.0227");
  });

  const numbers = fc.uniqueArray(mainland, { minLength: 1, maxLength: 30 });

  it("matches every result to its message, whatever the order and spelling", () => {
    fc.assert(
      fc.property(
        numbers.chain((list) =>
          fc.tuple(
            fc.constant(list),
            fc.array(respell, { minLength: list.length, maxLength: list.length }),
            fc.array(respell, { minLength: list.length, maxLength: list.length }),
            fc.shuffledSubarray([...list.keys()], { minLength: list.length }),
          ),
        ),
        ([list, sent, answered, order]) => {
          const endpoints = list.map((number, place) => sent[place]!(number));
          const results = order.map((place) =>
            accepted(answered[place]!(list[place]!), usualId(list[place]!)),
          );
          const { dispositions, unmatched } = correlate(endpoints.map(messageTo), results, "r1");
          expect(dispositions.map((one) => one.status === "accepted" && one.message_id)).toEqual(
            list.map(usualId),
          );
          expect(unmatched).toEqual([]);
        },
      ),
    );
  });

  it("reads the same from an answer whether or not it may take the shorter way", () => {
    const result = (number: string, other: string): fc.Arbitrary<unknown> =>
      fc.oneof(
        { weight: 20, arbitrary: fc.constant(accepted(number, `id of ${number}`)) },
        { weight: 1, arbitrary: fc.constant(rejected(number)) },
        { weight: 1, arbitrary: fc.constant({ ...accepted(number, "x"), code: "SMN.0057" }) },
        { weight: 1, arbitrary: fc.constantFrom(accepted(number, ""), { endpoint: number }, null, []) },
        { weight: 1, arbitrary: fc.constant(accepted(other, "of another")) },
      );
    const answers = numbers.chain((list) =>
      fc.tuple(
        fc.constant(list),
        fc.tuple(...list.map((number, place) => result(number, list[place - 1] ?? C))),
        fc.integer({ min: -1, max: 1 }),
      ),
    );
    fc.assert(
      fc.property(answers, ([list, full, difference]) => {
        const results = difference < 0 ? full.slice(1) : [...full, ...full.slice(0, difference)];
        const read = (areDistinct: boolean): unknown =>
          JSON.parse(JSON.stringify(correlate(list.map(messageTo), results, "r1", { areDistinct })));
        expect(read(true)).toEqual(read(false));
      }),
    );
  });

  it("never takes one message's result for another's, whatever is damaged", () => {
    const damage = fc.constantFrom(
      "drop",
      "double",
      "strange",
      "foreign",
      "mangle",
      "respell",
      "keep",
      "keep",
      "keep",
    );
    fc.assert(
      fc.property(
        numbers,
        fc.array(fc.tuple(damage, respell, mainland), { minLength: 30, maxLength: 30 }),
        fc.array(fc.nat(29), { maxLength: 10 }),
        (list, damages, swaps) => {
          const results = list.flatMap((number, place): unknown[] => {
            const [kind, spell, other] = damages[place]!;
            const own = accepted(number, usualId(number));
            switch (kind) {
              case "drop":
                return [];
              case "double":
                return [own, accepted(spell(number), usualId(number))];
              case "strange":
                return [{ endpoint: number, id: number }];
              case "foreign":
                return [own, accepted(spell(other), usualId(other))];
              case "mangle":
                return [accepted(number.slice(1), usualId(number))];
              case "respell":
                return [accepted(spell(number), usualId(number))];
              default:
                return [own];
            }
          });
          for (const swap of swaps) results.push(...results.splice(swap % Math.max(1, results.length), 1));
          const { dispositions, unmatched } = correlate(list.map(messageTo), results, "r1");
          expect(dispositions.length).toBe(list.length);
          dispositions.forEach((one, place) => {
            expect(["accepted", "unknown"]).toContain(one.status);
            if (one.status === "accepted") expect(one.message_id).toBe(usualId(list[place]!));
          });
          const known = dispositions.filter(({ status }) => status === "accepted").length;
          expect(known + unmatched.length).toBeGreaterThanOrEqual(0);
        },
      ),
    );
  });
});

describe("a result that quotes another message of its request", () => {
  const secret = "您的验证码是 Kx482913，请勿泄露 8e4f00d1c2 2026-03-01";
  const messages = [
    { endpoint: A, message: secret },
    { endpoint: B, message: "Your parcel is here" },
  ];
  const quoting: [string, object][] = [
    ["its text", rejected(B, "SMN.0099", `refused near '${secret}'`)],
    ["its code for a code", rejected(B, "Kx482913")],
    ["its code for an unclear code", rejected(B, "SMN.0019 Kx482913")],
    ["its code for an id", accepted(B, "Kx482913")],
    ["its code in an id of the usual form", accepted(B, "8e4f00d1".padEnd(32, "a"))],
    ["its code there in capitals", accepted(B, "8E4F00D1".padStart(32, "a"))],
    ["its number for an id", accepted(B, "m_8613800000001")],
    ["its number in pieces for an id", accepted(B, "m_138-0000-0001")],
    ["its number in an id of the usual form", accepted(B, "13800000001".padEnd(32, "b"))],
    ["its number across the hyphens of a UUID", accepted(B, "abcdef13-8000-0000-1abc-abcdefabcdef")],
  ];
  it.each(quoting.flatMap((one) => [true, false].map((areDistinct) => [...one, areDistinct] as const)))(
    "shows nothing of %s",
    (_, result, areDistinct) => {
      const found = correlate(messages, [accepted(A, usualId("a")), result], "r1", { areDistinct });
      const { endpoint, ...shown } = found.dispositions[1] as { endpoint?: string };
      expect(endpoint ?? B).toBe(B);
      expect(inspect(shown)).not.toMatch(/验证码|482913|8e4f00d1|13-?8000-?0000-?1|138-0000-0001/i);
      expect(found.dispositions[0]).toMatchObject({ status: "accepted", message_id: usualId("a") });
    },
  );

  it("is read without reading the texts again for each result", () => {
    let reads = 0;
    const many = Array.from({ length: 300 }, (_, at) => ({
      endpoint: String(13800000000 + at),
      message: `Your code is ${100_000 + at}, of ${usualId(String(at))}`,
    }));
    const sent = SentMessages.of(many);
    const get = (texts: string[], name: string | symbol): unknown => {
      if (typeof name === "string" && Number.isInteger(Number(name))) reads++;
      return Reflect.get(texts, name);
    };
    Object.defineProperty(sent, "texts", { value: new Proxy(sent.texts, { get }) });
    const kinds = [
      (at: number) => accepted(String(13800000000 + at), usualId(`id ${at}`)),
      (at: number) => accepted(`+86${13800000000 + at}`, `an id of ${at}`),
      (at: number) => rejected(String(13800000000 + at), `CODE.${at}`, `refused: ${at}`),
    ];
    for (const areDistinct of [true, false])
      correlateSent(
        sent,
        many.map((_, at) => kinds[at % 3]!(at)),
        "r1",
        { areDistinct },
      );
    expect(reads).toBeGreaterThan(0);
    expect(reads).toBeLessThanOrEqual(many.length * 4);
  });
});

it.each(["1 ", "\ufdfa", " -"])("a long endpoint of %j is no number, and is not read as one", (part) => {
  const normalize = vi.spyOn(String.prototype, "normalize");
  const replace = vi.spyOn(String.prototype, "replace");
  const { dispositions, unmatched } = correlate([messageTo(A)], [accepted(part.repeat(1_000), "x")], "r1");
  expect(
    [...normalize.mock.contexts, ...replace.mock.contexts].filter((one) => String(one).length > 999),
  ).toEqual([]);
  vi.restoreAllMocks();
  expect(dispositions.map(({ status }) => status)).toEqual(["unknown"]);
  expect(unmatched).toEqual(["a result for ****"]);
});

describe("any part of any text or number of a request", () => {
  it("is in no id of the usual form that is shown", () => {
    const hex = fc.stringMatching(/^[0-9a-f-]{8,20}$/);
    fc.assert(
      fc.property(
        fc.array(fc.tuple(mainland, hex, fc.string({ maxLength: 20 })), { minLength: 1, maxLength: 5 }),
        fc.nat(4),
        fc.nat(30),
        fc.nat(30),
        fc.boolean(),
        (list, which, cut, shift, ofNumber) => {
          const messages = list.map(([endpoint, part, before]) => ({
            endpoint,
            message: `${before}${part}`,
          }));
          const [number, part] = list[which % list.length]!;
          const quoted = ofNumber
            ? number.slice(-10)
            : part
                .slice(cut % (part.length - 7))
                .slice(0, 8)
                .replaceAll("-", "0");
          if (!ofNumber && !part.includes(quoted)) return;
          const id = quoted.padStart(quoted.length + (shift % (32 - quoted.length)), "f").padEnd(32, "f");
          const [first] = messages;
          const results = [accepted(first!.endpoint, id)];
          for (const areDistinct of [true, false]) {
            const [one] = correlate(messages, results, "r1", { areDistinct }).dispositions;
            expect(one?.status === "accepted" ? one.message_id : "").not.toContain(quoted);
          }
        },
      ),
    );
  });
});
