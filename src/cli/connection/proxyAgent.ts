import type { Agent } from "node:http";
import { CliError } from "../base/cliError.js";

/** Servers close idle connections after five seconds at the earliest. */
const IDLE_MS = 4_000;

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * The agent that goes through the proxy of `HTTPS_PROXY` (or `https_proxy`), unless `NO_PROXY` names the host; `undefined`
 * for none. A request that the proxy does not let through has provably not left.
 *
 * @throws CliError for the address of a proxy that cannot be used
 */
export async function proxyAgentFor(env: Environment, url: string): Promise<Agent | undefined> {
  const proxy = proxyOf(env, url);
  if (proxy === undefined) return undefined;
  // Loaded only where there is a proxy.
  const { HttpsProxyAgent } = await import("https-proxy-agent");
  return new HttpsProxyAgent(proxy, { keepAlive: true, timeout: IDLE_MS });
}

function proxyOf(env: Environment, url: string): string | undefined {
  const target = targetOf(url);
  const proxy = valueOf(env, "https_proxy") ?? valueOf(env, "all_proxy");
  if (target?.protocol !== "https:" || proxy === undefined || isExempt(env, target)) return undefined;
  const address = proxy.includes("://") ? proxy : `http://${proxy}`;
  const protocol = targetOf(address)?.protocol;
  if (protocol === "http:" || protocol === "https:") return address;
  throw new CliError(
    "HTTPS_PROXY must be the address of an HTTP proxy, http://host:port. Unset it, or name the service in NO_PROXY.",
  );
}

function isExempt(env: Environment, { hostname, port }: URL): boolean {
  const names = (valueOf(env, "no_proxy") ?? "").toLowerCase().split(/[\s,]+/);
  return names.some((name) => {
    const [, host = "", ownPort] = /^(.*?)(?::(\d+))?$/.exec(name) ?? [];
    if (host === "" || (ownPort !== undefined && ownPort !== (port === "" ? "443" : port))) return false;
    if (host === "*") return true;
    const suffix = host.replace(/^\*?\./, "");
    return hostname === suffix || hostname.endsWith(`.${suffix}`);
  });
}

function targetOf(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined;
}

function valueOf(env: Environment, name: string): string | undefined {
  const value = env[name] ?? env[name.toUpperCase()];
  return value === undefined || value.trim() === "" ? undefined : value.trim();
}
