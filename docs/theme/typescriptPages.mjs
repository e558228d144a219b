import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { Application, Comment, Converter, Logger, LogLevel, OptionDefaults, ReflectionKind } from "typedoc";
import { csp } from "./csp.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const path = (name) => join(root, name);

/** What a user imports, by the file that it is made from. */
const entries = {
  "src/index.ts": "smn-sms",
  "src/mock/index.ts": "smn-sms/mock",
  "src/mock/msw.ts": "smn-sms/msw",
};

/** Makes the pages of the TypeScript API; returns what typedoc had to complain about. */
export async function buildTypescriptPages(out) {
  const files = Object.keys(entries).filter((file) => existsSync(path(file)));
  const app = await Application.bootstrap({
    name: "smn-sms",
    entryPoints: files.map(path),
    basePath: root,
    tsconfig: path("tsconfig.json"),
    readme: "none",
    disableSources: true,
    excludeInternal: true,
    excludePrivate: true,
    hideGenerator: true,
    // Types are checked by `npm run types`; an error there need not hide the pages.
    skipErrorChecking: true,
    blockTags: [...OptionDefaults.blockTags, "@description", "@constant"],
    navigation: { includeFolders: false },
    navigationLinks: { "Start page": "site:index.html", "API reference": "site:api.html" },
  });
  const complaints = [];
  app.logger = new (class extends Logger {
    log(message, level) {
      if (level >= LogLevel.Warn) complaints.push(message);
    }
  })();
  app.converter.on(Converter.EVENT_RESOLVE_BEGIN, ({ project }) => {
    for (const module of project.getReflectionsByKind(ReflectionKind.Module)) {
      const name = entries[`${module.name}.ts`] ?? entries[`${module.name}/index.ts`];
      if (name) module.name = name;
    }
    for (const reflection of Object.values(project.reflections)) adoptDescription(reflection.comment);
  });
  const project = await app.convert();
  if (!project) throw new Error(`typedoc could not read the sources:\n${complaints.join("\n")}`);
  await app.generateDocs(project, join(out, "typescript"));
  const folder = join(out, "typescript");
  for (const file of readdirSync(folder, { recursive: true })) {
    if (file.endsWith(".html")) finish(join(folder, file), "../".repeat(file.split(sep).length));
  }
  return complaints;
}

/** The types made from the document carry their text in `@description`: it belongs to the summary. */
function adoptDescription(comment) {
  comment?.removeTags("@constant"); // the type says it
  const tag = comment?.getTag("@description");
  if (!tag) return;
  if (comment.summary.length > 0) comment.summary.push({ kind: "text", text: "\n\n" });
  comment.summary.push(...Comment.cloneDisplayParts(tag.content));
  comment.removeTags("@description");
}

/** Adds the policy, points to the site around the folder, and takes the icons from the page itself (for `file:`). */
function finish(file, toSite) {
  const html = readFileSync(file, "utf8");
  if (!html.includes("<head>")) throw new Error(`${file} has no <head>`);
  const policy = `<meta http-equiv="Content-Security-Policy" content="${csp.typedoc}"/><link rel="icon" href="data:,"/>`;
  const finished = html
    .replace("<head>", `<head>${policy}`)
    .replaceAll('href="site:', `href="${toSite}`)
    .replace(/<use href="[^"#]*icons\.svg#/g, '<use href="#');
  writeFileSync(file, finished);
}
