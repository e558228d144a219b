import { readFileSync } from "node:fs";

const guides = ["docs/other-languages.md", "docs/other-languages.zh-CN.md"];
const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json"));

/**
 * A block of code of the guide, by the heading it stands under, and by its language. What is tested is what stands
 * there, so that the guide cannot go stale; only the version in the address of the package is put in.
 */
export function guideBlock(heading, language) {
  const found = blocks(read(guides[0])).filter(
    (block) => block.heading === heading && block.language === language,
  );
  if (found.length !== 1)
    throw new Error(`${guides[0]} should have one ${language} block under "${heading}", has ${found.length}`);
  return found[0].code.replaceAll(/(smn-sms[@-])\d+\.\d+\.\d+/g, `$1${manifest.version}`);
}

/** Both guides show the same code. */
export function checkGuides() {
  const [english, chinese] = guides.map((path) => blocks(read(path)).map(({ code }) => code));
  const difference = english.findIndex((code, place) => code !== chinese[place]);
  if (difference !== -1 || english.length !== chinese.length)
    throw new Error(`${guides.join(" and ")} differ in code block ${difference + 1}`);
}

function blocks(text) {
  let heading = "";
  return [...text.matchAll(/^## (.+)$|^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, title, language, code]) => {
    heading = title ?? heading;
    return title === undefined ? [{ heading, language, code }] : [];
  });
}
