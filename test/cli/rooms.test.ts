import { readFileSync, readdirSync } from "node:fs";
import { posix } from "node:path";
import ts from "typescript";
import { expect, it } from "vitest";

const root = new URL("../../src/cli/", import.meta.url);
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .map((name) => name.replaceAll("\\", "/"))
  .filter((name) => name.endsWith(".ts"));

/** From left to right: a room imports only from those before it, types included. The commands know nothing of each other. */
const ROOMS = ["base", "input", "options", "rows", "results", "terminal", "connection", "run"];
const COMMANDS = ["send", "reconcile", "report", "signs", "mock"];
const roomOf = (file: string): string => (file.includes("/") ? (file.split("/")[0] ?? "") : "");

function importsOf(file: string): string[] {
  const { importedFiles } = ts.preProcessFile(readFileSync(new URL(file, root), "utf8"), true, true);
  return importedFiles
    .filter(({ fileName }) => fileName.startsWith("."))
    .map(({ fileName }) => posix.join(posix.dirname(file), fileName).replace(/\.js$/, ".ts"))
    .filter((imported) => !imported.startsWith(".."));
}

const edges = files.flatMap((file) => importsOf(file).map((imported) => [file, imported] as const));

it("every file of the command is in a room, but for the entry", () => {
  expect([...new Set(files.map(roomOf))].sort()).toEqual(["", ...ROOMS, ...COMMANDS].sort());
  expect(files.filter((file) => roomOf(file) === "").sort()).toEqual(["main.ts", "runCommand.ts"]);
});

it("a room imports only from those before it, and a command from no other command", () => {
  const wrong = edges.filter(([file, imported]) => {
    const [from, to] = [roomOf(file), roomOf(imported)];
    if (from === to || from === "") return false;
    return COMMANDS.includes(from)
      ? !ROOMS.includes(to)
      : ROOMS.indexOf(to) > ROOMS.indexOf(from) || to === "";
  });
  expect(wrong).toEqual([]);
});

it("files import each other in no circle, types included", () => {
  const next = new Map(files.map((file) => [file, importsOf(file)]));
  const reaches = (start: string): boolean => {
    const seen = new Set<string>();
    const waiting = [...(next.get(start) ?? [])];
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (file === start) return true;
      if (seen.has(file)) continue;
      seen.add(file);
      waiting.push(...(next.get(file) ?? []));
    }
    return false;
  };
  expect(files.filter(reaches)).toEqual([]);
});
