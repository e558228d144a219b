import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { SmsClientOptions } from "../../src/client.js";
import { createSmsClient } from "../../src/createSmsClient.js";
import { rawServer, http } from "../http/support.js";
import { BASE, PATH, errorOf, messageTo, refused, rig, type Call } from "./support.js";

const TEXT = '您的验证码是 "482913"\\\n5 分钟内有效 <b>勿泄露</b>';
const NUMBER = "+8613812345678";
const TOKEN = `MIIa${"b/+c".repeat(30)}==`;
const AK = "HPUAEXAMPLEKEY123456";
const SK = "sk-hunter2-sk-hunter2-sk-hunter2";
const STS = `ggpjbi1ub3J0aC00${"hunter3+/".repeat(20)}==`;
const message = messageTo(NUMBER, TEXT);

const FORBIDDEN = [
  "482913",
  "勿泄露",
  "\\u52ff\\u6cc4",
  "12345678",
  "1234-5678",
  TOKEN.slice(0, 20),
  AK,
  "hunter2",
  "hunter3",
];

function expectClean(...values: unknown[]): void {
  for (const value of values) {
    const shown = [
      inspect(value, { depth: 10, showHidden: true }),
      JSON.stringify(value) ?? "",
      String(value),
      ...chainOf(value).map((error) => `${error.message} ${error.stack ?? ""} ${JSON.stringify(error)}`),
    ];
    // Compared first: so many expectations, one for each word in each text, would take most of the time.
    for (const text of shown)
      expect(
        FORBIDDEN.filter((secret) => text.includes(secret)),
        text,
      ).toEqual([]);
  }
}

function chainOf(value: unknown): Error[] {
  if (value instanceof Error) return [value, ...chainOf(value.cause)];
  const { cause } = (value ?? {}) as { cause?: unknown };
  return cause === undefined ? [] : chainOf(cause);
}

const credentials: [string, SmsClientOptions["credentials"]][] = [
  ["a token", { token: TOKEN }],
  ["a temporary key", { ak: AK, sk: SK, securityToken: STS }],
];

