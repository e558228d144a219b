import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { correlationToken } from "../../../src/journal/correlationToken.js";
import { createState } from "../../../src/mock/account/createState.js";
import type { InboxLog } from "../../../src/mock/account/inboxLog.js";
import type { InboxText } from "../../../src/mock/account/inboxText.js";
import { verificationCode } from "../../../src/mock/account/verificationCode.js";
import { readInbox, type InboxPage } from "../../../src/mock/control/readInbox.js";
import type { Summary } from "../../../src/mock/control/summary.js";
import { sandboxSign, type MockService } from "../../../src/mock/index.js";
import { settingsOf } from "../../../src/mock/options/settings.js";
import { manualClock, message, messages, NOON, post, sandbox } from "../support.js";

const ask = async (service: MockService, what: string, body?: unknown): Promise<Response> => {
  const [method = "", path = ""] = what.split(" ");
  const init = body === undefined ? { method } : { method, body: JSON.stringify(body) };
  return service.handle(new Request(`http://127.0.0.1/__sandbox/${path}`, init));
};
const read = async (service: MockService, query = ""): Promise<InboxPage> =>
  (await ask(service, `GET inbox${query}`)).json() as Promise<InboxPage>;
const texts = async (service: MockService, query = ""): Promise<InboxText[]> =>
  (await read(service, query)).texts;

