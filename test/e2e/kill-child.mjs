// Sends messages with a journal until it is killed, or done; then it prints "done". Run by kill.test.ts.
const { build, baseUrl, journalPath, size } = JSON.parse(process.argv[2]);
const { createSmsClient, openJournal } = await import(build);
const sms = createSmsClient({
  baseUrl,
  projectId: "project1",
  credentials: { token: "sandbox-token" },
  timeoutMs: 60_000,
});
const inputs = function* () {
  for (let index = 0; index < size; index++)
    yield {
      endpoint: `+86138${String(index % Math.ceil(size / 2)).padStart(8, "0")}`,
      message: `kill text ${index}`,
      sign_id: "sign1",
    };
};
const journal = await openJournal(journalPath, { inputId: "kill" });
process.send?.("open");
for await (const outcome of sms.sendAll(inputs(), { journal, batchSize: 10, concurrency: 4 }))
  process.send?.({ index: outcome.index, status: outcome.status, message_id: outcome.message_id });
await journal.close();
process.send?.("done");
process.disconnect?.();
