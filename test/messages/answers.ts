import fc from "fast-check";
import { numberKey } from "../../src/messages/phoneNumber.js";
import { mainland, respell } from "./support.js";

export interface Sent {
  endpoint: string;
  message: string;
}

/** An answer as it comes, a character for each byte, and the messages it is for. */
export interface Answer {
  raw: string;
  messages: Sent[];
}

export const rawOf = (text: string): string => Buffer.from(text).toString("latin1");
export const textOf = (raw: string): string => Buffer.from(raw, "latin1").toString("utf8");

const hex = fc.stringMatching(/^[0-9a-f]{32}$/);
const words = fc.oneof(
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.constantFrom(
    "余额不足",
    '{"a":"}"}',
    '"',
    "\\",
    "}",
    '"},{"endpoint":"',
    "a\u007fb",
    "\u0000\n",
    "\u2028",
  ),
);
const odd: fc.Arbitrary<string> = fc.oneof(
  words,
  fc.string({ unit: "binary", maxLength: 12 }),
  hex.map((id) => id.repeat(200)),
);

/** Numbers, and what a caller who checks nothing could give instead. */
const usualEndpoint = fc.oneof(
  fc.tuple(mainland, respell).map(([number, spell]) => spell(number)),
  fc.stringMatching(/^\+852 ?[0-9]{4}-?[0-9]{4}$/),
);
const oddEndpoint = fc.oneof(
  fc.stringMatching(/^1[0-9]{4}["]?[0-9]{4}$/),
  fc.stringMatching(/^[٠-٩]{11}$/),
  fc.string({ unit: "grapheme", maxLength: 8 }).filter((text) => !/[\u0000-\u001f\\]/.test(text)),
);

function messagesOf(endpoint: fc.Arbitrary<string>): fc.Arbitrary<Sent[]> {
  return fc.uniqueArray(fc.record({ endpoint, message: words }), {
    selector: (one) => numberKey(one.endpoint),
    maxLength: 6,
  });
}

/** What the service could say about a message, as JSON. */
function resultOf({ endpoint, message }: Sent): fc.Arbitrary<string> {
  const json = (value: unknown): string => JSON.stringify(value);
  const code = fc.constantFrom("SMN.0057", "SMN.0227", "");
  const usual = hex.map((message_id) => json({ endpoint, message_id }));
  const rejected = fc
    .tuple(code, words)
    .map(([code, reason]) => json({ endpoint, code, message: reason + message }));
  const strange = fc.oneof(
    odd.map((message_id) => json({ endpoint, message_id })),
    fc.tuple(hex, fc.jsonValue()).map(([message_id, more]) => json({ endpoint, message_id, more })),
    fc.tuple(hex, fc.jsonValue()).map(([message_id, more]) => json({ more, endpoint, message_id })),
    hex.map((message_id) => json({ message_id, endpoint })),
    fc.tuple(odd, hex).map(([endpoint, message_id]) => json({ endpoint, message_id })),
    fc.tuple(hex, code).map(([message_id, code]) => json({ endpoint, message_id, code, message: "x" })),
    fc.tuple(code, words).map(([code, message]) => json({ message, code, endpoint })),
    fc.jsonValue().map(json),
    fc.constantFrom(json({ endpoint }), json({ message_id: "m" }), json({ endpoint: 5, message_id: "m" })),
    // The last of two counts.
    hex.map((message_id) => `{"endpoint":"1","endpoint":${json(endpoint)},"message_id":"${message_id}"}`),
    hex.map((message_id) => `{"endpoint":${json(endpoint)},"message_id":"${message_id}","endpoint":"1"}`),
    hex.map((message_id) => `{"endpoint":${json(endpoint)},"message_id":"","message_id":"${message_id}"}`),
    // Other ways to write the same.
    hex.map((message_id) => JSON.stringify({ endpoint, message_id }, null, 1)),
    words.map((reason) => inAscii(json({ endpoint, code: "SMN.1", message: reason }))),
    hex.map((message_id) => inAscii(json({ endpoint, message_id: `验${message_id}` }))),
    hex.map((message_id) => json({ endpoint, message_id }).replace("endpoint", "\\u0065ndpoint")),
  );
  return fc.oneof(
    { weight: 16, arbitrary: usual },
    { weight: 6, arbitrary: rejected },
    { arbitrary: strange, weight: 1 },
  );
}

function inAscii(json: string): string {
  return json.replace(/[\u0080-\uffff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** What may happen to the list of the results. */
const change: fc.Arbitrary<(list: string[]) => string[]> = fc.oneof(
  { weight: 12, arbitrary: fc.constant((list: string[]) => list) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(fc.constantFrom("drop", "double", "reverse", "add", "swap"), fc.nat())
      .map(([kind, n]) => (list: string[]): string[] => {
        const at = list.length === 0 ? 0 : n % list.length;
        if (kind === "drop") return list.toSpliced(at, 1);
        if (kind === "double") return [...list, ...list.slice(at, at + 1)];
        if (kind === "reverse") return list.toReversed();
        if (kind === "add") return list.toSpliced(at, 0, '{"endpoint":"13900000000","message_id":"m"}');
        return [...list.slice(at), ...list.slice(0, at)];
      }),
  },
);

const goodId = fc.oneof(hex, fc.stringMatching(/^[\w.:-]{1,128}$/)).map((id) => JSON.stringify(id));
const badId = fc.oneof(
  odd.map((id) => JSON.stringify(id)),
  fc.jsonValue().map((value) => JSON.stringify(value)),
  fc.constantFrom('"a b"', '"\\u0061"', "1", "null", `"${"x".repeat(129)}"`),
);
/** Around the list of the results, by weight; the first two are the usual ones. */
const frame: fc.Arbitrary<(results: string, id: string) => string> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.constant((results: string, id: string) => `{"request_id":${id},"result":[${results}]}`),
  },
  {
    weight: 8,
    arbitrary: fc.constant((results: string, id: string) => `{"result":[${results}],"request_id":${id}}`),
  },
  {
    weight: 2,
    arbitrary: fc.constantFrom<(results: string, id: string) => string>(
      (results) => `{"result":[${results}]}`,
      (results, id) => `{"request_id":${id},"result":[${results}],"request_id":"other"}`,
      (results, id) => `{"request_id":"other","request_id":${id},"result":[${results}]}`,
      (results, id) => `{"result":[${results}],"request_id":"other","request_id":${id}}`,
      (results, id) => `{"result":[],"request_id":${id},"result":[${results}]}`,
      (results, id) => `{"request_id":${id},"more":{},"result":[${results}]}`,
      (results, id) => `{"request_id":${id},"result":[${results}],"more":1}`,
      (results, id) => `{ "request_id": ${id}, "result": [${results}] }`,
      (results, id) => `{"request_id":${id},"result":[ ${results}]}`,
      (results, id) => `{"request_id":${id},"result":[${results}]}\n`,
      (results, id) => `\n{"result":[${results}],"request_id":${id}}`,
      (results, id) => `\ufeff{"result":[${results}],"request_id":${id}}`,
      (results, id) => `{"result":[${results}],"request_id":${id}}x`,
    ),
  },
);

function answerWith(endpoint: fc.Arbitrary<string>): fc.Arbitrary<Answer> {
  return messagesOf(endpoint)
    .chain((messages) => fc.tuple(fc.constant(messages), fc.tuple(...messages.map(resultOf))))
    .chain(([messages, results]) =>
      fc
        .tuple(change, frame, fc.oneof({ weight: 9, arbitrary: goodId }, { weight: 1, arbitrary: badId }))
        .map(([change, frame, id]) => ({ messages, raw: rawOf(frame(change(results).join(), id)) })),
    );
}

/** Answers of every kind: most of them nearly of the usual form. */
export const anyAnswer: fc.Arbitrary<Answer> = fc.oneof(
  { weight: 3, arbitrary: answerWith(usualEndpoint) },
  { weight: 1, arbitrary: answerWith(fc.oneof(usualEndpoint, oddEndpoint)) },
);

/** Damage to single bytes. */
export const damage: fc.Arbitrary<(raw: string) => string> = fc
  .tuple(
    fc.constantFrom("flip", "replace", "delete", "insert", "truncate", "repeat"),
    fc.nat(),
    fc.oneof(
      fc.constantFrom(...Array.from('"\\{}[],: \n\u0000\u007f\u0080\u00ff')),
      fc.nat(255).map((byte) => String.fromCharCode(byte)),
    ),
  )
  .map(([kind, n, byte]) => (raw) => {
    const at = raw === "" ? 0 : n % raw.length;
    const [head, rest] = [raw.slice(0, at), raw.slice(at + 1)];
    if (kind === "flip") return head + String.fromCharCode(raw.charCodeAt(at) ^ (1 << (n % 8))) + rest;
    if (kind === "replace") return head + byte + rest;
    if (kind === "delete") return head + rest;
    if (kind === "insert") return head + byte + raw.slice(at);
    return kind === "truncate" ? head : raw.slice(0, at + 1) + raw.slice(at);
  });
