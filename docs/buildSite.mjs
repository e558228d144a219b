import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkSite } from "./theme/checkSite.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));

/** Each loads what it needs, and returns what it has to complain about. */
const parts = {
  references: async (out) => (await import("./theme/references.mjs")).buildReferences(out),
  guides: async (out, folder) => {
    const { buildGuides } = await import("./theme/guides.mjs");
    const { buildStartPage } = await import("./theme/startPage.mjs");
    const { description } = JSON.parse(readFileSync(path("../package.json"), "utf8"));
    buildStartPage(out, { guides: buildGuides(out, folder), description });
  },
  typescript: async (out) => (await import("./theme/typescriptPages.mjs")).buildTypescriptPages(out),
};

/**
 * Makes the documentation, without any network. It is made aside and put in place when it is whole, so that a failure
 * leaves the former site alone.
 *
 * @param {string} out where to
 * @param {string} guides the folder of the guides
 * @param {string} [only] the part to renew of a site that is there; default all of it
 * @returns {Promise<string[]>} what is wrong with it
 * @throws {Error} that says what could not be made
 */
export async function buildSite(out, guides, only) {
  if (only !== undefined && !Object.hasOwn(parts, only))
    throw new Error(`--only takes ${Object.keys(parts).join(", ")}; it was ${only}`);
  const work = mkdtempSync(join(tmpdir(), "smn-sms-site-"));
  try {
    if (only !== undefined && existsSync(out)) cpSync(out, work, { recursive: true });
    const complaints = [];
    for (const part of only === undefined ? Object.keys(parts) : [only])
      complaints.push(...((await parts[part](work, guides)) ?? []));
    complaints.push(...checkSite(work));
    rmSync(out, { recursive: true, force: true });
    cpSync(work, out, { recursive: true });
    return complaints;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}
