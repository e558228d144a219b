import { deepStrictEqual } from "node:assert";
import { inspect } from "node:util";
import { Worker } from "node:worker_threads";
import { describe, expect, test } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { toPlain } from "../../src/base/toPlain.js";
import { createOutcome } from "../../src/messages/outcome.js";
import { genuine, signer, TOPIC, verifierOf } from "../push/support.js";
import { reportOf, reportRig, WINDOW } from "../reports/support.js";
import { messageOf, printedBy } from "./printing.js";

const TEXT = "您的验证码是 482913";
const NUMBER = "13812345678";
const TOKEN = "0a419ac94f80f2c6";
const SECRETS = /482913|12345678|0a419ac94f80f2c6/;

const cause = new SmnError("It broke.", { code: "network", sent: "maybe", requestId: "r1", status: 502 });
const input = { endpoint: `+86${NUMBER}`, message: TEXT, sign_id: "s" };
const accepted = { status: "accepted", endpoint: NUMBER, message_id: "m1", request_id: "r1" } as const;
const reply = {
  event_type: "sms_reply_event",
  sign_id: "s",
  nation_code: "86",
  mobile: NUMBER,
  reply: TEXT,
  deliver_time: null,
};
const confirmation = signer.push({
  type: "SubscriptionConfirmation",
  topic_urn: TOPIC,
  message: TEXT,
  subscribe_url: `https://console.huaweicloud.com/smn/subscription/confirm?token=${TOKEN}`,
});
const subject = { topic_urn: TOPIC, subject: TEXT, message: `${TEXT} ${NUMBER}` };

/** Everything that a caller gets from this package with something in it that must not be printed. */
const things: Record<string, () => Promise<object> | object> = {
  "an accepted outcome": () => createOutcome(7, input, accepted),
  "an unknown outcome": () => createOutcome(7, input, { status: "unknown", cause, request_id: "r1" }),
  "a report": () => firstReport({}),
  "a report with fields that nobody knows yet": () => firstReport({ content: TEXT, phone: NUMBER }),
  "a push with a reply": () => verifierOf().verify(genuine(reply)),
  "the reply in a push": async () => {
    const push = await verifierOf().verify(genuine(reply));
    return push.kind === "reply" ? push.event : push;
  },
  "a push with another text": () => verifierOf().verify(signer.push(subject)),
  "a confirmation": () => verifierOf().verify(confirmation),
};

async function firstReport(more: object): Promise<object> {
  const { sms } = reportRig(() => [{ ...reportOf(12_345_678), mobile: NUMBER, ...more }]);
  for await (const report of sms.reports(WINDOW)) return report;
  throw new Error("no report came");
}

describe.each(Object.entries(things))("%s", (_, make) => {
  test("shows neither text, number nor token to whatever prints, copies or compares", async () => {
    const thing = await make();
    const flags = [true, false];
    const inspected = flags.flatMap((customInspect) =>
      flags.flatMap((showHidden) =>
        // The getters of hidden fields that nobody knows are properties of their own, and must be asked for with both.
        flags.map((getters) =>
          inspect(thing, { depth: 9, customInspect, showHidden: showHidden && !getters, getters }),
        ),
      ),
    );
    const shown = [
      ...inspected,
      inspect({ ...thing }, { depth: 9 }),
      inspect(Object.assign({}, thing), { depth: 9 }),
      inspect(structuredClone(thing), { depth: 9 }),
      JSON.stringify([thing]),
      JSON.stringify({ ...thing }),
      Object.entries(thing).join(),
      messageOf(() => deepStrictEqual(thing, {})),
      messageOf(() => expect(thing).toStrictEqual({})),
      printedBy((one) => one.table([thing])),
      printedBy((one) => one.dir(thing, { depth: 9, showHidden: true })),
    ];
    for (const text of shown) {
      expect(text.length).toBeGreaterThan(1);
      expect(text).not.toMatch(SECRETS);
    }
  });

  test("has a plain copy with everything", async () => {
    const thing = await make();
    const plain: object = toPlain(thing);
    expect(Object.getPrototypeOf(plain)).toBe(Object.prototype);
    expect(inspect(plain, { depth: 9 })).toMatch(/482913|12345678/);
    expect(structuredClone(plain)).toEqual(plain);
    expect(Object.keys(plain)).toEqual(expect.arrayContaining(Object.keys(thing)));
  });
});

test("prototypes whose getters are asked for show nothing", () => {
  const outcome = createOutcome(7, input, accepted);
  const text = inspect(outcome, { customInspect: false, showHidden: true, getters: true });
  expect(text).toContain("m1");
  expect(text).not.toMatch(SECRETS);
});

test("a plain copy of an outcome has the input itself and the whole number", () => {
  const plain = toPlain(createOutcome(7, input, accepted));
  expect(plain).toStrictEqual({ index: 7, input, ...accepted });
  expect(plain.input).toBe(input);
});

test("what is no outcome, report, push or error comes back as it is", () => {
  for (const value of [undefined, null, 0, "text", input, [input]]) expect(toPlain(value)).toBe(value);
});

describe("to another thread", () => {
  const outcome = createOutcome(7, input, { status: "unknown", cause, request_id: "r1" });

  test("plain copies of outcomes and errors keep code and sent", async () => {
    const [first, error] = await throughThread([toPlain(outcome), toPlain(cause)]);
    expect(first).toEqual(toPlain(outcome));
    expect(first).toMatchObject({ status: "unknown", input, cause: { code: "network", sent: "maybe" } });
    expect(error).toEqual({ ...cause.toJSON() });
    const plain = cause.toJSON();
    const again = new SmnError(plain.message, plain);
    expect(again.toJSON()).toEqual(plain);
  });

  test("the form that is printed goes as well, without text and number", async () => {
    const [first] = await throughThread([JSON.parse(JSON.stringify(createOutcome(7, input, accepted)))]);
    expect(first).toMatchObject({ status: "accepted", endpoint: "13812****78", message_id: "m1" });
  });
});

async function throughThread(values: readonly unknown[]): Promise<unknown[]> {
  const code =
    'const { parentPort } = require("node:worker_threads"); parentPort.once("message", (m) => parentPort.postMessage(m))';
  const worker = new Worker(code, { eval: true });
  try {
    const answer = new Promise<unknown[]>((resolve, reject) => {
      worker.once("message", resolve);
      worker.once("error", reject);
    });
    worker.postMessage(values);
    return await answer;
  } finally {
    await worker.terminate();
  }
}

/** As `cloneDeep` and similar functions make them: the prototype, and the properties that are found. */
const copyOf = (thing: object): Record<string, unknown> =>
  Object.assign(Object.create(Object.getPrototypeOf(thing) as object) as object, thing) as Record<
    string,
    unknown
  >;

test.each(Object.entries(things))(
  "a copy of %s has what is shown, and nothing that throws",
  async (_, make) => {
    const thing = await make();
    const copy = copyOf(thing);
    const hidden = Object.keys(Object.getOwnPropertyDescriptors(Object.getPrototypeOf(thing)));
    for (const name of hidden) expect(() => copy[name]).not.toThrow();
    expect({ ...copy }).toEqual({ ...thing });
    for (const shown of [inspect(copy), JSON.stringify(copy)]) expect(shown).not.toMatch(SECRETS);
    expect(() => toPlain(copy)).not.toThrow();
  },
);
