import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { startServer } from "./measure.mjs";
import { peerNames } from "./peers.mjs";

const child = fileURLToPath(new URL("memoryRun.mjs", import.meta.url));

/** The default of `sendAll`, and the number that the other workloads have. */
const IN_FLIGHT = [4, 8];

/** Peak memory of `sendAll` in runs of different length, each in a process of its own. */
export async function memoryWorkload(sizes) {
  const server = await startServer();
  const rss = {};
  for (const concurrency of IN_FLIGHT) {
    rss[concurrency] = {};
    for (const size of sizes) {
      const mb = run([server.url, "smn-sms", String(size), String(concurrency)]);
      rss[concurrency][size] = mb;
      console.log(`${size} messages, ${concurrency} in flight: ${mb.toFixed(0)} MB peak RSS`);
    }
  }
  server.stop();
  const growthMB = Object.fromEntries(
    IN_FLIGHT.map((concurrency) => [
      concurrency,
      rss[concurrency][sizes.at(-1)] - rss[concurrency][sizes[0]],
    ]),
  );
  return { rss, growthMB };
}

/** Peak memory of every client for the same number of full requests; `nothing` is Node alone. */
export async function peakWorkload(batches) {
  const server = await startServer();
  const rss = { nothing: run([server.url, "nothing", "0"]) };
  for (const name of peerNames) rss[name] = run([server.url, name, String(batches * 999)]);
  server.stop();
  for (const [name, mb] of Object.entries(rss)) console.log(`${name}: ${mb.toFixed(0)} MB`);
  return { batches, rss };
}

function run(args) {
  return Number(execFileSync(process.execPath, [child, ...args], { encoding: "utf8" }));
}
