import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { dirname, extname, join, relative, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { renderMarkdown } from "./renderMarkdown.mjs";
import { page } from "./page.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const reserved = new Set(["index.html", "api.html", "api.zh-CN.html"]);

/**
 * Makes a page of every guide: the Markdown files of a folder, and README and CHANGELOG of the project.
 * Returns them in reading order.
 */
export function buildGuides(out, folder) {
  const guides = listGuides(folder);
  const pages = new Map(guides.map((guide) => [guide.file, guide.page]));
  for (const guide of guides) {
    const { html, title, summary } = renderMarkdown(readFileSync(guide.file, "utf8"), {
      link: (href) => resolveLink(href, { guide, pages, out }),
      image: (href) => inlineImage(href, guide),
    });
    Object.assign(guide, { title: title ?? guide.name, summary });
    writeFileSync(join(out, guide.page), page({ ...guide, current: guide.page, content: html }));
  }
  return guides;
}

function listGuides(folder) {
  const named = (directory) => (name) => {
    const stem = name.slice(0, -".md".length);
    const lang = /\.(zh-CN)$/.exec(stem)?.[1] ?? "en";
    return { name: stem, file: join(directory, name), page: `${stem}.html`, lang };
  };
  const own = readdirSync(folder)
    .filter((name) => name.endsWith(".md"))
    .sort();
  const shared = ["README.md", "CHANGELOG.md"].filter((name) => existsSync(join(root, name)));
  const [readme, ...rest] = shared.map(named(root));
  const guides = [...(readme ? [readme] : []), ...own.map(named(folder)), ...rest];
  for (const { file, page: target } of guides) {
    const twice = guides.filter((other) => other.page === target).length > 1;
    if (reserved.has(target) || twice)
      throw new Error(`${show(file)}: the site has another ${target} already`);
  }
  return guides;
}

/** Guides link to each other, to files of the project (which are put beside them), and to other sites. */
function resolveLink(href, { guide, pages, out }) {
  if (/^[a-z][a-z0-9+.-]*:|^#/i.test(href)) return href;
  const [path, fragment] = href.split("#", 2);
  const suffix = fragment === undefined ? "" : `#${fragment}`;
  const target = join(dirname(guide.file), decodeURIComponent(path));
  const known = pages.get(target) ?? siteFile(target);
  if (known) return known + suffix;
  const inside = relative(root, target);
  if (inside.startsWith("..") || !existsSync(target))
    throw new Error(`${show(guide.file)}: ${href} leads nowhere`);
  // A folder has no page: the words stay, the link goes.
  if (statSync(target).isDirectory()) return undefined;
  const copy = join("files", inside);
  mkdirSync(dirname(join(out, copy)), { recursive: true });
  copyFileSync(target, join(out, copy));
  return copy.split(sep).map(encodeURIComponent).join("/") + suffix;
}

function siteFile(target) {
  const files = { "openapi/smn-sms.yaml": "smn-sms.yaml", "generated/openapi.json": "openapi.json" };
  const inside = relative(root, target).split(sep).join("/");
  return inside.startsWith("docs/site/") ? inside.slice("docs/site/".length) : files[inside];
}

/** An image of the project as a `data:` address; undefined for one of another host, which is left out. */
function inlineImage(href, guide) {
  if (/^(https?:)?\/\//.test(href)) return undefined;
  const file = join(dirname(guide.file), decodeURIComponent(href));
  if (!existsSync(file)) throw new Error(`${show(guide.file)}: there is no image ${href}`);
  const types = { ".svg": "image/svg+xml", ".png": "image/png", ".jpg": "image/jpeg", ".gif": "image/gif" };
  const type = types[extname(file)];
  if (!type) throw new Error(`${show(guide.file)}: ${href} is not an image of a known kind`);
  return `data:${type};base64,${readFileSync(file).toString("base64")}`;
}

function show(file) {
  return relative(root, file);
}
