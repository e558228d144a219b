// What `npm run build` makes of the sources. Node runs CommonJS, whether the package is required or imported, so that
// there is one copy of every class; dist/esm/ has the same as ES modules, for bundlers, which leave out what nobody uses,
// and for other runtimes. Each module is in one file only, and the main entry loads nothing of the sandbox or the command.
import { builtinModules } from "node:module";
import { defineConfig } from "rolldown";
import { bundledLicenses } from "./.build/bundledLicenses.js";
import { declarations } from "./.build/declarations.js";
import { documentWithoutTexts, packedDocuments } from "./.build/documents.js";
import { lateModules } from "./.build/lateModules.js";
import { moduleWrappers } from "./.build/moduleWrappers.js";
import { smallCode } from "./.build/smallCode.js";

/** What package.json's `exports` lead to, by the name that each has there. */
const entries = {
  index: "src/index.ts",
  mock: "src/mock/index.ts",
  msw: "src/mock/msw.ts",
  ledger: "src/ledger/index.ts",
  otel: "src/otel/index.ts",
  schema: "generated/schema.ts",
};
const command = { "cli/smn-sms": "src/cli/main.ts" };

/** The main entry loads every room of src/ but these. */
const apart = "mock|cli|ledger|otel";
/** Its sources. Packages have a folder src/ as well. */
const core = new RegExp(`^(?!.*/node_modules/).*/src/(?!(?:${apart})/)`);
const groups = [
  {
    name: "core",
    test: new RegExp(`${core.source}|/generated/(?!validators|openapi|inboxPage)|rolldown/runtime`),
    priority: 3,
  },
  { name: "validators", test: /\/generated\/validators\.ts$/, priority: 2 },
  // The file that imports msw stays with its entry: the sandbox works without it.
  {
    name: "mock",
    test: /\/src\/mock\/(?!msw\.ts$|doors\/createHandlers\.ts$)|\/generated\/openapi\.json$/,
    priority: 1,
  },
  { name: "ledger", test: /\/src\/ledger\//, priority: 1 },
  { name: "inboxPage", test: /\/generated\/inboxPage\.ts$/, priority: 1 },
];

const external = [
  ...builtinModules.map((name) => `node:${name}`),
  "openapi-fetch",
  /^msw(?:\/|$)/,
  "pg",
  "pg-boss",
  /^@opentelemetry\//,
];
/** What the main entry loads when it is first needed. */
const late = {
  "node:crypto": ["createHash", "createHmac", "randomUUID", "verify", "X509Certificate"],
  "openapi-fetch": ["default", "createFinalURL", "createQuerySerializer", "defaultPathSerializer"],
};
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
    external: external.filter((name) => !(name in late)), // the others as well, by the plugin
    input: { ...entries, ...command },
    plugins: [
      lateModules(late, core),
      documentWithoutTexts(),
      smallCode(["shared/validators.js", "shared/workbookReader.js", "cli/smn-sms.js"]),
      bundledLicenses("cli/LICENSES.txt"),
      moduleWrappers(Object.keys(entries), { otel: "@opentelemetry/api" }),
      declarations(entries, "types"),
      packedDocuments(["openapi.json", "openapi-3.0.json"]),
    ],
    output: { ...output, dir: "dist", format: "cjs", cleanDir: true, exports: "named" },
  },
  {
    ...input,
    external,
    input: entries,
    plugins: [documentWithoutTexts(), smallCode(["shared/validators.js"])],
    output: { ...output, dir: "dist/esm", format: "esm" },
  },
]);
