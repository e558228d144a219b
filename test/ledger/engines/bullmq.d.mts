import type { ConnectionOptions, Queue, Worker } from "bullmq";
import type { SmsClient, SmsMessage } from "../../../src/index.js";
import type { Ledger, planJobs } from "../../../src/ledger/index.js";

export function addRun(
  parts: { queue: Queue; planJobs: typeof planJobs; ledger: Ledger },
  people: Iterable<SmsMessage>,
  run: string,
): Promise<void>;
export function startWorker(parts: {
  Worker: typeof Worker;
  connection: ConnectionOptions;
  ledger: Ledger;
  sms: SmsClient;
}): Worker;
