import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { escapeHtml, page } from "./page.mjs";

/** The first page: what this is, and where to read on. */
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
  const content = `<h1>smn-sms</h1>\n<p class="lead">${escapeHtml(description)}.</p>\n${sections.filter(Boolean).join("\n")}`;
  writeFileSync(join(out, "index.html"), page({ title: "smn-sms", content }));
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
