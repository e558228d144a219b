import fc from "fast-check";
import { expect, test } from "vitest";
import { TextBlocks } from "../../../src/cli/results/textBlocks.js";

const part = fc.tuple(fc.constantFrom("a,b\n", "您好", "😀", "é", ""), fc.integer({ min: 0, max: 40_000 }));

test("texts of any length arrive in order, in bytes that are not written over", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(part, { maxLength: 40 }), async (parts) => {
      const texts = parts.map(([text, times]) => text.repeat(times));
      const written: Uint8Array[] = [];
      const blocks = new TextBlocks({
        write: async (content) => void written.push(content as Uint8Array),
      });
      for (const text of texts) if (blocks.add(text)) await blocks.write();
      await blocks.write();
      expect(Buffer.concat(written).toString("utf8") === texts.join("")).toBe(true);
    }),
    { numRuns: 30 },
  );
});
