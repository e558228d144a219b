import { readFile } from "node:fs/promises";
import { join } from "node:path";

/**
 * The document for the sandbox, without its texts.
 *
 * @returns {import("rolldown").Plugin}
 */
export function documentWithoutTexts() {
  return {
    name: "document-without-texts",
    load: {
      filter: { id: /\/generated\/openapi\.json$/ },
      handler: async (id) => ({ code: JSON.stringify(withoutTexts(await readJson(id))), moduleType: "json" }),
    },
  };
}

/**
 * The documents that users and their tools read, on one line each.
 *
 * @param {readonly string[]} names files of generated/
 * @returns {import("rolldown").Plugin}
 */
export function packedDocuments(names) {
  return {
    name: "packed-documents",
    async generateBundle() {
      for (const name of names)
        this.emitFile({
          type: "asset",
          fileName: `generated/${name}`,
          source: JSON.stringify(await readJson(join("generated", name))),
        });
    },
  };
}

function withoutTexts(node) {
  if (Array.isArray(node)) return node.map(withoutTexts);
  if (typeof node !== "object" || node === null) return node;
  const kept = Object.entries(node).filter(
    ([key, value]) => !(/^(description|summary)$/.test(key) && typeof value === "string"),
  );
  // What an example holds is data.
  return Object.fromEntries(kept.map(([key, value]) => [key, key === "value" ? value : withoutTexts(value)]));
}

async function readJson(path) {
  return JSON.parse(await readFile(path, "utf8"));
}
