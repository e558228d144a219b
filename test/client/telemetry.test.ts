import { subscribe, tracingChannel, unsubscribe } from "node:diagnostics_channel";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { createSmsClient } from "../../src/createSmsClient.js";
import { openJournal } from "../../src/journal/openJournal.js";
import {
  createMockService,
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
} from "../../src/mock/index.js";
import { TraceChannel } from "../../src/base/diagnosticsChannels.js";
import { routeOf } from "../../src/http/routeOf.js";
import document from "../../generated/openapi.json" with { type: "json" };
import { WHOLE_NUMBER } from "../base/wholeNumber.js";
import { drain } from "../bulk/support.js";
import { fakeClock, NOW } from "../http/support.js";
import { messageTo, refused, rig } from "./support.js";
import { listen, type Heard } from "./telemetrySupport.js";

const ID = "5c2e0d8f41a7463bb9d6e0f3a1c87e24";
const taken: Parameters<typeof rig>[0] = ({ body }) => {
  const { sms_message } = JSON.parse(body) as { sms_message: { endpoint: string }[] };
  const result = sms_message.map(({ endpoint }) => ({ endpoint, message_id: ID }));
  return Response.json({ request_id: ID, result }, { headers: { "x-request-id": ID } });
};

const order = ({ events }: Heard): string[] => events.map(([name]) => name.replace(/^tracing:smn-sms:/, ""));

