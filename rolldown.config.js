// What `npm run build` makes of the sources: dist/, once as CommonJS, which is what Node runs, whether it is required or imported, so that there is one copy
// of every class; and once as ES modules (dist/esm/) for bundlers, which leave out what nobody uses, and for runtimes
// other than Node. Each module is in one file only, and an import of the main entry loads one file besides its own.
import { defineConfig } from "rolldown";
import { bundledLicenses } from "./build/bundledLicenses.js";
import { declarations } from "./build/declarations.js";
import { documentWithoutTexts, packedDocuments } from "./build/documents.js";
import { esModuleDefault } from "./build/esModuleDefault.js";
import { moduleWrappers } from "./build/moduleWrappers.js";
import { smallCode } from "./build/smallCode.js";

/** The entries of package.json's `exports`. */
const entries = {
  "src/index": "src/index.ts",
  "src/mock/index": "src/mock/index.ts",
  "src/mock/msw": "src/mock/msw.ts",
  "generated/schema": "generated/schema.ts",
};
const command = { "cli/smn-sms": "src/cli/main.ts" };

/** The main entry loads every room of src/ but these. */
const apart = "mock|cli|ledger|otel";
const groups = [
  {
    name: "core",
    test: new RegExp(`/src/(?!(?:${apart})/)|/generated/(?!validators|openapi)|rolldown/runtime`),
    priority: 3,
  },
  { name: "validators", test: /\/generated\/validators\.ts$/, priority: 2 },
  { name: "mock", test: /\/src\/mock\/(?!msw\.ts$)|\/generated\/openapi\.json$/, priority: 1 },
];

const external = [/^node:/, /^msw(?:\/|$)/, "pg", /^@opentelemetry\//];
const input = {
  logLevel: "warn",
  checks: { pluginTimings: false },
  platform: "node",
  transform: { target: "node20.19" },
};
const output = {
  chunkFileNames: "shared/[name].js",
  codeSplitting: { groups },
  charset: "ascii", // one character beyond Latin-1 makes the engine read the whole file at half the speed
  comments: { legal: false, annotation: true, jsdoc: false },
  minifyInternalExports: false,
};

export default defineConfig([
  {
    ...input,
    external, // openapi-fetch as well, by the plugin
    input: { ...entries, ...command },
    plugins: [
      esModuleDefault("openapi-fetch"),
      documentWithoutTexts(),
      smallCode(["shared/validators.js", "shared/workbookReader.js", "cli/smn-sms.js"]),
      bundledLicenses("cli/LICENSES.txt"),
      moduleWrappers(Object.keys(entries)),
      declarations(Object.keys(entries)),
      packedDocuments(["openapi.json", "openapi-3.0.json"]),
    ],
    output: { ...output, dir: "dist", format: "cjs", cleanDir: true, exports: "named" },
  },
  {
    ...input,
    external: [...external, "openapi-fetch"],
    input: entries,
    plugins: [documentWithoutTexts(), smallCode(["shared/validators.js"])],
    output: { ...output, dir: "dist/esm", format: "esm" },
  },
]);
