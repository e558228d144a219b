import type { Agent } from "node:http";
import { describe, expect, it } from "vitest";
import { createSmsClient } from "../../src/createSmsClient.js";
import type { Outcome } from "../../src/messages/outcome.js";
import type { SmsMessage } from "../../src/messages/types.js";
import { http, rawServer } from "./support.js";
import { usualId } from "../messages/support.js";

const REASON = "余额不足：“验证码”😀";
const SIGN = "caf488c7ccaf4ffba0c9aa149ab2caf4";
const messages: SmsMessage[] = Array.from({ length: 6 }, (_, n) => ({
  endpoint: `+861380000000${n}`,
  message: `您的验证码是 ${n}`,
  sign_id: SIGN,
}));

type Result = Record<string, string>;
const accepted = ({ endpoint }: SmsMessage): Result => ({ endpoint, message_id: usualId(endpoint) });
const rejected = ({ endpoint }: SmsMessage): Result => ({ endpoint, code: "SMN.0227", message: REASON });
/** Every other message is rejected. */
const results = (sent: readonly SmsMessage[]): Result[] =>
  sent.map((one, n) => (n % 2 === 0 ? accepted(one) : rejected(one)));

/** A service whose answer to the messages of a request is written by the test. */
async function serviceThat(answers: (results: Result[], count: number) => string): Promise<string> {
  const server = await rawServer({
    onRequest: ({ body, socket }, count) => {
      const { sms_message } = JSON.parse(body) as { sms_message: SmsMessage[] };
      socket.write(http(200, answers(results(sms_message), count)));
    },
  });
  return server.url;
}

const ways: [string, { fetch?: typeof fetch; agent?: Agent }][] = [
  ["node:http", {}],
  ["fetch", { fetch }],
];

describe.each(ways)("outcomes by %s", (_name, way) => {
  const clientOf = (baseUrl: string): ReturnType<typeof createSmsClient> =>
    createSmsClient({ baseUrl, projectId: "p1", credentials: { token: "t" }, ...way });
  const shown = (outcome: Outcome<SmsMessage>): object => {
    expect(outcome.input).toBe(messages[outcome.index]);
    return fieldsOf(outcome);
  };
  const expected = messages.map((one, index) => ({
    index,
    request_id: "r1",
    ...(index % 2 === 0
      ? { status: "accepted", endpoint: one.endpoint, message_id: usualId(one.endpoint) }
      : { status: "rejected", code: "SMN.0227", reason: REASON }),
  }));

  it.each<[string, (result: Result[]) => string]>([
    ["in order", (result) => JSON.stringify({ request_id: "r1", result })],
    ["in order, before the request_id", (result) => JSON.stringify({ result, request_id: "r1" })],
    ["out of order", (result) => JSON.stringify({ request_id: "r1", result: result.toReversed() })],
    ["in order, with blanks", (result) => JSON.stringify({ request_id: "r1", result }, null, 2)],
    [
      "in order, after a Chinese property",
      (result) => JSON.stringify({ 说明: "正常", request_id: "r1", result }),
    ],
  ])("are those of the answer, when its results come %s", async (_name, write) => {
    const sms = clientOf(await serviceThat(write));
    const outcomes: object[] = [];
    for await (const outcome of sms.sendAll(messages)) outcomes[outcome.index] = shown(outcome);
    expect(outcomes).toEqual(expected);
  });

  it("are those of the answer for a single message", async () => {
    const sms = clientOf(
      await serviceThat((_, count) => {
        const [one] = messages;
        const result = [count === 2 ? { ...accepted(one!), endpoint: "13800000000" } : rejected(one!)];
        return JSON.stringify({ request_id: `r${count}`, result }, null, count === 3 ? 1 : 0);
      }),
    );
    const rejection = { index: 0, status: "rejected", code: "SMN.0227", reason: REASON };
    const [one] = messages;
    expect(shown(await sms.send(one!))).toEqual({ ...rejection, request_id: "r1" });
    expect(shown(await sms.send(one!))).toMatchObject({ status: "accepted", endpoint: "13800000000" });
    expect(shown(await sms.send(one!))).toEqual({ ...rejection, request_id: "r3" });
  });

  it("belong each to its own request when many answers come at once, read in either way", async () => {
    const sms = clientOf(
      await serviceThat((result, count) =>
        JSON.stringify({ request_id: `r${count}`, result }, null, count % 2),
      ),
    );
    const many = Array.from({ length: 400 }, (_, n) => ({
      endpoint: `+86139${String(n).padStart(8, "0")}`,
      message: `您的验证码是 ${n}`,
      sign_id: SIGN,
    }));
    const outcomes: Outcome<SmsMessage>[] = [];
    for await (const outcome of sms.sendAll(many, { batchSize: 10, concurrency: 8 })) outcomes.push(outcome);
    // Read after the last answer came.
    outcomes.sort((one, other) => one.index - other.index);
    outcomes.forEach((outcome, index) => {
      const { endpoint } = many[index]!;
      expect(outcome).toMatchObject(
        index % 2 === 0
          ? { index, status: "accepted", endpoint, message_id: usualId(endpoint) }
          : { index, status: "rejected", reason: REASON },
      );
    });
    expect(outcomes.length).toBe(many.length);
    const ids = outcomes.map((one) => ("request_id" in one ? one.request_id : undefined));
    for (let from = 0; from < many.length; from += 10)
      expect(new Set(ids.slice(from, from + 10)).size).toBe(1);
    expect(new Set(ids).size).toBe(many.length / 10);
  });

  it("are those of the answer although the input is changed as soon as it was handed out", async () => {
    const sms = clientOf(await serviceThat((result) => JSON.stringify({ request_id: "r1", result })));
    const inputs = messages.map((one) => ({ ...one }));
    const outcomes: object[] = [];
    for await (const outcome of sms.sendAll(inputs)) {
      for (const input of inputs) Object.assign(input, { endpoint: "changed", message: "changed" });
      const { index } = outcome;
      expect(outcome.input).toBe(inputs[index]);
      outcomes[index] = fieldsOf(outcome);
    }
    expect(outcomes).toEqual(expected);
  });
});

/** Everything but the input. What must not be printed has to be taken by name. */
function fieldsOf(outcome: Outcome<SmsMessage>): object {
  return outcome.status === "accepted" ? { ...outcome, endpoint: outcome.endpoint } : { ...outcome };
}
