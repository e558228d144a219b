// A module of its own: the library is loaded only where there is a proxy.
import { TLSSocket } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";

/** Servers close idle connections after five seconds at the earliest. */
const IDLE_MS = 4_000;

/** Sends requests through the tunnel of an HTTP proxy, or not at all. */
export class ProxyAgent extends HttpsProxyAgent<string> {
  constructor(proxy: string) {
    super(proxy, { keepAlive: true, timeout: IDLE_MS });
  }

  /** The library hands on what a proxy answers that refuses: it would be taken for the answer of the service. */
  override async connect(
    ...given: Parameters<HttpsProxyAgent<string>["connect"]>
  ): ReturnType<HttpsProxyAgent<string>["connect"]> {
    const socket = await super.connect(...given);
    if (socket instanceof TLSSocket) return socket;
    socket.destroy();
    throw Object.assign(new Error("the proxy refused the connection"), { code: "ERR_PROXY_REFUSED" });
  }
}
