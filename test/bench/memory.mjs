import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startServer } from "./measure.mjs";

/** Peak memory of runs of different length, each in a process of its own. */
export async function memoryWorkload(sizes) {
  const server = await startServer();
  const child = fileURLToPath(new URL("memoryRun.mjs", import.meta.url));
  const rss = {};
  for (const size of sizes) {
    const out = execFileSync(process.execPath, [child, server.url, String(size)], { encoding: "utf8" });
    rss[size] = Number(out);
    console.log(`${size} messages: ${rss[size].toFixed(0)} MB peak RSS`);
  }
  server.stop();
  return { rss, growthMB: rss[sizes.at(-1)] - rss[sizes[0]] };
}
