import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { escapeHtml, page } from "./page.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** The pictures, made by the tests in a browser. */
const pictures = [
  ["inbox.png", "The sandbox shows every text as the phone does, with a button that copies its code."],
  ["run.png", "A run as a picture: outcomes, messages over time with a pause, and the reasons."],
];

/** The first page: what this is, what it looks like, the first lines to send, and where to read on. */
export function buildStartPage(out, { guides, description }) {
  const references = [
    [
      "api.html",
      "API reference",
      "Every operation with schemas, samples in five languages, error codes and regions.",
      "en",
    ],
    ["api.zh-CN.html", "API 参考", "接口、结构体、多语言请求样例、错误码与区域。", "zh-CN"],
    [
      "typescript/index.html",
      "TypeScript",
      "Every function, option and type of the package and its sandbox.",
      "en",
    ],
    ["smn-sms.yaml", "OpenAPI document", "The document itself, for generators and other languages.", "en"],
  ];
  const sections = [
    section("Guides", "en", guides),
    section("指南", "zh-CN", guides),
    `<h2>Reference</h2>\n${cards(references)}`,
  ];
  const lead = `<h1>smn-sms</h1>\n<p class="lead">${escapeHtml(description)}.</p>`;
  const content = [lead, ...pictures.map(figure), firstLines(), ...sections.filter(Boolean)].join("\n");
  writeFileSync(join(out, "index.html"), page({ title: "smn-sms", content }));
}

function figure([name, caption]) {
  const data = readFileSync(join(root, "docs/pictures", name)).toString("base64");
  return `<figure><img src="data:image/png;base64,${data}" alt="${escapeHtml(caption)}"><figcaption>${escapeHtml(caption)}</figcaption></figure>`;
}

/** The first sample of the README, which the tests run. */
function firstLines() {
  const [, code = ""] = /```ts\n([^]*?)```/.exec(readFileSync(join(root, "README.md"), "utf8")) ?? [];
  return `<h2>The first lines to send</h2>\n<pre><code>${escapeHtml(code.trim())}</code></pre>`;
}

function section(heading, lang, guides) {
  const own = guides.filter((guide) => guide.lang === lang);
  return own.length > 0 && `<h2 lang="${lang}">${heading}</h2>\n${cards(own.map(card))}`;
}

function card({ page: href, title, summary = "", lang }) {
  // The project's README has the project's name for a title, as this page does.
  const label = href === "README.html" ? "Overview" : title;
  return [href, label, shorten(summary), lang];
}

function cards(links) {
  const items = links.map(
    ([href, title, text, lang]) =>
      `<li lang="${lang}"><a href="${escapeHtml(href)}"><strong>${escapeHtml(title)}</strong><span>${escapeHtml(text)}</span></a></li>`,
  );
  return `<ul class="cards">\n${items.join("\n")}\n</ul>`;
}

/** The first sentence, or as many words as fit. */
function shorten(text, length = 140) {
  const sentence = /^.*?(?:[.!?](?=\s|$)|[。！？])/s.exec(text)?.[0] ?? text;
  return sentence.length <= length ? sentence : `${sentence.slice(0, length).replace(/\s+\S*$/, "")} …`;
}
