import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { parse } from "yaml";
import { blocksOf } from "../../docs/theme/ourParts.mjs";
import { bundleChinese } from "../../docs/theme/references.mjs";
import { textsOf, withoutTexts } from "./texts.js";

interface Overlay {
  overlay: string;
  info: object;
  actions: { target: string; update: unknown }[];
}

const folder = mkdtempSync(join(tmpdir(), "smn-sms-overlay-"));
const overlay = parse(readFileSync("openapi/zh-CN.overlay.yaml", "utf8")) as Overlay;
const english = JSON.parse(readFileSync("generated/openapi.json", "utf8")) as object;
let chinese: object;
let marked: object;
const markers: string[] = [];

beforeAll(async () => {
  const actions = overlay.actions.map(({ target, update }) => ({ target, update: mark(update, target) }));
  [chinese, marked] = await Promise.all([
    apply("translated", overlay),
    apply("marked", { ...overlay, actions }),
  ]);
}, 120_000);
afterAll(() => rmSync(folder, { recursive: true }));

test("an overlay only updates, and says which version of the specification it follows", () => {
  expect(overlay.overlay).toBe("1.0.0");
  for (const action of overlay.actions) expect(Object.keys(action)).toEqual(["target", "update"]);
});

test("every text of every action lands in exactly one place", () => {
  const landed = [...textsOf(marked).values()].filter((text) => markers.includes(text));
  expect(landed.toSorted()).toEqual(markers.toSorted());
});

test("every text of the document has a translation", () => {
  const untranslated = [...textsOf(marked)]
    .filter(([, text]) => !markers.includes(text))
    .map(([path]) => path);
  expect(untranslated).toEqual([]);
});

test("nothing but texts changes", () => {
  expect([...textsOf(chinese).keys()]).toEqual([...textsOf(english).keys()]);
  expect(withoutTexts(chinese)).toEqual(withoutTexts(english));
  expect(chinese).not.toEqual(english);
});

test("every translation is Chinese", () => {
  for (const [path, text] of textsOf(chinese)) expect(text, path).toMatch(/\p{Script=Han}/u);
});

test("a translation names the same parameters, codes and values as the original", () => {
  const translations = textsOf(chinese);
  for (const [path, text] of textsOf(english)) {
    expect(quoted(translations.get(path)!), path).toEqual(quoted(text));
  }
});

test("a translation has the same tables, lists and headings as the original", () => {
  const shape = (text: string) =>
    text.split("\n").flatMap((line) => /^\s*(?:#+ |- |\|)/.exec(line)?.[0].trim() ?? []);
  const translations = textsOf(chinese);
  for (const [path, text] of textsOf(english))
    expect(shape(translations.get(path)!), path).toEqual(shape(text));
});

async function apply(name: string, actions: Overlay): Promise<object> {
  const input = join(folder, `${name}.overlay.json`);
  const output = join(folder, `${name}.json`);
  writeFileSync(input, JSON.stringify(actions));
  await bundleChinese(output, input);
  return JSON.parse(readFileSync(output, "utf8")) as object;
}

/** Replaces every text of an update by a marker, so that it can be found again in the result. */
function mark(node: unknown, place: string): unknown {
  if (typeof node !== "object" || node === null) {
    const marker = `«${place}»`;
    markers.push(marker);
    return marker;
  }
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, mark(value, `${place} ${key}`)]),
  );
}

/** What stands in backticks. */
function quoted(text: string): string[] {
  return [...new Set(text.match(/`[^`]+`/g))].toSorted();
}

test("a translation has as many parts as the original, so that marks of what is ours fit both", () => {
  const translations = textsOf(chinese);
  for (const [path, text] of textsOf(english))
    expect(blocksOf(translations.get(path)!).length, path).toBe(blocksOf(text).length);
});
