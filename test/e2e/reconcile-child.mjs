// Sends messages with a journal, or reconciles it, until it is killed, or done; then it says "done". Run by
// reconcile.test.ts.
const { build, task, baseUrl, journalPath, size, timeoutMs } = JSON.parse(process.argv[2]);
const { createSmsClient, openJournal, reconcile } = await import(build);
const sms = createSmsClient({
  baseUrl,
  projectId: "project1",
  credentials: { token: "sandbox-token" },
  timeoutMs,
  retry: { baseDelayMs: 5, maxDelayMs: 20 },
});
const inputs = function* () {
  for (let index = 0; index < size; index++)
    yield {
      endpoint: `+86138${String(index % Math.ceil(size / 2)).padStart(8, "0")}`,
      message: `text ${index}`,
      sign_id: "sign1",
      ...(index % 7 === 0 ? { extend_code: `order-${index}` } : {}),
    };
};
const journal = await openJournal(journalPath, { inputId: "input" });
const steps =
  task === "send"
    ? sms.sendAll(inputs(), { journal, batchSize: 10, concurrency: 4, correlate: "extend_code" })
    : reconcile(sms, journal, inputs(), { settleMs: 0, rate: 1_000 });
for await (const { index, status } of steps) process.send?.({ index, status });
await journal.close();
process.send?.("done");
process.disconnect?.();
