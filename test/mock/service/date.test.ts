import { expect, test } from "vitest";
import { createMockService } from "../../../src/mock/index.js";

test("answers tell the time of the sandbox", async () => {
  const now = Date.parse("2026-03-01T08:00:00Z");
  const service = createMockService({ clock: { now: () => now, sleep: () => Promise.resolve() } });
  const { headers } = await service.handle(new Request("http://127.0.0.1/v2/p1/notifications/sms_sign"));
  expect(headers.get("date")).toBe("Sun, 01 Mar 2026 08:00:00 GMT");
});
