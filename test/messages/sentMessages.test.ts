import { describe, expect, it } from "vitest";
import { SentMessages } from "../../src/messages/sentMessages.js";

describe("SentMessages", () => {
  it("are lists of what was added, in order, however many were expected", () => {
    for (const most of [0, 1, 5]) {
      const sent = new SentMessages(most);
      sent.add("13800000001", "one");
      sent.add("13800000002", "two");
      expect(sent.close()).toBe(sent);
      const { endpoints, texts, length } = sent;
      // Strict: holes are not values.
      expect({ endpoints, texts, length }).toStrictEqual({
        endpoints: ["13800000001", "13800000002"],
        texts: ["one", "two"],
        length: 2,
      });
    }
  });

  it("know how short their numbers are, where one is shorter than those of mainland China", () => {
    const shortest = (...endpoints: string[]): number =>
      SentMessages.of(endpoints.map((endpoint) => ({ endpoint, message: "" }))).shortest;
    expect(shortest()).toBe(10);
    expect(shortest("+8613800000001")).toBe(10);
    expect(shortest("+8613800000001", "+1 234-5678", "+85291234567")).toBe(8);
    // So few digits are no phone number, and stand in every id.
    expect(shortest("123456")).toBe(10);
    expect(shortest("1234567")).toBe(7);
  });

  it("need not count the digits of a number whose key is that of a mainland number", () => {
    const sent = new SentMessages();
    sent.add("1234567", "text", 5);
    expect(sent.shortest).toBe(10);
    sent.add("1234567", "text", "1234567");
    expect(sent.shortest).toBe(7);
  });

  it("know what an id could quote of their texts", () => {
    const { runs } = SentMessages.of([{ endpoint: "13800000001", message: "code 0a1b2c3d4e5f" }]);
    expect([runs.areIn("f".repeat(12) + "0a1b2c3d4e5f" + "f".repeat(8)), runs.areIn("f".repeat(32))]).toEqual(
      [true, false],
    );
  });
});
