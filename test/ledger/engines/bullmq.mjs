/** The same run again after a crash: BullMQ has each job once, and the ledger knows what was sent. */
export async function addRun({ queue, planJobs, ledger }, people, run) {
  for await (const job of planJobs(people, { run })) {
    await ledger.plan([{ key: job.key, run, messages: job.messages.length }]);
    await queue.add("send", job, {
      jobId: job.key,
      attempts: 1_000_000,
      backoff: { type: "fixed", delay: 1_000 },
    });
  }
}

/** In every worker. A job that stalls, or is retried by hand, is delivered again, and not sent again. */
export function startWorker({ Worker, connection, ledger, sms }) {
  const send = ({ data: { key, messages, ...place } }) => ledger.sendOnce(sms, key, messages, place);
  return new Worker("sms", send, { connection, concurrency: 4, maxStalledCount: 1_000 });
}
