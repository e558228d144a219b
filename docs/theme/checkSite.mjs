import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/** Hosts that the viewer's script knows: none may be left in a page. */
const viewerHosts = ["cdn.redoc.ly", "cdn.redocly.com", "otel.cloud.redocly.com"];

/** What is wrong with a finished site: pages that would ask another host for something, links that lead nowhere. */
export function checkSite(out) {
  const pages = readdirSync(out, { recursive: true })
    .filter((file) => file.endsWith(".html"))
    .sort();
  const read = new Map();
  const html = (file) => read.get(file) ?? read.set(file, readFileSync(file, "utf8")).get(file);
  return pages.flatMap((name) => {
    const text = html(join(out, name));
    const viewer = text.includes("__redoc_options");
    const problems = [
      !/^\s*<!doctype html>/i.test(text) && "it has no doctype",
      !text.includes("Content-Security-Policy") && "it has no content security policy",
      ...(viewer ? viewerProblems(text) : linkProblems(text, { file: join(out, name), html })),
      ...fetched(viewer ? withoutScripts(text) : text).map((address) => `it would load ${address}`),
    ];
    return problems.filter(Boolean).map((problem) => `${name}: ${problem}`);
  });
}

function viewerProblems(text) {
  return [
    !text.includes('"disableTelemetry":true') && "the viewer's telemetry is not off",
    text.includes('"disableTelemetry":false') && "the viewer's telemetry is on",
    ...viewerHosts.filter((host) => text.includes(host)).map((host) => `the viewer still knows ${host}`),
  ];
}

/** Addresses on other hosts that a browser loads by itself, as opposed to links that a reader may follow. */
function fetched(text) {
  const patterns = [
    /<(?:script|img|iframe|source|video|audio|embed|input|track)\b[^>]*?\s(?:src|srcset|poster)\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /<link\b[^>]*?\shref\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /<object\b[^>]*?\sdata\s*=\s*["']?((?:https?:)?\/\/[^"'\s>]+)/gi,
    /(?:url\(|@import)\s*["']?((?:https?:)?\/\/[^"')\s]+)/gi,
    /<meta\b[^>]*http-equiv\s*=\s*["']?refresh[^>]*((?:https?:)?\/\/[^"'\s>]+)/gi,
  ];
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map(([, address]) => address));
}

function withoutScripts(text) {
  // The viewer's script contains "<script>" in strings, but never its end.
  return text.replace(/<script type="module">[\s\S]*?<\/script>/g, "");
}

function linkProblems(text, { file, html }) {
  const links = [...text.matchAll(/<a\b[^>]*?\shref="([^"]*)"/g)].map(([, href]) =>
    href.replaceAll("&amp;", "&"),
  );
  return [...new Set(links)].map((href) => {
    if (href === "" || /^[a-z][a-z0-9+.-]*:/i.test(href)) return undefined;
    const [path, fragment] = href.split("#", 2);
    const target = path === "" ? file : join(dirname(file), decodeURIComponent(path));
    if (!existsSync(target)) return `${href} leads nowhere`;
    if (!fragment || !target.endsWith(".html") || html(target).includes("__redoc_options")) return undefined;
    const ids = new Set([...html(target).matchAll(/\sid="([^"]*)"/g)].map(([, id]) => id));
    return ids.has(decodeURIComponent(fragment)) ? undefined : `${href}: the page has no such section`;
  });
}