describe("the inbox", () => {
  it("shows texts as a phone does, the rejected ones and replies too", async () => {
    const service = sandbox({ clock: manualClock() });
    await post(service, [
      message({ message: "您的验证码是 913577。" }),
      message({ endpoint: "+8617099990227" }),
      message({
        endpoint: "13800000002",
        message: "【XX商城】hi",
        message_include_sign_flag: "true",
        sign_id: undefined,
      }),
    ]);
    service.reply({ endpoint: "+86 13800000001", reply: "TD 1234" });
    expect(await texts(service)).toMatchObject(
      [
        {
          kind: "text",
          number: "13800000001",
          text: "【XX商城】您的验证码是 913577。",
          verification_code: "913577",
          status: "waiting",
          parts: 1,
          at: NOON,
          reported_at: NOON + 3000,
          code: null,
          message_id: service.messages[0]?.message_id,
        },
        {
          status: "rejected",
          code: "SMN.0227",
          reason: "Message contains sensitive word.",
          message_id: null,
        },
        { number: "13800000002", text: "【XX商城】hi" },
        { kind: "reply", number: "13800000001", text: "TD 1234", status: "received" },
      ].map((text) => ("reason" in text ? { ...text, reason: expect.any(String) as string } : text)),
    );
  });

  it("is narrowed down by number, text, run and request", async () => {
    const service = sandbox();
    const extend_code = correlationToken("run-1", 41);
    const { body } = await post(service, [message({ message: "first", extend_code })]);
    await post(service, [message({ endpoint: "+8613800000002", message: "second" })]);
    const of = async (query: string): Promise<string[]> =>
      (await texts(service, query)).map(({ text }) => text);
    const [first] = await texts(service);
    const run = first?.run ?? "";
    expect(extend_code.startsWith(run) && run.length > 8).toBe(true);
    expect(await of("?number=0086138-0000-0002")).toEqual(["【XX商城】second"]);
    expect(await of("?text=irs")).toEqual(["【XX商城】first"]);
    expect(await of(`?run=${run}`)).toEqual(["【XX商城】first"]);
    expect(await of(`?request_id=${String(body["request_id"])}`)).toEqual(["【XX商城】first"]);
  });

  it("comes in pages that together are all of it, each text once", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 40 }),
        fc.integer({ min: 1, max: 15 }),
        async (count, limit) => {
          const service = sandbox();
          await post(service, messages(count));
          const seen: string[] = [];
          for (let after = 0, more = true; more;) {
            const page = await read(service, `?after=${after}&limit=${limit}`);
            expect(page.texts.length).toBeLessThanOrEqual(limit);
            seen.push(...page.texts.map(({ number }) => number));
            ({ version: after, more } = page);
          }
          expect(seen).toEqual(service.messages.map(({ endpoint }) => endpoint.slice(3)));
        },
      ),
      { numRuns: 20 },
    );
  });

  it("gives a changed text a new version under its old id", async () => {
    const service = sandbox();
    await post(service, messages(2));
    const { version, texts: before } = await read(service);
    const { message_id } = service.messages[0]!;
    expect((await ask(service, "POST deliveries", { message_id, status_desc: "REJECTD" })).status).toBe(204);
    const changed = await texts(service, `?after=${version}`);
    expect(changed).toMatchObject([{ id: before[0]?.id, status: "failed", status_desc: "REJECTD" }]);
  });

  it("waits for a text that has not come yet", async () => {
    const service = sandbox();
    const waiting = texts(service, "?number=13800000001&wait=20000");
    await post(service, [message({ endpoint: "+8613800000002" })]);
    await post(service, [message({ message: "at last" })]);
    expect(await waiting).toMatchObject([{ text: "【XX商城】at last" }]);
    expect(await texts(service, "?number=13800000009&wait=1")).toEqual([]);
  });

  it("is looked through once by who waits, then only as far as it is new", async () => {
    const state = createState(settingsOf({}));
    const { inbox, changes } = state;
    const froms: number[] = [];
    const watched: InboxLog = {
      ...inbox,
      get version() {
        return inbox.version;
      },
      after(from) {
        froms.push(from);
        return inbox.after(from);
      },
    };
    const add = (endpoint: string): void => {
      const reply = { endpoint, reply: "T", sign_id: sandboxSign.sign_id, at: NOON };
      inbox.add({ kind: "reply", reply });
      changes.notify();
    };
    const before = inbox.version;
    const query = new URLSearchParams({ number: "13800000001", wait: "20000" });
    const waiting = readInbox(query, { ...state, inbox: watched }, new AbortController().signal);
    add("13800000002");
    add("13800000003");
    add("13800000001");
    expect((await waiting).texts).toMatchObject([{ number: "13800000001" }]);
    expect(froms).toEqual([0, before, before + 1, before + 2, 0]);
  });

  it("gives what is above a version, whatever was replaced or cleared before", async () => {
    const service = sandbox();
    await post(service, messages(2));
    service.reset();
    await post(service, messages(3));
    const [first, second] = service.messages;
    for (const one of [second!, first!])
      await ask(service, "POST deliveries", { message_id: one.message_id, status_desc: "UNDELIV" });
    const all = await texts(service);
    expect(all.map(({ status }) => status)).toEqual(["waiting", "failed", "failed"]);
    const summary = (await (await ask(service, "GET health")).json()) as { messages: number };
    expect(summary.messages).toBe(all.length);
    for (const [index, { version }] of all.entries())
      expect(await texts(service, `?after=${version}`)).toEqual(all.slice(index + 1));
    expect(await texts(service, "?after=1000000&wait=1")).toEqual([]);
  });

  it.each(["?limit=-1", "?after=x", "?wait=60001", "?limit=5001"])("refuses %s", async (query) => {
    expect((await ask(service(), `GET inbox${query}`)).status).toBe(400);
    function service(): MockService {
      return sandbox();
    }
  });
});

describe("a delivery by hand", () => {
  it("pushes its report at once, and the planned one never", async () => {
    const bodies: { message: string }[] = [];
    const service = sandbox({
      clock: manualClock(),
      callbackUrl: "http://receiver.test/",
      fetch: async (_, init) => {
        bodies.push(JSON.parse(init.body as string) as { message: string });
        return new Response();
      },
    });
    await post(service, [message()]);
    const { message_id } = service.messages[0]!;
    await ask(service, "POST deliveries", { message_id, status_desc: "UNDELIV" });
    await service.idle();
    await service.advance(10_000);
    expect(bodies.map(({ message: text }) => JSON.parse(text) as object)).toMatchObject([
      { event_type: "sms_fail_event", message_id, status: 2, status_desc: "UNDELIV" },
    ]);
    const again = await ask(service, "POST deliveries", { message_id });
    expect([again.status, await again.text()]).toEqual([400, expect.stringContaining("already")]);
  });

  it.each([{}, { message_id: "unknown" }, { message_id: 7 }])("is refused for %j", async (body) => {
    expect((await ask(sandbox(), "POST deliveries", body)).status).toBe(400);
  });
});

