import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (file: string): string => readFileSync(new URL(`../../docs/${file}`, import.meta.url), "utf8");
const markersOf = (text: string): string[] =>
  [...text.matchAll(/<!-- (\/?bench:\w+) -->/g)].map(([, name]) => name!);

describe("the performance guide", () => {
  const english = markersOf(read("performance.md"));

  it("has places for generated tables, each opened and closed", () => {
    expect(english.length).toBeGreaterThanOrEqual(18);
    const opened = english.filter((name) => !name.startsWith("/"));
    expect(english).toEqual(opened.flatMap((name) => [name, `/${name}`]));
    expect(new Set(opened).size).toBe(opened.length);
  });

  it("has the same places in Chinese", () => {
    expect(markersOf(read("performance.zh-CN.md"))).toEqual(english);
  });

  it("has its tables, with as many rows in both languages", () => {
    const rows = (file: string): string[][] =>
      read(file)
        .split(/<!-- \/?bench:\w+ -->/)
        .map((part) => part.split("\n").filter((line) => line.startsWith("|")))
        .filter((part) => part.length > 0);
    const sizes = rows("performance.md").map((part) => part.length);
    expect(sizes.length).toBeGreaterThanOrEqual(8);
    expect(rows("performance.zh-CN.md").map((part) => part.length)).toEqual(sizes);
  });

  it("has a picture that says in words what it shows, and fetches nothing", () => {
    const svg = read("performance.svg");
    expect(svg).toMatch(/<title id="title">[^<]+<\/title>\s*<desc id="desc">[^<]{40,}<\/desc>/);
    expect(svg).toContain("prefers-color-scheme: dark");
    expect(svg.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(
      /https?:|url\(|@import|<script|href/,
    );
  });
});
