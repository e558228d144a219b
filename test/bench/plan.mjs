import { breakdownWorkload } from "./breakdown.mjs";
import { commandWorkload } from "./command.mjs";
import { importWorkload } from "./imports.mjs";
import { memoryWorkload, peakWorkload } from "./memory.mjs";
import { sizeWorkload } from "./size.mjs";
import { batchWorkload, journalWorkload, singleWorkload } from "./workloads.mjs";

/**
 * Every workload: its id, what it is, and how it is run. Those that `isQuick` are enough for the targets.
 * Ids say kind, authentication or text, requests in flight, latency in milliseconds.
 */
export function planOf(scale) {
  const batch = (id, text, auth, concurrency, latency, isQuick = false) => ({
    id,
    isQuick,
    title: `999 ${text === "ascii" ? "ASCII" : "Chinese"} messages in a request, ${auth === "token" ? "token" : "AK/SK"}, ${inFlight(concurrency, latency)}`,
    run: () => batchWorkload({ ...scale, text, auth, concurrency, latency }),
  });
  const single = (id, auth, concurrency, latency, isQuick = false) => ({
    id,
    isQuick,
    title: `one message in a request, ${auth === "token" ? "token" : "AK/SK"}, ${inFlight(concurrency, latency)}`,
    run: () => singleWorkload({ ...scale, auth, concurrency, latency }),
  });
  const other = (id, title, run) => ({ id, title, run, isQuick: true });
  return [
    batch("batch-1", "chinese", "key", 1, 0),
    batch("batch-8", "chinese", "key", 8, 0, true),
    batch("batch-32", "chinese", "key", 32, 0),
    batch("batch-1-late", "chinese", "key", 1, 20),
    batch("batch-8-late", "chinese", "key", 8, 20),
    batch("batch-32-late", "chinese", "key", 32, 20),
    batch("batch-8-ascii", "ascii", "key", 8, 0),
    batch("batch-8-token", "chinese", "token", 8, 0),
    single("single-1", "key", 1, 0, true),
    single("single-8", "key", 8, 0, true),
    single("single-32", "key", 32, 0),
    single("single-8-late", "key", 8, 20),
    single("single-32-late", "key", 32, 20),
    single("single-1-token", "token", 1, 0),
    other("journal", "with and without a journal, 8 requests in flight", () => journalWorkload(scale)),
    other(
      "peak",
      "peak memory of 999 messages in a request, 8 in flight, each client in its own process",
      () => peakWorkload(scale.rssBatches),
    ),
    other("memory", "peak memory of sendAll by length of the run", () => memoryWorkload(scale.memory)),
    other("command", "smn-sms send of a CSV file, against sendAll on an array", () =>
      commandWorkload(scale.command),
    ),
    other("import", "first import in a new process", () => importWorkload(scale.imports)),
    other("size", "what is installed, loaded and bundled", () => sizeWorkload()),
    other("breakdown", "where the time goes", () => breakdownWorkload(scale.breakdown)),
  ];
}

function inFlight(concurrency, latency) {
  return `${concurrency} in flight${latency > 0 ? `, answers after ${latency} ms` : ""}`;
}
