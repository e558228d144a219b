import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import { extname, join, normalize, sep } from "node:path";

const types = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json; charset=utf-8",
};
const script = '<script>new EventSource("/-/reload").onmessage = () => location.reload();</script>';

/** Serves a folder to this machine only. Its pages reload themselves at every call of `reload`. */
export async function serveSite(folder, port) {
  const pages = new Set();
  const server = createServer(async (request, response) => {
    const path = decodePath(request.url);
    if (path === "/-/reload") return subscribe(response, pages);
    if (path === undefined) return answer(response, 400, "That is not a path.");
    const file = join(folder, path.endsWith("/") ? `${path}index.html` : path);
    if (!file.startsWith(folder + sep)) return answer(response, 404, "No such page.");
    try {
      const body = await readFile(file);
      const type = types[extname(file)] ?? "text/plain; charset=utf-8";
      response.writeHead(200, { "content-type": type, "cache-control": "no-store" });
      response.end(type.startsWith("text/html") ? withReload(body.toString("utf8")) : body);
    } catch {
      answer(response, 404, "No such page.");
    }
  });
  await new Promise((done, failed) => server.once("error", failed).listen(port, "127.0.0.1", done));
  return {
    url: `http://127.0.0.1:${server.address().port}/`,
    reload: () => pages.forEach((page) => page.write("data: reload\n\n")),
  };
}

function decodePath(url) {
  try {
    return normalize(decodeURIComponent(new URL(url, "http://localhost").pathname)).replaceAll("\\", "/");
  } catch {
    return undefined;
  }
}

function subscribe(response, pages) {
  response.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
  response.write(": waiting\n\n");
  pages.add(response);
  response.once("close", () => pages.delete(response));
}

function answer(response, status, text) {
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8" });
  response.end(text);
}

/** The page with a script that its policy allows: only while it is served for writing. */
function withReload(html) {
  const relaxed = html.replace(
    /(http-equiv="Content-Security-Policy"\s+content=")([^"]*)/,
    (_all, start, policy) => {
      const scripts = policy.includes("script-src") ? "" : "; script-src 'unsafe-inline'";
      const connects = policy.includes("connect-src") ? "" : "; connect-src 'self'";
      return start + policy.replace("connect-src", "connect-src 'self'") + scripts + connects;
    },
  );
  return relaxed.replace(/<\/body>(?![\s\S]*<\/body>)/, `${script}</body>`);
}
