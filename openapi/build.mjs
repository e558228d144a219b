// Makes dist/: the compiled package, and the command as one file with everything that only the command needs, so
// that installing the package installs nothing but openapi-fetch.
import { execFileSync } from "node:child_process";
import { chmodSync, copyFileSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = fileURLToPath(new URL("..", import.meta.url));
const require = createRequire(import.meta.url);
const command = join(root, "dist/cli/smn-sms.js");

rmSync(join(root, "dist"), { recursive: true, force: true });
execFileSync(process.execPath, [require.resolve("typescript/bin/tsc"), "-p", "tsconfig.json"], {
  cwd: root,
  stdio: "inherit",
});

const { metafile } = await build({
  entryPoints: [join(root, "dist/src/cli/main.js")],
  outfile: command,
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  minify: true,
  legalComments: "none",
  metafile: true,
  // commander and cli-progress are CommonJS and ask for modules of Node.
  banner: {
    js: 'import { createRequire as smnCreateRequire } from "node:module"; const require = smnCreateRequire(import.meta.url);',
  },
  absWorkingDir: root,
});
chmodSync(command, 0o755);
// The compiler leaves out the one that no code imports, and lays out the other anew.
for (const name of ["openapi.json", "openapi-3.0.json"])
  copyFileSync(join(root, "generated", name), join(root, "dist/generated", name));
writeFileSync(join(root, "dist/cli/LICENSES.txt"), licenses(Object.keys(metafile.inputs)));

/** The licences of what is bundled ask for their text to go along. */
function licenses(inputs) {
  const packages = new Set(
    inputs.map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(path)?.[1]).filter(Boolean),
  );
  return [...packages]
    .sort()
    .map((name) => {
      const manifest = join(root, "node_modules", name, "package.json");
      const { version: bundled, license } = JSON.parse(readFileSync(manifest, "utf8"));
      return `${name} ${bundled} (${license})\n\n${licenseText(dirname(manifest))}\n`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

function licenseText(directory) {
  const file = readdirSync(directory).find((name) => /^licen[cs]e/i.test(name));
  if (file === undefined) throw new Error(`no licence text in ${directory}`);
  return readFileSync(join(directory, file), "utf8");
}
