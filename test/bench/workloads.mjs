import { alternate } from "./contenders.mjs";
import { startServer } from "./measure.mjs";
import { canDo, peerNames } from "./peers.mjs";

/** Full requests, by every client. */
export async function batchWorkload({ text, batches, ...options }) {
  const task = { text, count: 999 * batches[options.concurrency], size: 999 };
  return compare(peerNames, "undici.request", task, options);
}

/** One message in each request, by every client that has a network. */
export async function singleWorkload({ singles, lateSingles, ...options }) {
  const count = (options.latency > 0 ? lateSingles : singles)[options.concurrency];
  const names = peerNames.filter((name) => !name.startsWith("floor"));
  return compare(names, "global fetch", { text: "chinese", count, size: 1 }, options);
}

async function compare(names, reference, task, { repetitions, warmUps, latency, auth, concurrency }) {
  const server = await startServer(latency);
  const able = names.filter((name) => canDo(name, auth));
  const tasks = able.map((peer) => [peer, { ...task, peer, url: server.url, auth, concurrency }]);
  const results = await alternate({ repetitions, warmUps }, Object.fromEntries(tasks));
  server.stop();
  return report(results, reference);
}

/** `sendAll` with a journal that is safely on disk, and without one. */
export async function journalWorkload({ repetitions, warmUps, batches }) {
  const server = await startServer();
  const task = { peer: "smn-sms", url: server.url, auth: "key", concurrency: 8 };
  const without = { ...task, text: "chinese", count: 999 * batches[8], size: 999 };
  const tasks = { "without journal": without, "with journal": { ...without, journal: true } };
  const results = await alternate({ repetitions, warmUps }, tasks);
  server.stop();
  return report(results, "without journal");
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
