import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { downConvert } from "./downConvert.mjs";

/** The version of oasdiff that compares; its Go source is built into `.cache/` the first time. */
const OASDIFF = "github.com/oasdiff/oasdiff@v1.36.0";
const cache = fileURLToPath(new URL("../.cache/check-document", import.meta.url));

/**
 * Compares two versions of the document, as a client sees them.
 *
 * @returns what changed in the interface (`breaking` and `other`, one text each), the step that `info.version` must
 * take for it, and whether it does
 */
export function documentChanges(base, revision) {
  const found = interfaceChanges(base, revision);
  const breaking = [...found.filter(({ level }) => level === 3).map(textOf), ...namesLost(base, revision)];
  const other = [...found.filter(({ level }) => level < 3).map(textOf), ...namesAdded(base, revision)];
  const isSame = isDeepEqual(withoutVersion(base), withoutVersion(revision));
  const needed = breaking.length > 0 ? "major" : other.length > 0 ? "minor" : isSame ? "none" : "patch";
  const [from, to] = [base.info.version, revision.info.version];
  return {
    breaking: unique(breaking),
    other: unique(other),
    needed,
    from,
    to,
    fits: isStep(from, to, needed),
  };
}

function interfaceChanges(base, revision) {
  const oasdiff = build();
  const folder = mkdtempSync(join(cache, "compare-"));
  try {
    const [old, current] = Object.entries({ base, revision }).map(([name, document]) => {
      const file = join(folder, `${name}.json`);
      writeFileSync(file, JSON.stringify(comparable(document)));
      return file;
    });
    const args = ["changelog", old, current, "--format", "json", "--flatten-allof"];
    const out = execFileSync(oasdiff, args, { encoding: "utf8", maxBuffer: 2 ** 26 });
    return JSON.parse(out).filter(({ id }) => id !== "api-version-not-bumped");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function build() {
  mkdirSync(cache, { recursive: true });
  const env = { ...process.env, GOBIN: cache };
  try {
    execFileSync("go", ["install", OASDIFF], { env, stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    throw new Error(
      `oasdiff cannot be built; it needs Go: ${error.stderr?.toString().trim() || error.message}`,
    );
  }
  return join(cache, "oasdiff");
}

/** What a webhook brings is read by clients, so it is compared like an answer. */
function comparable(document) {
  const { "x-webhooks": webhooks = {}, paths, ...rest } = downConvert(document);
  const read = Object.entries(webhooks).map(([name, { post }]) => {
    const description = `Webhook ${name}`;
    const responses = { 200: { description, content: post.requestBody.content } };
    return [`/webhooks/${name}`, { get: { operationId: `webhook ${name}`, responses } }];
  });
  return { ...rest, paths: { ...paths, ...Object.fromEntries(read) } };
}

function textOf({ text, operation, path, section }) {
  return path === undefined ? `${section}: ${text}` : `${operation} ${path}: ${text}`;
}

/** Generated code takes its names from these, which oasdiff does not look at. */
function namesLost(base, revision) {
  const now = names(revision);
  return [...names(base)]
    .filter(([place, name]) => now.get(place) !== name)
    .map(([place, name]) =>
      now.has(place)
        ? `${place} was named ${name} and is now ${now.get(place)}`
        : `${place} (${name}) is gone`,
    );
}

function namesAdded(base, revision) {
  const before = names(base);
  return [...names(revision).keys()].filter((place) => !before.has(place)).map((place) => `${place} is new`);
}

function names({ paths = {}, webhooks = {}, components = {} }) {
  const operations = Object.entries(paths).flatMap(([path, item]) =>
    Object.entries(item)
      .filter(([, operation]) => operation.operationId !== undefined)
      .map(([method, { operationId }]) => [`operation ${method.toUpperCase()} ${path}`, operationId]),
  );
  const schemas = Object.entries(components.schemas ?? {}).map(([name, { title }]) => [
    `schema ${name}`,
    title ?? name,
  ]);
  return new Map([
    ...operations,
    ...schemas,
    ...Object.keys(webhooks).map((name) => [`webhook ${name}`, name]),
  ]);
}

function isStep(from, to, needed) {
  const [old, current] = [from, to].map((version) => version.split(".").map(Number));
  const step = old.findIndex((part, place) => part !== current[place]);
  if (step === -1) return needed === "none";
  if (current[step] < old[step]) return false;
  // Below 1.0 the second number counts what breaks.
  const order = old[0] === 0 ? ["major", "major", "minor"] : ["major", "minor", "patch"];
  const rank = { major: 3, minor: 2, patch: 1, none: 0 };
  return rank[order[step]] >= rank[needed];
}

const withoutVersion = ({ info: { version: _version, ...info }, ...rest }) => ({ ...rest, info });
const isDeepEqual = (a, b) => JSON.stringify(a) === JSON.stringify(b);
const unique = (texts) => [...new Set(texts)];
