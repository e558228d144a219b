import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { magicNumbers, type Fate } from "../../src/mock/account/magicNumbers.js";
import { CONTROL_PATH, controlHandlers } from "../../src/mock/control/answerControl.js";
import { faultKinds } from "../../src/mock/faults/parseFault.js";

const words: Record<string, Record<Fate["comes"], string>> = {
  "docs/testing.md": { usual: "as usual", late: "an hour late", never: "never" },
  "docs/testing.zh-CN.md": { usual: "照常", late: "晚一小时", never: "永不" },
};

describe.each(Object.keys(words))("%s", (page) => {
  const text = readFileSync(new URL(`../../${page}`, import.meta.url), "utf8");
  const rows = text
    .split("\n")
    .filter((line) => line.startsWith("| "))
    .map((line) =>
      line
        .slice(1, -1)
        .split("|")
        .map((cell) => cell.trim()),
    );

  it("lists every magic number with what it does", () => {
    const listed = rows.filter(([number = ""]) => /^`1\d{10}`$/.test(number));
    const expected = magicNumbers.map(({ number, code, fate }) => {
      if (fate === undefined) return [`\`${number}\``, `\`${code ?? ""}\``];
      const comes = words[page]![fate.comes];
      return fate.comes === "never"
        ? [`\`${number}\``, "–", "0", comes]
        : [`\`${number}\``, `\`${fate.status_desc}\``, String(fate.status), comes];
    });
    expect(listed.map((row) => (row.length === 3 ? row.slice(0, 2) : row))).toEqual(expected);
  });

  it("lists every fault", () => {
    const listed = rows.flatMap(([kind = ""]) =>
      [...kind.matchAll(/`([a-z]+\d*[A-Za-z]*)`/g)].map(([, name]) => name),
    );
    expect(listed).toEqual(expect.arrayContaining([...faultKinds()]));
  });

  it("lists every control endpoint", () => {
    for (const endpoint of controlHandlers.keys()) {
      const [method = "", name = ""] = endpoint.split(" ");
      const found = rows.filter(([call = ""]) => call.includes(`${CONTROL_PATH}${name}\``));
      expect(found.join(" "), endpoint).toContain(`\`${method}`);
    }
  });
});