describe("the channels", () => {
  it("report a message that is sent", async () => {
    const heard = await listen(() => rig(taken).sms.send(messageTo("+8613812345678")));
    expect(order(heard)).toEqual([
      "send:start",
      "send:end",
      "request:start",
      "request:end",
      "request:asyncStart",
      "request:asyncEnd",
      "send:asyncStart",
      "send:asyncEnd",
      "smn-sms:outcome",
    ]);
    expect(heard.of("tracing:smn-sms:request:asyncEnd")).toEqual([
      {
        method: "POST",
        route: "/v2/{project_id}/notifications/sms",
        scheme: "https",
        address: "sms.example",
        port: 443,
        attempt: 1,
        status: 200,
        requestId: ID,
      },
    ]);
    expect(heard.of("tracing:smn-sms:send:asyncEnd")).toEqual([{ messages: 1, requestId: ID }]);
    expect(heard.of("smn-sms:outcome")).toEqual([{ counts: [{ status: "accepted", messages: 1 }] }]);
  });

  it("report a pause and a retry", async () => {
    const throttled = refused(429, { error_code: "APIGW.0308", error_msg: "m", request_id: ID });
    const heard = await listen(() => rig([throttled, taken]).sms.send(messageTo("+8613812345678")));
    const error = { code: "api", sent: "no", status: 429, serviceCode: "APIGW.0308", requestId: ID };
    expect(heard.of("smn-sms:pause")).toEqual([{ delayMs: expect.any(Number) as number, attempt: 1, error }]);
    expect(heard.of("tracing:smn-sms:request:error")).toMatchObject([{ attempt: 1, status: 429, error }]);
    expect(heard.of("tracing:smn-sms:request:asyncEnd")).toMatchObject([{ attempt: 1 }, { attempt: 2 }]);
    expect(heard.of("tracing:smn-sms:send:error")).toEqual([]);
  });

  it("report a broken connection", async () => {
    const heard = await listen(() => rig(new TypeError("terminated")).sms.send(messageTo("+8613812345678")));
    const error = { code: "network", sent: "maybe" };
    expect(heard.of("tracing:smn-sms:request:error")).toMatchObject([{ error }]);
    expect(heard.of("tracing:smn-sms:send:error")).toEqual([{ messages: 1, error }]);
    expect(heard.of("smn-sms:outcome")).toEqual([
      { counts: [{ status: "unknown", code: "network", messages: 1 }] },
    ]);
  });

  it("report the outcomes of sendBatch, also where its request was refused", async () => {
    const batch = [messageTo("+8613812345678"), messageTo("+8613812345679")];
    const fine = await listen(() => rig(taken).sms.sendBatch(batch));
    expect(fine.of("smn-sms:outcome")).toEqual([{ counts: [{ status: "accepted", messages: 2 }] }]);
    const no = rig(refused(400, { request_id: ID, code: "SMN.0087", message: "m" }));
    const bad = await listen(() => no.sms.sendBatch(batch).catch(() => undefined));
    expect(bad.of("smn-sms:outcome")).toEqual([
      { counts: [{ status: "rejected", code: "SMN.0087", messages: 2 }] },
    ]);
  });

  it("report a run: what is written to the journal, and every outcome once", async () => {
    const folder = mkdtempSync(join(tmpdir(), "smn-sms-telemetry-"));
    onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
    const inputs = Array.from({ length: 5 }, (_, n) => messageTo(`+861381234567${n}`));
    const heard = await listen(async () => {
      const journal = await openJournal(join(folder, "run.journal"), { inputId: "run" });
      const given = [...inputs, messageTo("nonsense")];
      await drain(rig(taken).sms.sendAll(given, { journal, batchSize: 3 }));
      await journal.close();
    });
    const written = heard.of("tracing:smn-sms:journal:asyncEnd");
    const sum = (operation: string): number =>
      written
        .filter((one) => one["operation"] === operation)
        .reduce((n, one) => n + Number(one["messages"]), 0);
    expect([sum("intend"), sum("settle")]).toEqual([5, 6]);
    const counts = heard.of("smn-sms:outcome").flatMap(({ counts }) => counts as object[]);
    expect(counts).toContainEqual({ status: "invalid", messages: 1 });
    expect(counts.reduce((all, one) => all + (one as { messages: number }).messages, 0)).toBe(6);
  });

  it("report a journal that cannot be written", async () => {
    const heard = await listen(async () => {
      const journal = {
        runId: "r",
        decide: () => "send" as const,
        intend: () => Promise.reject(new Error("disk of 13812345678")),
        settle: async () => undefined,
        close: async () => undefined,
      };
      const run = rig(taken).sms.sendAll([messageTo("+8613812345678")], { journal });
      await run.next().catch(() => undefined);
      await run.return?.();
    });
    expect(heard.of("tracing:smn-sms:journal:error")).toEqual([
      { operation: "intend", messages: 1, error: { code: "other", sent: "maybe" } },
    ]);
  });

  it("reach a subscriber of one step only", async () => {
    let ends = 0;
    const listener = (): void => {
      ends++;
    };
    subscribe("tracing:smn-sms:request:asyncEnd", listener);
    try {
      await rig(taken).sms.send(messageTo("+8613812345678"));
    } finally {
      unsubscribe("tracing:smn-sms:request:asyncEnd", listener);
    }
    expect(ends).toBe(1);
  });

  it("describe nothing while nobody listens", async () => {
    const channel = new TraceChannel<{ error?: object }>("smn-sms:test-unheard");
    const never = (): never => {
      throw new Error("described");
    };
    expect(await channel.trace(async () => 7, never, { done: never, failed: never })).toBe(7);
  });

  it("read once, while nobody listens, whether somebody does", async () => {
    const name = "smn-sms:test-reads";
    const channel = new TraceChannel<{ error?: object }>(name);
    expect(channel.isHeard).toBe(false);
    const node = tracingChannel(name);
    let reads = 0;
    const step = node.start;
    const own = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(step) as object, "hasSubscribers");
    Object.defineProperty(step, "hasSubscribers", {
      configurable: true,
      get: () => {
        reads++;
        return own?.get?.call(step) as boolean;
      },
    });
    await channel.trace(
      async () => 1,
      () => ({}),
      { failed: () => undefined },
    );
    expect(reads).toBe(1);
  });

  it("hold no text, number, key or token, whatever the service quotes", async () => {
    const TEXT = "您的验证码是 482913，勿泄露";
    const NUMBER = "+8613812345678";
    const FORBIDDEN = ["482913", "勿泄露", "12345678", "the-token", "hunter2"];
    const quotes = (body: string): Response[] =>
      [400, 401, 403, 429, 500, 200].flatMap((status) => [
        refused(status, body, { "x-request-id": "13812345678" }),
        refused(status, { request_id: "482913", code: `SMN.482913`, message: body }),
        refused(
          status,
          { request_id: NUMBER, error_code: "the-token", error_msg: body },
          { "x-request-id": "id-482913" },
        ),
        refused(status, {
          request_id: "x-482913-x",
          result: [{ endpoint: NUMBER, code: "482913", message: body }],
        }),
        refused(status, { request_id: "482913", result: [{ endpoint: NUMBER, message_id: body }] }),
      ]);
    const message = messageTo(NUMBER, TEXT);
    const heard = await listen(async () => {
      for (const reply of quotes(`${TEXT} ${NUMBER} the-token hunter2`)) {
        const one = rig([reply, reply, taken]);
        await one.sms.send(message);
        await one.sms.sendBatch([message]).catch(() => undefined);
        await drain(
          one.sms.sendAll([message, messageTo(TEXT, NUMBER)], {
            onUnknown: "continue",
          }),
        );
      }
      const key = rig(new TypeError(TEXT), { credentials: { ak: "hunter2", sk: "hunter2-sk" } });
      await key.sms.send(message);
      const asked = rig(refused(500, TEXT), { retry: { deadlineMs: 0 } });
      await asked.sms
        .reports({ sign_id: "482913", start_time: NOW - 60_000, end_time: NOW })
        [Symbol.asyncIterator]()
        .next()
        .catch(() => undefined);
      await asked.sms.message("482913").catch(() => undefined);
      await rig(() => Promise.reject(new Error(TEXT)), {
        credentials: () => Promise.reject(new Error("hunter2")),
      })
        .sms.send(message)
        .catch(() => undefined);
    });
    expect(heard.events.length).toBeGreaterThan(200);
    expect(FORBIDDEN.filter((secret) => heard.text.includes(secret))).toEqual([]);
  });

  it("hold nothing of a whole run at the sandbox, with all its faults", async () => {
    const service = createMockService();
    const clock = fakeClock(Date.now());
    const sms = createSmsClient({
      baseUrl: "https://sms.example",
      projectId: sandboxProjectId,
      credentials: sandboxCredentials,
      clock,
      fetch: (url, init) => service.handle(new Request(url, init)),
    });
    const inputs = Array.from({ length: 300 }, (_, n) => ({
      endpoint: `+86139${String(n).padStart(8, "0")}`,
      message: `您的验证码是 ${100_000 + n}。`,
      sign_id: sandboxSign.sign_id,
    }));
    const heard = await listen(async () => {
      await drain(sms.sendAll(inputs, { batchSize: 20, deadlineMs: 2_000 }));
    });
    expect(heard.of("smn-sms:outcome").length).toBeGreaterThan(0);
    expect(heard.text).not.toMatch(WHOLE_NUMBER);
    // Every code stands after these words.
    expect(heard.text).not.toContain("验证码");
    expect(heard.text).not.toContain(sandboxCredentials.sk);
  });
});

describe("a route", () => {
  it.each(Object.keys(document.paths))("is the document's path %s, whatever its parameters are", (path) => {
    const filled = path.replace(/\{[^}]+\}/g, "abc-13812345678");
    expect(routeOf(filled)).toBe(path);
  });

  it("shows nothing of other paths", () => {
    expect(routeOf("/prefix/v2/p/13812345678")).toBe("/{}/v2/{project_id}/{}");
  });
});
