import { expect, it } from "vitest";
import { tunnelStatus } from "../../src/base/tunnelStatus.js";

const error = (message: string, fields: object = {}): Error => Object.assign(new Error(message), fields);
const ofNode = error("Failed to establish tunnel", { code: "ERR_PROXY_TUNNEL", statusCode: 407 });
const said = "Proxy response (407) !== 200 when HTTP Tunneling";
const ofFetch = new TypeError("fetch failed", { cause: error(said, { code: "UND_ERR_ABORTED" }) });
const ofHpagent = error("Bad response: 407");
const ofTunnel = error("tunneling socket could not be established, statusCode=407", { code: "ECONNRESET" });

it.each<[string, unknown, always: number | undefined, whereUnsent: number | undefined]>([
  ["Node's agents", ofNode, 407, 407],
  ["fetch", ofFetch, 407, 407],
  ["hpagent, whose words may mean something else", ofHpagent, undefined, 407],
  ["tunnel", ofTunnel, undefined, 407],
  ["the words of fetch alone", error(said), undefined, undefined],
  ["a code alone", error("aborted", { code: "UND_ERR_ABORTED" }), undefined, undefined],
  ["no error", "Bad response: 407", undefined, undefined],
])("reads the status of a refused tunnel from the error of %s", (_, given, always, whereUnsent) => {
  expect([tunnelStatus(given, false), tunnelStatus(given, true)]).toEqual([always, whereUnsent]);
});
