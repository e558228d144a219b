import { Marked } from "marked";
import { escapeHtml } from "./page.mjs";

/**
 * Markdown to HTML, with headings that can be linked to the way GitHub does it. `link` and `image` turn an address
 * of the source into one of the page; undefined leaves the words and drops the link or image.
 */
export function renderMarkdown(source, { link, image }) {
  const slug = createSlugger();
  const marked = new Marked({ gfm: true });
  marked.use({
    renderer: {
      heading({ tokens, depth }) {
        const text = this.parser.parseInline(tokens);
        return `<h${depth} id="${slug(plain(tokens))}">${text}</h${depth}>\n`;
      },
      link({ href, title, tokens }) {
        const text = this.parser.parseInline(tokens);
        const target = link(href);
        if (target === undefined) return text;
        const tip = title ? ` title="${escapeHtml(title)}"` : "";
        return `<a href="${escapeHtml(target)}"${tip}>${text}</a>`;
      },
      image({ href, text }) {
        const target = image(href);
        return target === undefined ? escapeHtml(text) : `<img src="${target}" alt="${escapeHtml(text)}">`;
      },
    },
  });
  const tokens = marked.lexer(source);
  const html = marked
    .parser(tokens)
    .replaceAll("<table>", '<div class="table"><table>')
    .replaceAll("</table>", "</table></div>");
  const first = (type, test = () => true) => tokens.find((token) => token.type === type && test(token));
  const heading = first("heading", ({ depth }) => depth === 1);
  const paragraph = first(
    "paragraph",
    ({ tokens: [start] }) => start.type !== "link" && start.type !== "image",
  );
  return {
    html,
    title: heading && plain(heading.tokens),
    summary: paragraph && plain(paragraph.tokens).replace(/\s+/g, " "),
  };
}

/** The words of inline tokens, without markup. */
function plain(tokens) {
  return tokens.map((token) => (token.tokens ? plain(token.tokens) : unescape(token.text ?? ""))).join("");
}

function unescape(text) {
  const entities = { "&amp;": "&", "&lt;": "<", "&gt;": ">", "&quot;": '"', "&#39;": "'" };
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (entity) => entities[entity]);
}

/** Ids of headings as on GitHub: lower case, punctuation dropped, spaces to hyphens, repeats counted. */
function createSlugger() {
  const seen = new Map();
  return (text) => {
    const id = text
      .trim()
      .toLowerCase()
      .replace(/[^\p{L}\p{M}\p{N}\p{Pc}\- ]/gu, "")
      .replaceAll(" ", "-");
    const count = seen.get(id) ?? 0;
    seen.set(id, count + 1);
    return count === 0 ? id : `${id}-${count}`;
  };
}
