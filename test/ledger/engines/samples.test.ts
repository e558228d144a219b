import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

it.each(["scaling.md", "scaling.zh-CN.md"])(
  "the engines in docs/%s are those that are tested here",
  (page) => {
    const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), "utf8");
    const code = [...text.matchAll(/^```js\n([\s\S]*?)^```$/gm)].map(([, block]) => block);
    for (const name of ["outbox.mjs", "bullmq.mjs"])
      expect(code).toContain(readFileSync(new URL(name, import.meta.url), "utf8"));
  },
);
