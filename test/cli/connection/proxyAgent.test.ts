import { describe, expect, test } from "vitest";
import { proxyAgentFor } from "../../../src/cli/connection/proxyAgent.js";

const SMN = "https://smn.cn-north-4.myhuaweicloud.com";
const proxied = async (env: Record<string, string>, url = SMN): Promise<boolean> =>
  (await proxyAgentFor(env, url)) !== undefined;

describe("the proxy", () => {
  test.each<[Record<string, string>, string, boolean]>([
    [{ HTTPS_PROXY: "http://proxy:3128" }, SMN, true],
    [{ https_proxy: "proxy:3128" }, SMN, true],
    [{ ALL_PROXY: "http://proxy:3128" }, SMN, true],
    [{ HTTPS_PROXY: "" }, SMN, false],
    [{}, SMN, false],
    [{ HTTP_PROXY: "http://proxy:3128" }, SMN, false],
    [{ HTTPS_PROXY: "http://proxy:3128" }, "http://127.0.0.1:8787", false],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "*" }, SMN, false],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "localhost, .myhuaweicloud.com" }, SMN, false],
    [{ HTTPS_PROXY: "http://proxy:3128", no_proxy: "myhuaweicloud.com" }, SMN, false],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "cloud.com" }, SMN, true],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "myhuaweicloud.com:8443" }, SMN, true],
    [{ HTTPS_PROXY: "http://proxy:3128", NO_PROXY: "myhuaweicloud.com:443" }, SMN, false],
  ])("of %j for %s is used: %s", async (env, url, expected) => {
    expect(await proxied(env, url)).toBe(expected);
  });

  test.each(["socks5://proxy:1080", "http://", "ftp://x"])(
    "is refused when it is none: %s",
    async (proxy) => {
      await expect(proxied({ HTTPS_PROXY: proxy })).rejects.toThrow(
        "HTTPS_PROXY must be the address of an HTTP proxy",
      );
    },
  );
});
