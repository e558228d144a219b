import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { misreadingOf } from "../../../src/cli/rows/misreading.js";

const docs = fileURLToPath(new URL("../../../docs/", import.meta.url));
const lines = readdirSync(docs)
  .filter((name) => name.endsWith(".md"))
  .flatMap((name) => readFileSync(`${docs}${name}`, "utf8").split("\n"))
  .filter((line) => !line.includes("鎮ㄥソ")); // the guide's own example
/** Names of countries, languages and currencies: words of many characters, also rare ones. */
const names = ["zh-CN", "zh-TW", "fr", "de", "pt", "vi", "cs", "ja", "ko"].flatMap((locale) =>
  (["region", "language", "currency"] as const).flatMap((type) => {
    const display = new Intl.DisplayNames(locale, { type, fallback: "none" });
    const codes =
      type === "currency"
        ? Intl.supportedValuesOf("currency")
        : Array.from({ length: 676 }, (_, place) => String.fromCharCode(97 + place / 26, 97 + (place % 26)));
    return codes.map((code) => display.of(type === "region" ? code.toUpperCase() : code));
  }),
);
const words = names.filter((name) => name !== undefined);
const chinese = words.filter((word) => /^[\u4e00-\u9fff]{3,}$/.test(word));

const decoderOf = (encoding: string): ((bytes: Uint8Array) => string) => {
  const decoder = new TextDecoder(encoding);
  return (bytes) => decoder.decode(bytes);
};
const gb = decoderOf("gb18030");
const bytesInGbk = new Map<string, number[]>();
for (let lead = 0x81; lead < 0xff; lead++)
  for (let trail = 0x40; trail < 0xff; trail++)
    if (trail !== 0x7f) bytesInGbk.set(gb(Uint8Array.of(lead, trail)), [lead, trail]);
const toGbk = (text: string): Uint8Array =>
  Uint8Array.from(Array.from(text).flatMap((one) => bytesInGbk.get(one) ?? [one.charCodeAt(0)]));

test("texts as people write them are none", () => {
  expect(words.length).toBeGreaterThan(3_000);
  expect([...lines, ...words].filter((text) => misreadingOf(text) !== undefined)).toEqual([]);
});

test("neither are words of many languages together", () => {
  const several = fc.array(fc.constantFrom(...words), { minLength: 2, maxLength: 8 });
  fc.assert(
    fc.property(several, fc.constantFrom("", " ", "，", "“", "——", "……", "\u00a0"), (found, between) => {
      expect(misreadingOf(found.join(between))).toBeUndefined();
    }),
    { numRuns: 1_000 },
  );
});

test.each([
  "santé\u00a0«\u00a0X\u00a0»",
  "à\u00a0« X »",
  "École™",
  "5€–10€",
  "½¼¾",
  "××××",
  "梅园路路路通",
  "Bangladéš……",
  "“——”……——”“",
  "ÄÖÜäöüß",
  "¿Qué? ¡Sí!",
  "㊗️恭喜😀",
  "請勿洩漏，臺灣鐵路",
])("neither is %s", (text) => {
  expect(misreadingOf(text)).toBeUndefined();
});

const WESTERN = "UTF-8 or GB18030 read in a Western encoding";

describe("Chinese words", () => {
  test.each([
    ["UTF-8 read as GB18030", (text: string) => gb(Buffer.from(text))],
    [WESTERN, (text: string) => decoderOf("windows-1252")(Buffer.from(text))],
    [WESTERN, (text: string) => Buffer.from(text).toString("latin1")],
    [WESTERN, (text: string) => decoderOf("macintosh")(Buffer.from(text))],
    [WESTERN, (text: string) => Buffer.from(toGbk(text)).toString("latin1")],
  ] as const)("are found to be %s, wherever they are in a text", (misreading, misread) => {
    const common = chinese.filter((word) => Array.from(word).every((one) => bytesInGbk.has(one)));
    const texts = fc.tuple(
      fc.constantFrom("", "尊敬的", "Dear ", "1234，"),
      fc.array(fc.constantFrom(...common), { minLength: 2, maxLength: 4 }),
    );
    let found = 0;
    fc.assert(
      fc.property(texts, ([before, several]) => {
        if (misreadingOf(before + misread(several.join(""))) === misreading) found++;
      }),
      { numRuns: 500, seed: 1 },
    );
    expect(found).toBeGreaterThan(480);
  });

  test("are found by a byte order mark before the first", () => {
    expect(misreadingOf("锘縠ndpoint")).toBe("UTF-8 read as GB18030");
    expect(misreadingOf("ï»¿endpoint")).toBe(WESTERN);
  });
});