/** Everything that the service was sent, quoted back in every way. */
function echoes({ headers, body }: Call): Record<string, string> {
  return {
    plain: `${body} ${JSON.stringify(headers)}`,
    headers: Object.entries(headers)
      .map(([name, value]) => `${name}: ${value}`)
      .join("\r\n"),
    text: `bad text: ${TEXT}`,
    "part of the text": `too long: ${TEXT.slice(0, 20)}`,
    number: `bad number 138 1234 5678 or ${NUMBER}`,
    escaped: JSON.stringify(body),
    ascii: body.replace(
      /[\u0080-\uffff]/g,
      (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`,
    ),
    address: encodeURIComponent(TEXT),
    page: TEXT.replaceAll("<", "&lt;").replaceAll(">", "&gt;"),
    padded: `${"-".repeat(190)}${body}`,
    "far padded": `${"-".repeat(2_380)}${TEXT}`,
  };
}
const WAYS = Object.keys(echoes({ url: "", method: "", headers: {}, body: "" }));

describe.each(credentials)("with %s, nothing secret is shown", (_name, given) => {
  it("by the client", () => {
    const { sms } = rig(refused(200, {}), { credentials: given });
    expectClean(sms, { sms }, sms.api, sms.send);
  });

  describe.each([400, 401, 500, 200])("when the answer is %i", (status) => {
    it.each(WAYS)("and it echoes the request: %s", async (way) => {
      for (const wrap of [
        (text: string) => ({ request_id: "r1", code: "SMN.0009", message: text }),
        (text: string) => ({ error_code: text, error_msg: text, request_id: text }),
        (text: string) => ({ error: { code: 1, message: text } }),
        (text: string) => text,
        (text: string) => `<html><title>${text}</title></html>`,
        (text: string) => ({
          request_id: text,
          result: [{ endpoint: NUMBER, code: "SMN.0009", message: text }],
        }),
        (text: string) => ({ request_id: text, result: [{ endpoint: NUMBER, code: text, message: text }] }),
        (text: string) => ({ request_id: text, result: [{ endpoint: text }] }),
      ]) {
        const reply = (call: Call): Response => {
          const text = echoes(call)[way]!;
          return refused(status, wrap(text), { "x-request-id": encodeURIComponent(text).slice(0, 100) });
        };
        const { sms } = rig(reply, { credentials: given });
        expectClean(await sms.send(message));
        const batch = await sms.sendBatch([message]).then(
          () => undefined,
          (error: unknown) => error,
        );
        expectClean(batch);
        const api = await sms.api
          .POST(PATH, { params: { path: { project_id: "p" } }, body: { sms_message: [message] } })
          .then(
            () => undefined,
            (error: unknown) => error,
          );
        expectClean(api);
      }
    });
  });

  it("when a fetch throws what it was given", async () => {
    const fetch = async (url: string, init: RequestInit): Promise<Response> => {
      const request = { url, ...init, text: TEXT, number: NUMBER };
      throw Object.assign(
        new Error(`failed: ${JSON.stringify(init.headers)} ${TEXT} ${NUMBER}`, {
          cause: Object.assign(new Error(TEXT), { request }),
        }),
        {
          code: AK,
          config: request,
          name: AK,
          request,
        },
      );
    };
    const { sms } = rig(refused(200, {}), { credentials: given, fetch });
    expectClean(await sms.send(message), await errorOf(sms.sendBatch([message])));
  });

  it("when a fetch throws something that is no error", async () => {
    const { sms } = rig(refused(200, {}), {
      credentials: given,
      fetch: () => Promise.reject({ TEXT, token: TOKEN, sk: SK }),
    });
    expectClean(await sms.send(message), await errorOf(sms.sendBatch([message])));
  });

  it("when a real connection breaks", async () => {
    const server = await rawServer({ onRequest: ({ socket }) => socket.resetAndDestroy() });
    const sms = createSmsClient({ baseUrl: server.url, projectId: "p", credentials: given });
    expectClean(await sms.send(message), await errorOf(sms.sendBatch([message])));
  });

  it("when a real server echoes", async () => {
    const server = await rawServer({
      onRequest: ({ head, body, socket }) =>
        socket.write(http(500, JSON.stringify({ code: "SMN.0018", message: `${head}\n${body}` }))),
    });
    const sms = createSmsClient({ baseUrl: server.url, projectId: "p", credentials: given });
    expectClean(await sms.send(message), await errorOf(sms.sendBatch([message])));
  });

  it("when the message is invalid", async () => {
    const { sms } = rig(refused(200, {}), { credentials: given });
    const bad = {
      ...message,
      endpoint: `${NUMBER}x`,
      message: TEXT.repeat(20),
      extend_code: TEXT,
      [TEXT]: 1,
      [NUMBER]: 2,
    };
    expectClean(await sms.send(bad), await errorOf(sms.sendBatch([bad])));
  });

  it("when a wait is aborted for a reason that tells", async () => {
    const { sms } = rig(refused(200, {}), { credentials: given });
    const signal = AbortSignal.abort(new Error(TEXT));
    expectClean(await sms.send(message, { signal }), await errorOf(sms.sendBatch([message], { signal })));
  });

  it("when the options are wrong", () => {
    const options = { baseUrl: BASE, projectId: TEXT, credentials: given };
    let error: unknown;
    try {
      createSmsClient(options);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(Error);
    expectClean(error);
  });
});

it("what was accepted is shown with a masked number", async () => {
  const { sms } = rig(
    refused(200, { request_id: "r1", result: [{ endpoint: "13812345678", message_id: "m1" }] }),
  );
  const outcome = await sms.send(message);
  expect(outcome.status).toBe("accepted");
  expectClean(outcome, [outcome]);
  expect(inspect(outcome)).toContain("13812****78");
});

describe("an answer that repeats a secret as an id", () => {
  const HEX = "0a419ac94f80f2c6b7d1e3f5a9c8b7d6";
  const LINK = "https://t.example/0f6f3c6e2ff34a0d9b1f5b6f2f3a1c77";
  const cases: [string, SmsClientOptions["credentials"], string, string][] = [
    ["a token that looks like an id", { token: HEX }, TEXT, HEX],
    ["a part of a token that looks like an id", { token: `${HEX}${HEX.slice(3)}` }, TEXT, HEX],
    ["a secret key that looks like an id", { ak: AK, sk: HEX }, TEXT, HEX],
    ["half of a key among other digits", { ak: AK, sk: HEX }, TEXT, `${"0".repeat(16)}${HEX.slice(16)}`],
    ["an access key", { ak: AK, sk: SK }, TEXT, AK],
    ["a token", { token: "my-token-1234" }, TEXT, "my-token-1234"],
    ["an id in a text", { token: TOKEN }, LINK, LINK.slice(-32)],
    ["a code of a text", { token: TOKEN }, TEXT, "482913"],
    ["a code of a text after something", { token: TOKEN }, TEXT, "id-482913"],
    ["the number", { token: TOKEN }, TEXT, "13812345678"],
    ["the number after something", { token: TOKEN }, TEXT, "id-13812345678"],
    ["the number as an id", { token: TOKEN }, TEXT, `13812345678${"a".repeat(21)}`],
  ];

  it.each(cases)("shows nothing of it, and loses no outcome: %s", async (_, given, text, secret) => {
    const result = [{ endpoint: NUMBER, message_id: secret }];
    const answers = [
      refused(200, { request_id: secret, result }),
      refused(200, { request_id: "r1", result }, { "x-request-id": secret }),
      refused(200, { result }, { "x-request-id": secret }),
      refused(200, "no JSON", { "x-request-id": secret }),
      refused(200, "{", { "x-request-id": secret }),
      refused(200, { request_id: secret }),
      refused(200, { request_id: secret, result: [{ endpoint: NUMBER, code: secret, message: secret }] }),
    ];
    const { sms } = rig(answers, { credentials: given, retry: { deadlineMs: 0 } });
    const outcomes: unknown[] = [];
    while (outcomes.length < answers.length) outcomes.push(await sms.send(messageTo(NUMBER, text)));
    expect(outcomes).toMatchObject([
      { status: "accepted" },
      { status: "accepted" },
      { status: "unknown" }, // it has no request_id at all
      { status: "unknown" },
      { status: "unknown" },
      { status: "unknown" },
      { status: "rejected" },
    ]);
    const shown = inspect(outcomes, { depth: 9, showHidden: true }) + JSON.stringify(outcomes);
    for (const part of [secret, HEX.slice(16), "482913", "12345678"]) expect(shown).not.toContain(part);
  });

  it("shows the ids of everything else", async () => {
    const [request_id, message_id] = [HEX, HEX.replaceAll("a", "b")];
    const { sms } = rig(refused(200, { request_id, result: [{ endpoint: NUMBER, message_id }] }));
    expect(await sms.send(message)).toMatchObject({ status: "accepted", request_id, message_id });
  });
});
