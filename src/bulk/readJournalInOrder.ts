import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { JournalRecord } from "./journal.js";
import { readJournal } from "./readJournal.js";

/** Indices that are held in memory at once. */
const BUCKET = 50_000;
const FLUSH_LENGTH = 256 * 1024;

/**
 * Reads the outcomes of a run in the order of its inputs. They are sorted through temporary files, which hold no
 * texts or numbers, so that memory does not grow with the run.
 *
 * @throws SmnError (`journal`) as `readJournal` does
 */
export async function* readJournalInOrder(path: string): AsyncGenerator<JournalRecord> {
  const directory = await mkdtemp(join(tmpdir(), "smn-sms-"));
  try {
    const buckets = await fillBuckets(path, directory);
    for (const bucket of [...buckets.keys()].sort((a, b) => a - b)) {
      const records = [...(await stored(directory, bucket)), ...(buckets.get(bucket) ?? [])];
      yield* records.sort((a, b) => a.index - b.index);
    }
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** Distributes all records; returns those of each bucket that were not written to its file. */
async function fillBuckets(path: string, directory: string): Promise<Map<number, JournalRecord[]>> {
  const buckets = new Map<number, JournalRecord[]>();
  for await (const record of readJournal(path)) {
    const bucket = Math.floor(record.index / BUCKET);
    const records = buckets.get(bucket) ?? [];
    if (records.push(record) === 1) buckets.set(bucket, records);
    // The first bucket stays in memory: most runs have no other.
    if (bucket === 0 || records.length < FLUSH_LENGTH / 256) continue;
    await appendFile(
      join(directory, String(bucket)),
      records.map((one) => `${JSON.stringify(one)}\n`).join(""),
      { mode: 0o600 },
    );
    buckets.set(bucket, []);
  }
  return buckets;
}

async function stored(directory: string, bucket: number): Promise<JournalRecord[]> {
  try {
    const text = await readFile(join(directory, String(bucket)), "utf8");
    return text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as JournalRecord);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}
