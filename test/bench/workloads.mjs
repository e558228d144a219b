import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../dist/src/index.js";
import { median, quantile, sendBatches, startServer, timed } from "./measure.mjs";
import { batchesOf, messagesOf } from "./messages.mjs";
import { peers } from "./peers.mjs";

/** Full requests, by every peer. */
export async function batchWorkload({ text, auth, concurrency, latency, repetitions, warmUps, batches }) {
  const messages = messagesOf[text](999 * batches[concurrency]);
  const cut = batchesOf(messages);
  return compare({ auth, concurrency, latency, repetitions, warmUps, names: Object.keys(peers) }, (peer) =>
    timed(messages.length, (latencies) =>
      peer.sendAll ? peer.sendAll(messages) : sendBatches(peer, cut, concurrency, latencies),
    ),
  );
}

/** One message in each request, by every peer that has a network. */
export async function singleWorkload({
  auth,
  concurrency,
  latency,
  repetitions,
  warmUps,
  singles,
  lateSingles,
}) {
  const count = (latency > 0 ? lateSingles : singles)[concurrency];
  const batches = messagesOf.chinese(count).map((message) => [message]);
  const names = Object.keys(peers).filter((name) => !name.startsWith("floor"));
  return compare(
    { auth, concurrency, latency, repetitions, warmUps, names, reference: "global fetch" },
    (peer) => timed(count, (latencies) => sendBatches(peer, batches, concurrency, latencies)),
  );
}

async function compare(
  { names, reference = "undici.request", repetitions, warmUps, latency, ...options },
  run,
) {
  const server = await startServer(latency);
  const made = names
    .map((name) => [name, peers[name]({ ...server, ...options })])
    .filter(([, peer]) => peer !== undefined);
  const contenders = Object.fromEntries(made.map(([name, peer]) => [name, () => run(peer)]));
  const results = await alternate({ repetitions, warmUps }, contenders);
  await Promise.all(made.map(([, peer]) => peer.close?.()));
  server.stop();
  return report(results, reference);
}

/** `sendAll` with a journal that is safely on disk, and without one. */
export async function journalWorkload({ repetitions, warmUps, batches }) {
  const server = await startServer();
  const messages = messagesOf.chinese(999 * batches[8]);
  const sms = peers["smn-sms"]({ ...server, concurrency: 8, auth: "key" });
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-bench-"));
  let run = 0;
  const results = await alternate(
    { repetitions, warmUps },
    {
      "without journal": () => timed(messages.length, () => sms.sendAll(messages)),
      "with journal": () =>
        timed(messages.length, async () => {
          const journal = await openJournal(join(folder, String(run++)), { inputId: "bench" });
          const accepted = await sms.sendAll(messages, { journal });
          await journal.close();
          return accepted;
        }),
    },
  );
  rmSync(folder, { recursive: true });
  server.stop();
  return report(results, "without journal");
}

/** Runs every contender in turn, several times over, and keeps medians. The first rounds warm up. */
async function alternate({ repetitions, warmUps }, contenders) {
  const runs = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  const names = Object.keys(contenders);
  for (let repetition = -warmUps; repetition < repetitions; repetition++) {
    for (const name of inTurn(names, repetition + warmUps)) {
      const result = await contenders[name]();
      if (repetition >= 0) runs[name].push(result);
    }
  }
  return Object.fromEntries(Object.entries(runs).map(([name, results]) => [name, summary(results)]));
}

/**
 * Another order in each round, in which everybody has another predecessor (a Williams design): what one leaves to the
 * garbage collector is collected in the time of the next.
 */
function inTurn(names, round) {
  const order = names.map((_, place) => {
    const step = place % 2 === 0 ? names.length - place / 2 : (place + 1) / 2;
    return names[(round + step) % names.length];
  });
  // Of an odd number, every second round has to be mirrored.
  return names.length % 2 === 1 && round % 2 === 1 ? order.reverse() : order;
}

function summary(results) {
  const latencies = results.flatMap((one) => one.latencies);
  return {
    rate: median(results.map(({ rate }) => rate)),
    cpu: median(results.map(({ cpu }) => cpu)),
    ...(latencies.length > 0 && { p50: quantile(latencies, 0.5), p99: quantile(latencies, 0.99) }),
  };
}

/** Adds what does not depend on the machine: ratios to the reference and to the work that nobody can avoid. */
function report(results, reference) {
  const base = results[reference];
  const { floor } = results;
  const ratios = Object.fromEntries(
    Object.entries(results).map(([name, { rate, cpu, p50 }]) => [
      name,
      {
        rate: rate / base.rate,
        cpu: cpu / base.cpu,
        ...(floor && { cpuToFloor: cpu / floor.cpu }),
        ...(p50 && base.p50 && { p50: p50 / base.p50 }),
      },
    ]),
  );
  print(results, ratios, reference);
  return { reference, results, ratios };
}

function print(results, ratios, reference) {
  const row = ([name, { rate, cpu, p50, p99 }]) => [
    name,
    {
      "messages/s": Math.round(rate),
      [`÷ ${reference}`]: Number(ratios[name].rate.toFixed(2)),
      "CPU s per million": Number(cpu.toFixed(2)),
      ...(ratios[name].cpuToFloor && { "CPU ÷ floor": Number(ratios[name].cpuToFloor.toFixed(2)) }),
      ...(p50 && { "p50 µs": Math.round(p50), "p99 µs": Math.round(p99) }),
    },
  ];
  console.table(Object.fromEntries(Object.entries(results).map(row)));
}
