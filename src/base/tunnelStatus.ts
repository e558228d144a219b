import { isErrorLike } from "./errorLike.js";

/** As undici says it, whose `fetch` Node has as well. */
const OF_FETCH = /^Proxy response \((\d{3})\) !== 200 when HTTP Tunneling$/;
/** As the packages `hpagent` and `tunnel` say it. Others may use the same words of an answer of the service. */
const OF_AGENTS = /^(?:Bad response: |tunneling socket could not be established, statusCode=)(\d{3})$/;

/**
 * The status with which a proxy refused to make a tunnel, if that is why a request failed. The service never had the
 * request then.
 *
 * @param isUnsent whether that is known anyway
 */
export function tunnelStatus(error: unknown, isUnsent: boolean): number | undefined {
  for (let link = error, depth = 0; isErrorLike(link) && depth < 5; link = link.cause, depth++) {
    const { code, message, statusCode } = link as typeof link & { statusCode?: unknown };
    if (code === "ERR_PROXY_TUNNEL" && typeof statusCode === "number") return statusCode; // Node's own agents
    const said =
      (code === "UND_ERR_ABORTED" ? OF_FETCH.exec(message)?.[1] : undefined) ??
      (isUnsent ? OF_AGENTS.exec(message)?.[1] : undefined);
    if (said !== undefined) return Number(said);
  }
  return undefined;
}
