const logo =
  "data:image/svg+xml," +
  encodeURIComponent(
    '<svg xmlns="http://www.w3.org/2000/svg" width="48" height="16"><text x="0" y="12" font-family="sans-serif" font-size="12" fill="#1a73e8">Redoc</text></svg>',
  );

/** Addresses that the viewer would load from, and what stands in for them. */
const replacements = [
  ["https://cdn.redoc.ly/redoc/logo-mini-full.svg", logo],
  ["https://cdn.redoc.ly/redoc/logo-mini.svg", logo],
  ["https://cdn.redocly.com/icons/fa/7.0.0", "data:,"],
  ["https://cdn.redocly.com/icons/code/5.24.0", "data:,"],
  ["https://otel.cloud.redocly.com/v1/traces", "data:,"],
];

const translate = "translate:(e,t)=>(typeof t==`string`?t:t?.defaultValue)||e||``";

/** Words that the viewer does not ask its translation hook for: where they are, by their key. */
const fixedWords = {
  oneOf: ["ONE_OF:`", "One of:", "`"],
  anyOf: ["ANY_OF:`", "Any of:", "`"],
  oneOfAgain: ["Wre=`", "One of:", "`"],
  anyOfAgain: ["Gre=`", "Any of:", "`"],
  arrayOf: ["r=`", "Array of ", "`"],
  characters: ["Kb(`", "characters", "`,e.minLength"],
  items: ["Kb(`", "items", "`,e.minItems"],
};

/**
 * A page of the viewer without its addresses on other hosts, and with its labels translated: it has options for
 * neither. The viewer's version is pinned, and whatever is not found any more ends the build.
 */
export function offlineViewer(html, { labels, words = {} }) {
  let page = html;
  for (const [address, standIn] of replacements) page = replace(page, address, standIn);
  for (const [key, [before, word, after]] of Object.entries(fixedWords)) {
    const translated = words[key.replace(/Again$/, "")];
    if (translated !== undefined) page = replace(page, before + word + after, before + translated + after);
  }
  const table = JSON.stringify(labels).replace(/</g, "\\u003c");
  return replace(page, translate, translate.replace("=>(", `=>(${table})[e]||(`));
}

function replace(page, text, by) {
  const parts = page.split(text);
  if (parts.length < 2) throw new Error(`the viewer has changed: "${text}" is not in it any more`);
  return parts.join(by);
}
