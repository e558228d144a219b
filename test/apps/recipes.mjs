import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const guides = ["docs/in-your-app.md", "docs/in-your-app.zh-CN.md"];

/**
 * The code that the guide shows, by the beginning of its first comment (up to a colon): apps run it as it is shown.
 * Throws if the guide's languages differ in code.
 */
export function readRecipes(root) {
  const [english, chinese] = guides.map((guide) =>
    [...readFileSync(join(root, guide), "utf8").matchAll(/^```\w+\n([\s\S]*?)^```$/gm)].map(
      ([, code]) => code,
    ),
  );
  const bare = (blocks) => blocks.join("").replaceAll(/^\/\/.*$/gm, "");
  if (bare(english) !== bare(chinese)) throw new Error(`${guides.join(" and ")} show different code.`);
  return Object.fromEntries(english.map((code) => [/^\/\/ ([^:\n]*)/.exec(code)?.[1], code]));
}

/** @param wanted which file of the app gets which recipe */
export function writeRecipes(recipes, wanted, app) {
  for (const [file, name] of Object.entries(wanted)) {
    if (recipes[name] === undefined) throw new Error(`The guide shows nothing for "${name}".`);
    mkdirSync(dirname(join(app, file)), { recursive: true });
    writeFileSync(join(app, file), recipes[name]);
  }
}
