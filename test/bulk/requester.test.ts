import { expect, it } from "vitest";
import { createSmsClient } from "../../src/index.js";
import { sandboxCredentials, sandboxSign, startMockServer } from "../../src/mock/index.js";

const messages = Array.from({ length: 500 }, (_, n) => ({
  endpoint: `+86138${String(n).padStart(8, "0")}`,
  message: `text ${n}`,
  sign_id: sandboxSign.sign_id,
}));

it("makes fewer attempts with a wrong key than lock it, however many requests may be in flight", async () => {
  const server = await startMockServer();
  try {
    const credentials = { ...sandboxCredentials, sk: "wrongSecretKey" };
    const sms = createSmsClient({ baseUrl: server.url, projectId: "p1", credentials });
    const statuses: string[] = [];
    const run = async (): Promise<void> => {
      for await (const { status } of sms.sendAll(messages, { concurrency: 32, batchSize: 10 }))
        statuses.push(status);
    };
    await expect(run()).rejects.toMatchObject({ code: "auth", sent: "no" });
    expect(server.service.requests.length).toBeGreaterThan(0);
    expect(server.service.requests.length).toBeLessThanOrEqual(4);
    expect(new Set(statuses)).toEqual(new Set(["unsent"]));
  } finally {
    await server.close();
  }
});

it("uses all of its concurrency once a request was taken", async () => {
  const server = await startMockServer({ faults: [{ kind: "latency", ms: 30, times: "always" }] });
  try {
    let inFlight = 0;
    let most = 0;
    const sms = createSmsClient({
      baseUrl: server.url,
      projectId: "p1",
      credentials: sandboxCredentials,
      fetch: async (url, init) => {
        most = Math.max(most, ++inFlight);
        try {
          return await fetch(url, init);
        } finally {
          inFlight--;
        }
      },
    });
    for await (const { status } of sms.sendAll(messages, { concurrency: 12, batchSize: 10 }))
      expect(status).toBe("accepted");
    expect(most).toBe(12);
  } finally {
    await server.close();
  }
});
