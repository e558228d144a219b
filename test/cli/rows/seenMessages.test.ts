import fc from "fast-check";
import { expect, test } from "vitest";
import { SeenMessages } from "../../../src/cli/rows/seenMessages.js";
import { numberKey } from "../../../src/messages/phoneNumber.js";

const message = fc.record({
  endpoint: fc.oneof(
    fc.constantFrom("13800000001", "+8613800000001", "8613800000001", "+86 138 0000 0001", "13800000002"),
    fc.constantFrom("+15551230001", "+1 555 123 0001", "+447700900001"),
  ),
  message: fc.oneof(fc.constantFrom("", "您好", "hi"), fc.string({ unit: "binary" })),
});

test("finds the first message with the same number, in any spelling, and text", () => {
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), (messages) => {
      const seen = new SeenMessages();
      const lines = new Map<string, number>();
      messages.forEach((one, place) => {
        const key = JSON.stringify([numberKey(one.endpoint), one.message]);
        expect(seen.add(one, place + 2)).toBe(lines.get(key));
        if (!lines.has(key)) lines.set(key, place + 2);
      });
    }),
  );
});

test("tells the numbers of a large file apart that get one text", () => {
  const seen = new SeenMessages();
  let found = 0;
  for (let n = 0; n < 200_000; n++) {
    const endpoint = `+861${3 + (n % 7)}8${String(n * 47).padStart(8, "0")}`;
    if (seen.add({ endpoint, message: "您好" }, n + 2) !== undefined) found++;
  }
  expect(found).toBe(0);
  expect(seen.add({ endpoint: "13800000000", message: "您好" }, 9)).toBe(2);
});
