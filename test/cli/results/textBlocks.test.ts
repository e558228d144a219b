import fc from "fast-check";
import { expect, test } from "vitest";
import { TextBlocks } from "../../../src/cli/results/textBlocks.js";

const part = fc.tuple(fc.constantFrom("a,b\n", "您好", "😀", "é", ""), fc.integer({ min: 0, max: 40_000 }));

test("texts of any length arrive in order, in bytes that hold while the next are made", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 40 }), async (parts) => {
      const texts = parts.map(([text, times]) => text.repeat(times));
      const written: Buffer[] = [];
      let last: Uint8Array | undefined;
      const blocks = new TextBlocks({
        write: async (content) => {
          // As a file target has written the bytes before by now, and not yet these.
          if (last !== undefined) written.push(Buffer.from(last));
          last = content as Uint8Array;
        },
      });
      for (const text of texts) if (blocks.add(text)) await blocks.write();
      await blocks.write();
      if (last !== undefined) written.push(Buffer.from(last));
      expect(Buffer.concat(written).toString("utf8") === texts.join("")).toBe(true);
    }),
    { numRuns: 30 },
  );
});
