import { describe, expect, it } from "vitest";
import { checkBudget } from "./checkBudget.mjs";
import { withFolder } from "./support.js";

const PACKED = { size: 1_024, unpackedSize: 2_048, files: [{}, {}] };
const OWN = "// src/base/errors.ts\n";
const ENTRY = {
  "index.mjs": 'export { SmnError } from "./index.js";\n',
  "index.js": 'exports.SmnError = require("./shared/a.js").SmnError;\n',
  "index.d.ts": "",
};

function check(files: Readonly<Record<string, string>>, packed = PACKED): string[] {
  const home = Object.fromEntries(
    Object.entries({ ...ENTRY, ...files }).map(([name, text]) => [`smn-sms/dist/${name}`, text]),
  );
  const others = { "smn-sms/package.json": "{}", "openapi-fetch/package.json": "{}" };
  return withFolder({ ...others, ...home }, (modules) => checkBudget(packed, modules));
}

describe("the budget", () => {
  it("says what the package weighs", () => {
    const lines = check({ "shared/a.js": OWN });
    expect(lines[0]).toContain("packed 1 kB, unpacked 2 kB in 2 files");
    expect(lines[1]).toContain("in 3 files");
  });

  it.each(["src/mock/service/createMockService.ts", "src/cli/main.ts", "generated/validators.ts"])(
    "is no matter for a main entry that loads %s, at once or later",
    (source) => {
      const files = {
        "shared/a.js": `${OWN}const later = () => require("./b.js");\n`,
        "shared/b.js": `// ${source}\n`,
      };
      expect(() => check(files)).toThrow(`the main entry loads ${source}`);
    },
  );

  it.each([
    { "index.mjs": 'import "./index.js";\nimport fs from "node:fs";\n', "shared/a.js": OWN },
    { "shared/a.js": `${OWN}const http = require("node:http");\n` },
  ])("is no matter for a main entry that loads early what Node loads slowly", (files) => {
    expect(() => check(files)).toThrow(/the main entry loads node:(?:fs|http) before/);
  });

  it("names everything that is too heavy", () => {
    const files = { "shared/a.js": OWN + " ".repeat(1_000_000) };
    expect(() => check(files, { ...PACKED, size: 10_000_000 })).toThrow(
      /over the budget: packed 9766 > \d+, mainEntry 977 > \d+, loaded 977 > \d+$/,
    );
  });

  it("fails when it cannot see what the code was made from", () => {
    expect(() => check({ "shared/a.js": "export {};\n" })).toThrow("does not say what it was made from");
  });
});
