import { deepStrictEqual } from "node:assert";
import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { SmnError } from "../../src/base/errors.js";
import { createOutcome, type Disposition } from "../../src/messages/outcome.js";
import { messageOf, printedBy } from "../base/printing.js";

const input = { endpoint: "+8613812345678", message: "您的验证码是 482913", secret: "hunter2" };
const cause = new SmnError("It broke.", { code: "network", sent: "maybe", requestId: "r1" });

const all: Disposition[] = [
  { status: "accepted", endpoint: "13812345678", message_id: "m1", request_id: "r1" },
  { status: "rejected", code: "SMN.0057", reason: "limit", request_id: "r1" },
  {
    status: "invalid",
    issues: [
      {
        property: "message",
        rule: "maxLength",
        expected: "at most 490 characters",
        received: "512 characters",
      },
    ],
  },
  { status: "unsent", cause },
  { status: "unknown", cause, request_id: "r1" },
];

describe.each(all)("an outcome that is $status", (disposition) => {
  const outcome = createOutcome(7, input, disposition);
  const shown = [
    inspect(outcome, { depth: 10, showHidden: true }),
    inspect([{ deep: outcome }], { depth: 10, compact: false }),
    JSON.stringify(outcome),
    JSON.stringify({ list: [outcome] }, null, 2),
    // eslint-disable-next-line @typescript-eslint/no-base-to-string -- that is the point
    String(outcome),
    // eslint-disable-next-line @typescript-eslint/restrict-template-expressions -- that is the point
    `${outcome as unknown}`,
  ];

  it("prints no text, no number and nothing else of the input", () => {
    for (const text of shown) {
      expect(text).not.toContain("482913");
      expect(text).not.toContain("12345678");
      expect(text).not.toContain("hunter2");
    }
  });

  it("shows none of that to whatever prints or copies properties", () => {
    const others = [
      inspect(outcome, { depth: 10, customInspect: false, getters: true }),
      inspect({ ...outcome }, { depth: 10 }),
      inspect(Object.assign({}, outcome), { depth: 10 }),
      inspect(structuredClone(outcome), { depth: 10 }),
      Object.getOwnPropertyNames(outcome).join(),
      messageOf(() => deepStrictEqual(outcome, {})),
      printedBy((one) => one.table([outcome])),
      printedBy((one) => one.dir(outcome, { depth: 10 })),
    ];
    for (const text of others) {
      expect(text.length).toBeGreaterThan(10);
      expect(text).not.toMatch(/482913|12345678|hunter2|input/);
    }
  });

  it("has a plain form that another thread can be sent", () => {
    const plain = structuredClone((outcome as unknown as { toJSON(): Record<string, unknown> }).toJSON());
    expect(plain).toMatchObject({ index: 7, status: disposition.status });
    if ("cause" in disposition) expect(plain).toMatchObject({ cause: { code: "network", sent: "maybe" } });
    expect(JSON.stringify(plain)).toBe(JSON.stringify(outcome));
  });

  it("prints what became of it", () => {
    for (const text of shown.slice(0, 4)) {
      expect(text).toContain(disposition.status);
      expect(text).toContain("7");
    }
  });

  it("still holds everything", () => {
    expect(outcome).toMatchObject({ index: 7, ...disposition });
    expect(outcome.input).toBe(input);
  });
});

it("tells the number masked, and the cause in JSON", () => {
  expect(JSON.parse(JSON.stringify(createOutcome(0, input, all[0]!)))).toEqual({
    index: 0,
    status: "accepted",
    endpoint: "13812****78",
    message_id: "m1",
    request_id: "r1",
  });
  expect(JSON.parse(JSON.stringify(createOutcome(0, input, all[4]!)))).toMatchObject({
    status: "unknown",
    cause: { name: "SmnError", message: "It broke.", code: "network", sent: "maybe", requestId: "r1" },
  });
});
