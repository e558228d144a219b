// Serves the documentation on this machine and renews it when its sources change:
//   node docs/dev.mjs [--port N] [--out DIR] [--guides DIR] [--only references|guides|typescript]
// A change of openapi/ runs `npm run generate` first. Errors are shown here; the last good site stays up.
// `--only` starts with one part of a site that is there, instead of with all of it.
import { spawn } from "node:child_process";
import { watch } from "node:fs";
import { resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { serveSite } from "./theme/serveSite.mjs";

const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const { values } = parseArgs({
  options: {
    port: { type: "string", default: "0" },
    out: { type: "string", default: path("site") },
    guides: { type: "string", default: path(".") },
    only: { type: "string" },
  },
});
const out = resolve(values.out);
const guides = resolve(values.guides);
const flags = ["--out", out, "--guides", guides];
const generate = [path("../openapi/generate.mjs")];
const build = (...only) => [path("build.mjs"), ...flags, ...only];

/** What to run, by what has changed; `all` stands for the rest. */
const jobs = {
  all: [build()],
  openapi: [generate, build("--only", "references")],
  overlay: [build("--only", "references")],
  guides: [build("--only", "guides")],
  typescript: [build("--only", "typescript")],
};

let running;
for (const signal of ["SIGINT", "SIGTERM"]) {
  process.once(signal, () => {
    running?.kill();
    process.exit(0);
  });
}

await run([values.only === undefined ? build() : build("--only", values.only)]);
const site = await serveSite(out, Number(values.port));
process.stdout.write(`${site.url}\n`);

const changed = new Set();
let busy = false;
watchFolder(path("../openapi"), (file) => (file.endsWith(".overlay.yaml") ? "overlay" : "openapi"));
watchFolder(path("../src"), () => "typescript");
watchFolder(path("."), (file) => {
  if (file.startsWith("site/") || resolve(path("."), file).startsWith(`${out}/`)) return undefined;
  return file.endsWith(".md") ? "guides" : /\.(mjs|css|template)$/.test(file) ? "all" : undefined;
});
if (guides !== resolve(path(".")))
  watchFolder(guides, (file) => (file.endsWith(".md") ? "guides" : undefined));

function watchFolder(folder, jobOf) {
  watch(folder, { recursive: true }, (_event, file) => {
    const job = file && jobOf(file.replaceAll("\\", "/"));
    if (!job) return;
    changed.add(job);
    // Editors save in several steps: let them finish.
    setTimeout(() => void renew(), 100);
  });
}

async function renew() {
  if (busy || changed.size === 0) return;
  busy = true;
  const names = changed.has("all") ? ["all"] : [...changed];
  changed.clear();
  for (const name of names) {
    await run(jobs[name]);
    site.reload();
  }
  busy = false;
  await renew();
}

/** Runs commands one after the other, up to the first that fails: what it has to say is on the terminal by then. */
async function run(commands) {
  for (const args of commands) {
    const child = spawn(process.execPath, args, { stdio: "inherit" });
    running = child;
    const code = await new Promise((done) => child.once("close", done));
    running = undefined;
    if (code !== 0) {
      process.stderr.write("There were problems, see above. Waiting for the next change.\n");
      return;
    }
  }
}
