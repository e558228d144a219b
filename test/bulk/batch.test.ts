import { describe, expect, it } from "vitest";
import { Batch } from "../../src/bulk/batch.js";
import { BodyWriter } from "../../src/messages/bodyWriter.js";
import { numberOf } from "./support.js";

function batchOf(count: number, most: number): Batch<string> {
  const batch = new Batch<string>(new BodyWriter(), most);
  for (let n = 0; n < count; n++)
    batch.add(10 + n, `input ${n}`, {
      endpoint: numberOf(n),
      message: `text ${n}`,
      key: n % 2 === 0 ? n : `+${n}`,
      // Not the message: it may have a token added.
      json: `{"n":${n}}`,
    });
  return batch;
}

describe("Batch", () => {
  it.each([0, 1, 3])("has lists of its %i messages, in order, once it is closed", (count) => {
    const batch = batchOf(count, 3);
    expect(batch.length).toBe(count);
    expect(batch.close()).toBe(batch);
    expect(batch.length).toBe(count);
    const { indices, inputs, messages, keys } = batch;
    const { endpoints, texts } = messages;
    // Strict: holes are not values.
    expect({ indices, inputs, endpoints, texts, keys }).toStrictEqual({
      indices: [10, 11, 12].slice(0, count),
      inputs: ["input 0", "input 1", "input 2"].slice(0, count),
      endpoints: [numberOf(0), numberOf(1), numberOf(2)].slice(0, count),
      texts: ["text 0", "text 1", "text 2"].slice(0, count),
      keys: [0, "+1", 2].slice(0, count),
    });
  });

  it("writes every message's JSON into its body", () => {
    const { body } = batchOf(3, 5).close();
    expect(Buffer.from(body.finish()).toString()).toBe('{"sms_message":[{"n":0},{"n":1},{"n":2}]}');
  });

  it("keeps the inputs that it was given", () => {
    const batch = new Batch<object>(new BodyWriter(), 2);
    const input = {};
    batch.add(0, input, { endpoint: numberOf(1), message: "text 1", key: 1, json: "{}" });
    batch.close();
    expect(batch.inputs[0]).toBe(input);
  });
});
