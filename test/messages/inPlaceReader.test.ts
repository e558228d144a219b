import fc from "fast-check";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { correlate } from "../../src/messages/correlate.js";
import type { Correlated } from "../../src/messages/dispositions.js";
import { InPlaceReader } from "../../src/messages/inPlaceReader.js";
import type { Disposition } from "../../src/messages/outcome.js";
import { requestIdOf } from "../../src/messages/requestIdOf.js";
import { anyAnswer, damage, rawOf, textOf, type Sent } from "./answers.js";

const ID = "0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77";
const LARGEST = 1024 * 1024;
const A: Sent = { endpoint: "+8613800000001", message: "您的验证码是 482913" };
const B: Sent = { endpoint: "138-0000-0002", message: "second text" };
const C: Sent = { endpoint: "+85291234567", message: "third text" };
const accepted = ({ endpoint }: Sent, message_id: string): object => ({ endpoint, message_id });
const rejected = ({ endpoint }: Sent, message: string): object => ({ endpoint, code: "SMN.0227", message });
const idFirst = (...result: object[]): string => rawOf(JSON.stringify({ request_id: ID, result }));
const resultFirst = (...result: object[]): string => rawOf(JSON.stringify({ result, request_id: ID }));
const LONG = idFirst(accepted(A, "a".repeat(32)), rejected(B, "余额不足"), accepted(C, "c".repeat(32)));

function byParsing(raw: string, messages: readonly Sent[]): Correlated {
  const { request_id, result } = JSON.parse(textOf(raw)) as { request_id: unknown; result: unknown[] };
  const id = requestIdOf(request_id);
  if (id === undefined) throw new Error("an answer without a usual request_id was read");
  return correlate(messages, result, id, { areDistinct: true });
}

/** All that can be seen, up to two places beyond the end. */
function seen({ request_id, dispositions, unusual, unmatched }: Correlated): unknown {
  const { length } = dispositions;
  const each = Array.from({ length: length + 2 }, (_, place) => plain(dispositions.at(place)));
  return { request_id, length, each, unusual: unusual.map(plain), unmatched };
}

function plain(one: Disposition | undefined): unknown {
  if (one === undefined || !("cause" in one)) return one;
  const { message, code, sent, requestId } = one.cause;
  return { ...one, cause: { message, code, sent, requestId } };
}

/** Holds what the reader says, if it says anything, against the parser's word. @returns whether it did */
function agrees(raw: string, messages: readonly Sent[], reader = new InPlaceReader()): boolean {
  const found = reader.read(raw, messages);
  if (found === undefined) return false;
  expect(seen(found)).toStrictEqual(seen(byParsing(raw, messages)));
  return true;
}

