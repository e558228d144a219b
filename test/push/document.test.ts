import fc from "fast-check";
import { describe, expect, it } from "vitest";
import openapi from "../../generated/openapi.json" with { type: "json" };
import type { components } from "../../generated/schema.js";
import { validators, type Validator } from "../../generated/validators.js";
import { pushText } from "../../src/auth/sign/pushText.js";
import { toPlain } from "../../src/base/toPlain.js";
import { genuine, REPLY_EVENT, signer, STATUS_EVENT, TOPIC, verifierOf } from "./support.js";

type PushMessage = components["schemas"]["PushMessage"];

const kinds: Record<string, string> = {
  SubscriptionConfirmationPush: "subscription_confirmation",
  DeliveredPush: "status",
  FailedPush: "status",
  ReplyPush: "reply",
  UnsubscribeConfirmationPush: "unsubscribe_confirmation",
};
const examples = Object.entries(openapi.components.examples)
  .filter(([name]) => name.endsWith("Push"))
  .map(([name, { value }]) => ({ name, push: value as unknown as PushMessage }));

function violations(schema: keyof typeof validators, value: unknown): unknown {
  const validate: Validator<unknown> = validators[schema];
  return validate(value) ? [] : validate.errors;
}

describe("the pushes of the document", () => {
  it("are known", () => {
    expect(examples.map(({ name }) => name).sort()).toEqual(Object.keys(kinds).sort());
  });

  it.each(examples)("are read when they are signed: $name", async ({ name, push }) => {
    const event = await verifierOf({ topicUrns: [push.topic_urn] }).verify(JSON.stringify(signer.sign(push)));
    expect(event).toMatchObject({ kind: kinds[name], message_id: push.message_id, text: push.message });
    if (event.kind === "status" || event.kind === "reply")
      expect(toPlain(event.event)).toEqual(JSON.parse(push.message));
  });

  it("are what the signer makes", () => {
    for (const type of ["SubscriptionConfirmation", "Notification", "UnsubscribeConfirmation"] as const) {
      const push = signer.push({ type, topic_urn: TOPIC, message: STATUS_EVENT });
      expect(violations("PushMessage", push)).toEqual([]);
      expect(pushText(push)).toContain(`\ntype\n${type}\n`);
    }
  });
});

describe("events, whatever stands in their fields", () => {
  const odd = fc.oneof(
    fc.constantFrom(null, undefined, "", "1", "2", 1, 2, 0, -1, 1.5, 1e12, "x", true, [], {}, "13800000001"),
    fc.jsonValue(),
    fc.string({ maxLength: 32 }),
  );
  const verifier = verifierOf();

  it.each([
    ["SmsStatusEvent", STATUS_EVENT],
    ["SmsReplyEvent", REPLY_EVENT],
  ] as const)("are of the document's shape or no events: %s", async (schema, event) => {
    const fields = fc.record(Object.fromEntries(Object.keys(event).map((name) => [name, odd])), {
      requiredKeys: [],
    });
    let seen = 0;
    await fc.assert(
      fc.asyncProperty(fields, fc.string({ maxLength: 8 }), async (changes, more) => {
        const message = { ...event, ...changes, event_type: event.event_type, [`x${more}`]: more };
        const read = await verifier.verify(genuine(message));
        if (read.kind === "other") return;
        seen += 1;
        expect("event" in read && violations(schema, toPlain(read.event))).toEqual([]);
      }),
      { numRuns: 200 },
    );
    expect(seen).toBeGreaterThan(10);
  });
});
