import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { drawRooms } from "../../docs/theme/roomDrawing.mjs";

const drawing = readFileSync("docs/architecture.svg", "utf8");

test("the drawing of the rooms is what `npm run docs:architecture` makes of the imports", async () => {
  expect(await drawRooms()).toBe(drawing);
});

test("the drawing says in words what it shows, suits light and dark pages, and fetches nothing", () => {
  expect(drawing).toMatch(/<title id="title">[^<]+<\/title>\s*<desc id="desc">[^<]{40,}<\/desc>/);
  expect(drawing).toContain("prefers-color-scheme: dark");
  expect(drawing.replaceAll("http://www.w3.org/2000/svg", "")).not.toMatch(
    /https?:|url\(|@import|<script|href/,
  );
});

test("the drawing marks every entry point of the package", () => {
  const { bin, exports } = JSON.parse(readFileSync("package.json", "utf8")) as {
    bin: object;
    exports: Record<string, unknown>;
  };
  const entries = Object.entries(exports).filter(([, target]) => typeof target === "object");
  const labels = [
    ...entries.map(([path]) => `smn-sms${path.slice(1)}`),
    ...Object.keys(bin).map((name) => `command ${name}`),
  ];
  for (const label of labels) expect(drawing).toContain(`>${label}</text>`);
});

test.each(["architecture.md", "architecture.zh-CN.md"])("%s names every room of the main entry", (name) => {
  const page = readFileSync(`docs/${name}`, "utf8");
  const rooms = [...drawing.matchAll(/In src: (.*?)\. In /g)].flatMap(([, list]) =>
    list!.split(", ").flatMap((sentence) => sentence.split(" imports ")),
  );
  expect(rooms.length).toBeGreaterThan(10);
  for (const room of new Set(rooms)) expect(page).toMatch(new RegExp(`\\b${room}\\b`));
});
