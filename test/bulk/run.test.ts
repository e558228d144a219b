import { describe, expect, it } from "vitest";
import {
  byStatus,
  drain,
  feed,
  INVALID,
  manualClock,
  messageOf,
  messagesOf,
  range,
  run,
  service,
} from "./support.js";

describe("sendAll: inputs", () => {
  it.each([1, 2, 5, 999])(
    "goes on after more invalid inputs in a row than a request holds (%i)",
    async (batchSize) => {
      const inputs = [...Array.from({ length: batchSize * 3 }, () => INVALID), messageOf(1)];
      const { outcomes, error } = await drain(run(service(), inputs, { batchSize }));
      expect(error).toBeUndefined();
      expect(byStatus(outcomes)).toEqual({ invalid: range(batchSize * 3), accepted: [batchSize * 3] });
    },
  );

  it("lets a second message for a number leave after lingerMs, without a further input", async () => {
    const clock = manualClock();
    const source = feed();
    const held = service("hold");
    const ended = drain(
      run(
        held,
        source,
        { lingerMs: 100, toMessage: (text) => ({ ...messageOf(1), message: text as string }) },
        clock,
      ),
    );
    await source.give("first", "second");
    await clock.advance(100);
    expect(held.texts).toEqual(["first"]);
    held.open[0]!.accept();
    await clock.advance(0);
    await clock.advance(100);
    expect(held.texts).toEqual(["first", "second"]);
    held.open[0]!.accept();
    await source.end();
    expect((await ended).outcomes).toHaveLength(2);
  });
});
