import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../dist/src/index.js";
import { median, quantile, sendBatches, startServer, timed } from "./measure.mjs";
import { batchesOf, messagesOf } from "./messages.mjs";
import { peers } from "./peers.mjs";

/** Runs every contender in turn, several times over, and keeps medians. */
async function alternate(repetitions, contenders) {
  const runs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let repetition = -1; repetition < repetitions; repetition++) {
    for (const [name, run] of Object.entries(contenders)) {
      const result = await run();
      if (repetition >= 0) runs[name].push(result); // the first round warms up
    }
  }
  return Object.fromEntries(
    Object.entries(runs).map(([name, results]) => {
      const latencies = results.flatMap((one) => one.latencies);
      return [
        name,
        {
          rate: median(results.map(({ rate }) => rate)),
          cpu: median(results.map(({ cpu }) => cpu)),
          ...(latencies.length > 0 && { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }),
        },
      ];
    }),
  );
}

export async function batchWorkload({ text, concurrency, latency, repetitions, batches }) {
  const server = await startServer(latency);
  const messages = messagesOf[text](999 * batches);
  const cut = batchesOf(messages);
  const made = Object.entries(peers).map(([name, make]) => [name, make({ ...server, concurrency })]);
  const contenders = Object.fromEntries(
    made.map(([name, peer]) => [
      name,
      () =>
        timed(messages.length, (latencies) =>
          peer.sendAll ? peer.sendAll(messages) : sendBatches(peer, cut, concurrency, latencies),
        ),
    ]),
  );
  const results = await alternate(repetitions, contenders);
  await Promise.all(made.map(([, peer]) => peer.close?.()));
  server.stop();
  print(results, "undici.request");
  return results;
}

export async function singleWorkload({ concurrency, repetitions, singles }) {
  const server = await startServer();
  const batches = messagesOf.chinese(singles).map((message) => [message]);
  const { floor: _, ...networked } = peers;
  const made = Object.entries(networked).map(([name, make]) => [name, make({ ...server, concurrency })]);
  const contenders = Object.fromEntries(
    made.map(([name, peer]) => [
      name,
      () => timed(singles, (latencies) => sendBatches(peer, batches, concurrency, latencies)),
    ]),
  );
  const results = await alternate(repetitions, contenders);
  await Promise.all(made.map(([, peer]) => peer.close?.()));
  server.stop();
  print(results, "global fetch");
  return results;
}

export async function journalWorkload({ repetitions, batches }) {
  const server = await startServer();
  const messages = messagesOf.chinese(999 * batches);
  const sms = peers["smn-sms"]({ ...server, concurrency: 8 });
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-bench-"));
  let run = 0;
  const results = await alternate(repetitions, {
    "without journal": () => timed(messages.length, () => sms.sendAll(messages)),
    "with journal": () =>
      timed(messages.length, async () => {
        const journal = await openJournal(join(folder, String(run++)), { inputId: "bench" });
        const accepted = await sms.sendAll(messages, { journal });
        await journal.close();
        return accepted;
      }),
  });
  rmSync(folder, { recursive: true });
  server.stop();
  print(results, "without journal");
  return results;
}

function print(results, reference) {
  const base = results[reference];
  console.table(
    Object.fromEntries(
      Object.entries(results).map(([name, { rate, cpu, p50, p99 }]) => [
        name,
        {
          "messages/s": Math.round(rate),
          [`÷ ${reference}`]: Number((rate / base.rate).toFixed(2)),
          "CPU s per million": Number(cpu.toFixed(2)),
          ...(results.floor && { "CPU ÷ floor": Number((cpu / results.floor.cpu).toFixed(2)) }),
          ...(p50 && { "p50 µs": Math.round(p50), "p99 µs": Math.round(p99) }),
        },
      ]),
    ),
  );
}
