/**
 * A run that shows what spans there are: a batch that is throttled and taken at the second attempt, with a journal. The
 * modules come in as arguments, so that tests run the sources and the drawing the package.
 */
export async function runScenario({ createSmsClient, openJournal }, mock, path) {
  const service = mock.createMockService();
  service.faults.add({ kind: "throttle", hint: false });
  const sms = createSmsClient({
    baseUrl: "https://smn.cn-north-4.myhuaweicloud.com",
    projectId: mock.sandboxProjectId,
    credentials: mock.sandboxCredentials,
    retry: { baseDelayMs: 60 },
    random: () => 0.9,
    fetch: async (url, init) => {
      await new Promise((resolve) => setTimeout(resolve, 20));
      return service.handle(new Request(url, init));
    },
  });
  const messages = Array.from({ length: 999 }, (_, n) => ({
    endpoint: `+86139${String(n).padStart(8, "0")}`,
    message: `您的验证码是 ${501_000 + n}。`,
    sign_id: mock.sandboxSign.sign_id,
  }));
  messages.push({ endpoint: "nonsense", message: "", sign_id: mock.sandboxSign.sign_id });
  const journal = await openJournal(path, { inputId: "scenario" });
  const statuses = [];
  for await (const { status } of sms.sendAll(messages, { journal, correlate: "extend_code" }))
    statuses.push(status);
  await journal.close();
  return statuses;
}
