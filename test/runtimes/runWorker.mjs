import { spawn } from "node:child_process";
import { join } from "node:path";
import { build } from "esbuild";

/** Runs the scenario in a worker, bundled as the tools for workers do it: modules of Node are left to the runtime. */
export async function runWorker(program, input, folder) {
  await build({
    entryPoints: [join(folder, "worker.mjs")],
    outfile: join(folder, "worker.js"),
    bundle: true,
    format: "esm",
    target: "es2022",
    conditions: ["workerd", "worker", "browser"],
    external: ["node:*"],
    logLevel: "error",
  });
  const child = spawn(program, ["serve", "--control-fd=3", join(folder, "workerd.capnp")], {
    cwd: folder,
    stdio: ["ignore", "inherit", "inherit", "pipe"],
  });
  try {
    const port = await portOf(child);
    const response = await fetch(`http://127.0.0.1:${port}/`, {
      method: "POST",
      body: JSON.stringify(input),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(text);
    return JSON.parse(text);
  } finally {
    child.kill("SIGKILL");
  }
}

/** workerd says on its control pipe, one JSON value a line, on which port it listens. */
function portOf(child) {
  return new Promise((resolve, reject) => {
    let told = "";
    child.stdio[3].setEncoding("utf8").on("data", (text) => {
      told += text;
      const port = /"event":"listen".*"port":(\d+)/.exec(told)?.[1];
      if (port !== undefined) resolve(port);
    });
    child.on("error", reject);
    child.on("close", (code) => reject(new Error(`workerd ended with ${code} before it listened`)));
  });
}
