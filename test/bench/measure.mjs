import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** Starts the loopback server; `stop` ends it. */
export async function startServer(latency = 0) {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL("server.mjs", import.meta.url)), String(latency)],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  const port = await new Promise((resolve) => child.stdout.once("data", (data) => resolve(Number(data))));
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, stop: () => child.kill() };
}

/** Runs `work` and tells messages per second, CPU seconds per million messages, and the latencies it reports. */
export async function timed(messages, work) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const latencies = [];
  const accepted = await work(latencies);
  const seconds = (performance.now() - start) / 1_000;
  const { user, system } = process.cpuUsage(cpu);
  if (accepted !== messages) throw new Error(`${accepted} of ${messages} messages were accepted`);
  return { rate: messages / seconds, cpu: (user + system) / messages, latencies };
}

/** Sends all batches by one peer, at most `concurrency` at a time. */
export async function sendBatches(peer, batches, concurrency, latencies) {
  let next = 0;
  let accepted = 0;
  const worker = async () => {
    while (next < batches.length) {
      const batch = batches[next++];
      const start = performance.now();
      const taken = await peer.send(batch);
      accepted += taken; // not in one step: the sum must be read after the wait
      latencies.push((performance.now() - start) * 1_000);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  return accepted;
}

export function median(values) {
  return quantile(values, 0.5);
}

export function quantile(values, share) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
