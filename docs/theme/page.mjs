import { readFileSync } from "node:fs";
import { csp } from "./csp.mjs";

const css = readFileSync(new URL("site.css", import.meta.url), "utf8");

/** A page of the site: head, bar of links, content. Everything it needs is in it. */
export function page({ title, lang = "en", current, content }) {
  return `<!doctype html>
<html lang="${lang}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${csp.page}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="referrer" content="no-referrer">
<title>${escapeHtml(title)}</title>
<link rel="icon" href="data:,">
<style>${css}</style>
</head>
<body>
<header><nav aria-label="Site">
<a class="home" href="index.html">smn-sms</a>
${bar(current)}
</nav></header>
<main>
${content}
</main>
</body>
</html>
`;
}

export function escapeHtml(text) {
  return text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);
}

function bar(current) {
  const links = [
    ["api.html", "API reference", "en"],
    ["api.zh-CN.html", "API 参考", "zh-CN"],
    ["typescript/index.html", "TypeScript", "en"],
  ];
  return links
    .map(([href, label, lang]) => {
      const here = href === current ? ' aria-current="page"' : "";
      return `<a href="${href}" lang="${lang}"${here}>${label}</a>`;
    })
    .join("\n");
}
