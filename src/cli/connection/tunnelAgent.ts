// A module of its own: the library is loaded only where there is a proxy.
import { once } from "node:events";
import { TLSSocket } from "node:tls";
import { HttpsProxyAgent } from "https-proxy-agent";

/** Servers close idle connections after five seconds at the earliest. */
const IDLE_MS = 4_000;

/** Sends requests through the tunnel of an HTTP proxy, or not at all. */
export class ProxyAgent extends HttpsProxyAgent<string> {
  constructor(proxy: string) {
    super(proxy, { keepAlive: true, timeout: IDLE_MS });
  }

  /**
   * The library passes on the answer of a proxy that refuses, which would be taken for the service's, and returns a
   * socket before it is secure: until then nothing can have been sent.
   */
  override async connect(
    ...given: Parameters<HttpsProxyAgent<string>["connect"]>
  ): ReturnType<HttpsProxyAgent<string>["connect"]> {
    const socket = await super.connect(...given);
    if (socket instanceof TLSSocket) {
      await once(socket, "secureConnect");
      return socket;
    }
    socket.destroy();
    throw Object.assign(new Error("the proxy refused the connection"), { code: "ERR_PROXY_REFUSED" });
  }
}
