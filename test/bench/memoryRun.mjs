// Sends a number of messages, made when they are asked for, by one client in full requests, and prints the peak
// RSS in MB. Usage: node memoryRun.mjs <url> <client or nothing> <messages> [requests in flight]
import { existsSync, readFileSync } from "node:fs";
import { createPeer } from "./peers.mjs";

const [, , url, name, given, inFlight = "8"] = process.argv;
const size = Number(given);
const concurrency = Number(inFlight);

function messageOf(n) {
  return {
    endpoint: `+86138${String(n % 100_000_000).padStart(8, "0")}`,
    message: `尊敬的用户，您的验证码是${100_000 + n}，五分钟内有效。请勿将验证码告诉他人，如非本人操作请忽略本短信。`,
    sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
  };
}

function* people() {
  for (let n = 0; n < size; n++) yield messageOf(n);
}

async function byPeer(peer) {
  let next = 0;
  let accepted = 0;
  const worker = async () => {
    while (next < size) {
      const start = next;
      next += 999;
      const batch = Array.from({ length: Math.min(999, size - start) }, (_, n) => messageOf(start + n));
      const taken = await peer.send(batch);
      accepted += taken; // not in one step: the sum must be read after the wait
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  await peer.close?.();
  return accepted;
}

async function accept() {
  if (name === "nothing") return 0;
  const peer = await createPeer(name, { url, host: new URL(url).host, concurrency, auth: "key" });
  return peer.sendAll === undefined ? byPeer(peer) : peer.sendAll(people());
}

const accepted = await accept();
if (accepted !== size) throw new Error(`${accepted} of ${size} accepted`);
console.log(peakRss() / 1_024);

/** In kB. What `resourceUsage` says is never less than the process that started this one had. */
function peakRss() {
  const status = "/proc/self/status";
  const [, peak] = (existsSync(status) && /^VmHWM:\s+(\d+)/m.exec(readFileSync(status, "utf8"))) || [];
  return Number(peak ?? process.resourceUsage().maxRSS);
}