describe("InPlaceReader", () => {
  it("says what the parser says, or nothing, whatever the answer", () => {
    let count = 0;
    fc.assert(
      fc.property(anyAnswer, fc.boolean(), ({ raw, messages }, isUsed) => {
        const reader = new InPlaceReader();
        if (isUsed) reader.read(LONG, [A, B, C]);
        if (agrees(raw, messages, reader)) count++;
      }),
      { numRuns: 3_000 },
    );
    expect(count).toBeGreaterThan(600);
  });

  it("says what the parser says, or nothing, of an answer with damaged bytes", () => {
    let count = 0;
    fc.assert(
      fc.property(
        anyAnswer,
        fc.array(damage, { minLength: 1, maxLength: 3 }),
        ({ raw, messages }, damages) => {
          const damaged = damages.reduce((text, one) => one(text), raw);
          if (agrees(damaged, messages)) count++;
        },
      ),
      { numRuns: 3_000 },
    );
    expect(count).toBeGreaterThan(50);
  });

  it.each([
    ["request_id first", idFirst(accepted(A, "a1"), rejected(B, "余额"))],
    ["result first", resultFirst(rejected(A, "余额"), accepted(B, "b1"))],
  ])("holds that for every damage to one byte of an answer with %s", (_name, raw) => {
    const reader = new InPlaceReader();
    const messages = [A, B];
    let count = 0;
    for (let at = 0; at < raw.length; at++) {
      const [head, tail, rest] = [raw.slice(0, at), raw.slice(at), raw.slice(at + 1)];
      for (let byte = 0; byte < 256; byte++)
        if (agrees(head + String.fromCharCode(byte) + rest, messages, reader)) count++;
      for (const byte of '"\\{}[],: a\n\u0000\u007f\u0080\u00ff')
        if (agrees(head + byte + tail, messages, reader)) count++;
      agrees(head + rest, messages, reader);
      expect(reader.read(head, messages)).toBe(undefined);
    }
    // Most bytes of ids and reasons can be others, and each byte was also replaced by itself.
    expect(count).toBeGreaterThan(10_000);
  });

  it.each([
    ["the usual answer", idFirst(accepted(A, "a"), accepted(B, "b"))],
    ["the usual answer with its results first", resultFirst(accepted(A, "a"), accepted(B, "b"))],
    ["one with a rejected result", idFirst(rejected(A, '余额不足: "x\\y" 😀'), accepted(B, "b"))],
    ["one with nothing else", resultFirst(rejected(A, "limit"), rejected(B, "limit"))],
    ["one with a result of an unknown shape", idFirst({ endpoint: A.endpoint, id: 1 }, accepted(B, "b"))],
    ["one with an id that is not plain", idFirst(accepted(A, "验\u007f\\"), accepted(B, "b"))],
    ["one with a further property", idFirst({ ...accepted(A, "a"), fee: 1 }, accepted(B, "b"))],
  ])("does read %s", (_name, raw) => {
    expect(agrees(raw, [A, B])).toBe(true);
  });

  it("does read an answer without results to a request without messages", () => {
    expect(agrees(idFirst(), [])).toBe(true);
    expect(agrees(resultFirst(), [])).toBe(true);
  });

  const usual = idFirst(accepted(A, "a"), accepted(B, "b"));
  it.each([
    ["that is empty", ""],
    ["cut off where the results begin", '{"result":['],
    ["cut off where the results begin, after the id", `{"request_id":"${ID}","result":[`],
    ["with a blank", usual.replace(",", ", ")],
    ["with a line break at its end", `${usual}\n`],
    ["with something behind it", `${usual}{}`],
    ["whose results are out of order", idFirst(accepted(B, "b"), accepted(A, "a"))],
    [
      "with a number in another spelling",
      idFirst(accepted(A, "a"), accepted({ ...B, endpoint: "13800000002" }, "b")),
    ],
    ["with too few results", idFirst(accepted(A, "a"))],
    ["with too many results", idFirst(accepted(A, "a"), accepted(B, "b"), accepted(C, "c"))],
    ["without a request_id", JSON.stringify({ result: [accepted(A, "a"), accepted(B, "b")] })],
    ["with a strange request_id", usual.replace(ID, "a b")],
    ["with an empty request_id", usual.replace(ID, "")],
    ["with two of them", `${usual.slice(0, -1)},"request_id":"x"}`],
    ["with a brace in a text", idFirst(accepted(A, "a"), rejected(B, "余额 } 不足"))],
  ])("leaves an answer %s to the parser", (_name, raw) => {
    expect(new InPlaceReader().read(raw, [A, B])).toBe(undefined);
  });

  it.each([
    ["a quote", '138"0'],
    ["a backslash", "138\\n0"],
    ["a line break", "138\n0"],
  ])("does not take %s in a number, written as it is, for JSON", (_name, endpoint) => {
    const raw = `{"request_id":"${ID}","result":[{"endpoint":"${endpoint}","message_id":"a"}]}`;
    expect(new InPlaceReader().read(raw, [{ endpoint, message: "x" }])).toBe(undefined);
  });

  it("sees nothing of a longer answer that it read before", () => {
    const reader = new InPlaceReader();
    const messages = [A, { ...B }, C];
    const long = idFirst(
      accepted(A, "a".repeat(40)),
      accepted(B, "b".repeat(40)),
      accepted(C, "c".repeat(40)),
    );
    for (let length = 0; length < long.length; length++) {
      expect(reader.read(long, messages)?.dispositions.length).toBe(3);
      expect(reader.read(long.slice(0, length), messages)).toBe(undefined);
    }
    expect(agrees(idFirst(accepted(A, "a")), [A], reader)).toBe(true);
  });

  it("reads answers of any size one after the other", () => {
    const reader = new InPlaceReader();
    for (const length of [1, 300, 5, 10_000, 9_999, 25_000, 3])
      expect(agrees(resultFirst(accepted(A, "x".repeat(length)), accepted(B, "b")), [A, B], reader)).toBe(
        true,
      );
  });

  it("keeps what an earlier answer said when it reads another one", () => {
    const reader = new InPlaceReader();
    const first = reader.read(LONG, [A, B, C])!;
    const before = seen(first);
    reader.read(resultFirst(accepted(C, "z".repeat(200)), rejected(B, "x"), accepted(A, "y")), [C, B, A]);
    expect(seen(first)).toStrictEqual(before);
    expect(first.dispositions.at(0)).toMatchObject({ endpoint: A.endpoint, message_id: "a".repeat(32) });
    expect(first.dispositions.at(2)).toMatchObject({ endpoint: C.endpoint, message_id: "c".repeat(32) });
  });

  it("keeps the outcome of an input that is changed after the answer was read", () => {
    const messages = [{ ...A }, { ...B }];
    const raw = idFirst(accepted(A, "a"), rejected(B, `sensitive: ${B.message}`));
    const expected = seen(byParsing(raw, [A, B]));
    const found = new InPlaceReader().read(raw, messages)!;
    for (const message of messages) Object.assign(message, { endpoint: "changed", message: "changed" });
    messages.push({ ...C });
    expect(seen(found)).toStrictEqual(expected);
    messages.length = 0;
    expect(seen(found)).toStrictEqual(expected);
  });

  it("leaves answers of more than a mebibyte to the parser", () => {
    const padded = (length: number): string => {
      const rest = idFirst(accepted(A, "")).length;
      return idFirst(accepted(A, "x".repeat(length - rest)));
    };
    expect(new InPlaceReader().read(padded(LARGEST), [A])?.dispositions.at(0)).toMatchObject({
      status: "accepted",
    });
    expect(new InPlaceReader().read(padded(LARGEST + 1), [A])).toBe(undefined);
  });

  it("shows neither a text nor a number that the service repeats in a reason", () => {
    const raw = idFirst(rejected(A, `sensitive: "${A.message}" to +86 138-0000-0001`), accepted(B, "b"));
    const found = new InPlaceReader().read(raw, [A, B])!;
    const shown = inspect([found.unusual, found.dispositions.at(0)], { depth: 10 });
    expect(shown).toContain("SMN.0227");
    expect(shown).not.toContain("您的验证码");
    expect(shown).not.toMatch(/0000-?0001/);
  });
});
