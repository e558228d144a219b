import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { sourceBuild } from "../sourceBuild.js";
import { withFolder } from "./support.js";

const PROBE = `
const { createRequire, isBuiltin } = require("node:module");
const entry = process.argv[2];
const builtin = () => process.moduleLoadList.map((name) => /^NativeModule (.+)/.exec(name)?.[1]);
const packages = () => Object.keys(require.cache).filter((path) => path.includes("/node_modules/"));
const before = new Set(builtin());
const { createSmsClient } = createRequire(entry)(entry);
const loaded = builtin().filter((name) => !before.has(name) && isBuiltin("node:" + name));
const atOnce = packages();
createSmsClient({ region: "cn-north-4", credentials: { token: "t" }, projectId: "p" });
console.log(JSON.stringify({ loaded, atOnce, withClient: packages() }));
`;

interface Found {
  readonly loaded: readonly string[];
  readonly atOnce: readonly string[];
  readonly withClient: readonly string[];
}

describe("loading the package", () => {
  const entry = join(sourceBuild(), "index.js");
  // From a file: for code on its command line, Node itself loads some of them.
  const found = withFolder(
    { "probe.cjs": PROBE },
    (folder) =>
      JSON.parse(
        execFileSync(process.execPath, [join(folder, "probe.cjs"), entry], { encoding: "utf8" }),
      ) as Found,
  );

  it("loads no module of Node that takes long", () => {
    for (const name of ["crypto", "http", "https", "net", "tls", "zlib"])
      expect(found.loaded).not.toContain(name);
  });

  it("loads openapi-fetch with the first client, so that it is of the same time", () => {
    expect(found.atOnce).toEqual([]);
    expect(found.withClient).toEqual([expect.stringContaining("/node_modules/openapi-fetch/")]);
  });

  it("reads no pattern with classes of characters", () => {
    const code = readFileSync(join(sourceBuild(), "shared/core.js"), "utf8");
    expect(code).toContain(String.raw`\\p{Nd}`);
    expect(code).not.toMatch(/[^\\]\\p\{/i);
  });
});
