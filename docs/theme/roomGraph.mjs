import { readdirSync, readFileSync } from "node:fs";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../../", import.meta.url));

/**
 * The rooms of a folder, and which imports which, types included. A room is a folder (`bulk/`) or a file
 * (`client.ts`) directly in it; `generated/` counts as a room of `src`. An import that follows from others is left
 * out: with a → b and b → c there is no a → c.
 */
export function roomGraph(folder) {
  const imports = new Map();
  for (const [from, to] of importsUnder(folder)) {
    const [room, imported] = [roomOf(from, folder), roomOf(to, folder)];
    if (room === undefined || imported === undefined || room === imported) continue;
    imports.set(room, (imports.get(room) ?? new Set()).add(imported));
    if (!imports.has(imported)) imports.set(imported, new Set());
  }
  const rooms = [...imports.keys()].sort();
  const edges = rooms.flatMap((room) =>
    [...imports.get(room)].filter((to) => !isImplied(room, to, imports)).map((to) => [room, to]),
  );
  return { rooms, edges: edges.sort() };
}

function importsUnder(folder) {
  const files = readdirSync(`${root}${folder}`, { recursive: true, encoding: "utf8" })
    .map((name) => `${folder}/${name.replaceAll("\\", "/")}`)
    .filter((name) => name.endsWith(".ts"))
    .sort();
  return files.flatMap((file) => {
    const { importedFiles } = ts.preProcessFile(readFileSync(`${root}${file}`, "utf8"), true, true);
    return importedFiles
      .filter(({ fileName }) => fileName.startsWith("."))
      .map(({ fileName }) => [file, posix.join(posix.dirname(file), fileName).replace(/\.js$/, ".ts")]);
  });
}

/** The room of a folder that a file is in, if any. */
export function roomOf(file, folder) {
  if (folder === "src" && file.startsWith("generated/")) return "generated/";
  if (!file.startsWith(`${folder}/`)) return undefined;
  const [name, ...inside] = file.slice(folder.length + 1).split("/");
  return inside.length > 0 ? `${name}/` : name;
}

/** Whether another of a room's imports leads there as well. Throws on a circle, where nothing could be left out. */
function isImplied(room, to, imports) {
  return [...imports.get(room)].some((other) => other !== to && reaches(other, to, imports, [room]));
}

function reaches(from, to, imports, path) {
  if (path.includes(from)) throw new Error(`These rooms import each other: ${path.join(", ")}`);
  return from === to || [...imports.get(from)].some((next) => reaches(next, to, imports, [...path, from]));
}