describe("the account from outside", () => {
  it("gets another balance, and none", async () => {
    const service = sandbox();
    expect(await (await ask(service, "POST balance", { balance: 1 })).json()).toMatchObject({ balance: 1 });
    expect((await post(service, messages(2))).results.map(({ code }) => code)).toEqual([
      "SMN.0261",
      undefined,
    ]);
    await ask(service, "POST balance", { balance: null });
    expect(service.balance).toBe(Infinity);
    for (const balance of [-1, 0.5, "7", undefined])
      expect((await ask(service, "POST balance", { balance })).status).toBe(400);
  });

  it("gets signatures and loses them", async () => {
    const service = sandbox();
    await ask(service, "POST signs", { sign_id: "s2", sign_name: "新签名" });
    expect((await post(service, [message({ sign_id: "s2" })])).results[0]?.code).toBeUndefined();
    await ask(service, "POST signs", { sign_id: "s2", status: "refused" });
    expect((await post(service, [message({ sign_id: "s2" })])).results[0]?.code).toBe("SMN.0087");
    for (const sign of [
      {},
      { sign_id: "x" },
      { sign_id: "x", sign_name: "【a】" },
      { sign_id: "x", sign_name: "a", status: "fine" },
    ])
      expect((await ask(service, "POST signs", sign)).status).toBe(400);
    expect(await (await ask(service, "GET account")).json()).toMatchObject({
      balance: null,
      signs: [{ sign_id: sandboxSign.sign_id }, { sign_id: "s2", status: "refused" }],
    });
  });
});

describe("events", () => {
  it("tell the state at once, and after every change", async () => {
    const service = sandbox();
    const left = new AbortController();
    const response = await service.handle(
      new Request("http://127.0.0.1/__sandbox/events", { signal: left.signal }),
    );
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
    const next = async (): Promise<Summary> =>
      JSON.parse((await reader.read()).value!.slice("data: ".length)) as Summary;
    expect(await next()).toMatchObject({ texts: 0, requests: 0, faults: [], balance: null, resets: 0 });
    await post(service, messages(3));
    expect(await next()).toMatchObject({ texts: 3, messages: 3, requests: 1 });
    service.faults.add({ kind: "created" });
    expect(await next()).toMatchObject({ faults: [{ kind: "created", times: 1 }] });
    service.reset();
    expect(await next()).toMatchObject({ texts: 0, resets: 1, faults: [] });
    left.abort();
    expect((await reader.read()).done).toBe(true);
  });
});

describe("the code in a text", () => {
  it.each([
    ["您的验证码是 913577，5分钟内有效。", "913577"],
    ["913577 是您的验证码，请勿转发", "913577"],
    ["【XX】验证码：8246（10分钟内有效），订单 20260301 已提交", "8246"],
    ["Your code is 482913. It expires in 10 minutes.", "482913"],
    ["G-482913 is your Google verification code.", "482913"],
    ["Use 482 913 as your one-time passcode", "482913"],
    ["2026-03-01 12:00 code: 77120055", "77120055"],
    ["Your parcel 482913 arrives today", undefined],
    ["验证码将在 2026年3月 失效", undefined],
    ["Call 13800000000 to get your code", undefined],
    ["Pay ¥4829 with this code", undefined],
  ])("%s", (text, code) => {
    expect(verificationCode(text)).toBe(code);
  });

  it("is 4 to 8 digits of the text, or nothing, for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme", maxLength: 200 }), (text) => {
        const code = verificationCode(`code ${text}`);
        if (code !== undefined) {
          expect(code).toMatch(/^\d{4,8}$/);
          expect(text.replace(/[ -]/g, "")).toContain(code);
        }
      }),
    );
  });
});
