import { createServer } from "vite";

/**
 * Serves a site to this machine only. Its pages load themselves anew at every call of `reload`.
 *
 * @param {string} folder
 * @param {number} port 0 for any
 * @returns {Promise<{ url: string, reload: () => void }>}
 */
export async function serveSite(folder, port) {
  const server = await createServer({
    root: folder,
    configFile: false,
    appType: "mpa",
    logLevel: "error",
    optimizeDeps: { noDiscovery: true },
    server: { host: "127.0.0.1", port, strictPort: true, watch: null },
    plugins: [
      { name: "reload-despite-policy", transformIndexHtml: { order: "pre", handler: withReloadAllowed } },
    ],
  });
  await server.listen();
  return {
    url: `http://127.0.0.1:${server.httpServer.address().port}/`,
    reload: () => server.ws.send({ type: "full-reload" }),
  };
}

/** The page with a policy that lets the script for reloading in: only while it is served for writing. */
function withReloadAllowed(html) {
  return html.replace(/(http-equiv="Content-Security-Policy"\s+content=")([^"]*)/, (_all, start, policy) => {
    const scripts = policy.includes("script-src")
      ? policy.replace("script-src", "script-src 'self'")
      : `${policy}; script-src 'self'`;
    const connects = scripts.includes("connect-src")
      ? scripts.replace("connect-src", "connect-src 'self' ws:")
      : `${scripts}; connect-src 'self' ws:`;
    return start + connects;
  });
}
