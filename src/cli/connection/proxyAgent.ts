import type { Agent } from "node:http";
import type { Socket } from "node:net";
import { TLSSocket } from "node:tls";
import { CliError } from "../base/cliError.js";

/** Servers close idle connections after five seconds at the earliest. */
const IDLE_MS = 4_000;

const HEAD_END = "\r\n\r\n";
/** Shorter ones are parts of other words. */
const SHORTEST = 3;

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
  const agent = new HttpsProxyAgent(proxy, { keepAlive: true, timeout: IDLE_MS });
  const connect = agent.connect.bind(agent);
  agent.connect = async (request, options) => {
    const socket = await connect(request, options);
    // The agent plays the answer of a proxy that opens no tunnel on a socket of its own.
    return socket instanceof TLSSocket ? socket : withoutSecrets(socket, secretsOf(agent.proxy));
  };
  return agent;
}

/** What must not be shown of the address of a proxy, in the ways that its own pages may write it. */
function secretsOf({ username, password }: URL): string[] {
  const plain = [username, password].map(decodeURIComponent);
  const spellings = [
    ...[username, password],
    ...plain,
    ...plain.map(encodeURIComponent),
    ...plain.map((text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll('"', "&quot;")),
    Buffer.from(plain.join(":")).toString("base64"),
  ];
  return spellings
    .filter((secret) => secret.length >= SHORTEST)
    .sort((one, other) => other.length - one.length);
}

/** Hides them in the page of an answer, with as many characters, so that its length stays right. */
function withoutSecrets(socket: Socket, secrets: readonly string[]): Socket {
  const push = socket.push.bind(socket);
  socket.push = (chunk: Buffer | null) => {
    if (chunk === null) return push(chunk);
    const head = chunk.indexOf(HEAD_END) + HEAD_END.length;
    let page = chunk.toString("latin1", head);
    for (const secret of secrets) {
      const bytes = Buffer.from(secret).toString("latin1");
      page = page.replaceAll(bytes, "*".repeat(bytes.length));
    }
    return push(Buffer.concat([chunk.subarray(0, head), Buffer.from(page, "latin1")]));
  };
  return socket;
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
