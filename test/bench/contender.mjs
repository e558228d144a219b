// One client in a process of its own: does its task each time it is told to, and answers with what that took.
// Usage, over IPC: node contender.mjs '{"peer", "url", "auth", "concurrency", "text", "count", "size", "journal"}'
import { rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sendBatches, timed } from "./measure.mjs";
import { batchesOf, messagesOf } from "./messages.mjs";
import { createPeer } from "./peers.mjs";

/** `size` is the number of messages in a request; `journal` says whether one is kept. */
const { peer: name, text, count, size, journal, ...options } = JSON.parse(process.argv[2]);
const peer = await createPeer(name, { host: new URL(options.url).host, ...options });
const messages = messagesOf[text](count);
const batches = batchesOf(messages, size);

async function work(latencies) {
  if (journal) return sendWithJournal();
  // It cuts requests itself.
  if (peer.sendAll !== undefined && size > 1) return peer.sendAll(messages);
  return sendBatches(peer, batches, options.concurrency, latencies);
}

const path = join(tmpdir(), `smn-sms-bench-${process.pid}`);

async function sendWithJournal() {
  const { openJournal } = await import("../../dist/index.js");
  const kept = await openJournal(path, { inputId: "bench" });
  const accepted = await peer.sendAll(messages, { journal: kept });
  await kept.close();
  return accepted;
}

process.on("message", async () => {
  const result = await timed(messages.length, work);
  rmSync(path, { force: true });
  process.send(result);
});
process.on("disconnect", () => process.exit());
