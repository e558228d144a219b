import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";

const root = fileURLToPath(new URL("../..", import.meta.url));

/** Bytes of the package as it is installed, of what its main entry loads of that, and of a bundle of the client. */
export async function sizeWorkload() {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-size-"));
  try {
    install(folder);
    const own = bytesOf(join(folder, "node_modules/smn-sms"));
    const all = bytesOf(join(folder, "node_modules"));
    const bundle = await bundleOf(folder);
    const result = { package: own, dependencies: all - own, installed: all, ...bundle };
    for (const [name, bytes] of Object.entries(result))
      console.log(`${name}: ${(bytes / 1_000).toFixed(1)} kB`);
    return { bytes: result };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function install(folder) {
  const npm = (args, cwd) =>
    execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
  const [{ filename }] = JSON.parse(
    npm(["pack", "--json", "--ignore-scripts", "--loglevel=error", "--pack-destination", folder], root),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  const quietly = ["--no-audit", "--no-fund", "--loglevel=error", "--ignore-scripts", "--prefer-offline"];
  npm(["install", "--omit=dev", ...quietly, `./${filename}`], folder);
}

function bytesOf(path) {
  const stat = statSync(path);
  if (!stat.isDirectory()) return stat.size;
  return readdirSync(path).reduce((sum, name) => sum + (name === ".bin" ? 0 : bytesOf(join(path, name))), 0);
}

async function bundleOf(folder) {
  const options = {
    bundle: true,
    write: false,
    platform: "node",
    format: "esm",
    target: "node20",
    metafile: true,
  };
  const from = (contents) => ({ contents, resolveDir: folder, loader: "js" });
  const loaded = await build({ ...options, stdin: from('export * from "smn-sms";') });
  const minified = await build({
    ...options,
    minify: true,
    stdin: from('import { createSmsClient } from "smn-sms"; console.log(createSmsClient);'),
  });
  const inputs = Object.entries(loaded.metafile.inputs).filter(([path]) => path.includes("node_modules"));
  const [{ contents }] = minified.outputFiles;
  return {
    loaded: inputs.reduce((sum, [, { bytes }]) => sum + bytes, 0),
    bundle: contents.length,
    bundleGzip: gzipSync(contents, { level: 9 }).length,
  };
}
