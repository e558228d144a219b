// The packed package in other runtimes, against the sandbox over HTTP: `npm run test:runtimes`. Runtimes are installed
// into .cache/runtimes; one that cannot be had is skipped with a line that says so, but in CI that is a failure.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { runtimes } from "./runtimes.mjs";
import { textOf } from "./textOf.mjs";

const root = fileURLToPath(new URL("../..", import.meta.url));
const here = fileURLToPath(new URL(".", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "smn-sms-runtimes-"));
const COUNT = 3_000;
const JOURNALED = 1_200;
const failures = [];

try {
  installPackage();
  const {
    createPushSigner,
    sandboxCredentials,
    sandboxProjectId,
    sandboxSign,
    sandboxToken,
    sandboxTopicUrn,
    startMockServer,
  } = await import(pathToFileURL(join(folder, "node_modules/smn-sms/dist/mock.mjs")).href);
  const signer = createPushSigner();
  const push = signer.push({ topic_urn: sandboxTopicUrn, message: "hello", subject: "test" });

  const closed = await startMockServer();
  const closedUrl = closed.url;
  await closed.close();

  for (const runtime of runtimes(folder)) {
    const title = `${runtime.name} ${runtime.version}`;
    const program = runtime.install();
    if (program === undefined) {
      console.log(`- ${title}: SKIPPED, it could not be installed from the registry for this platform`);
      if (process.env.CI === "true") failures.push(`${title} could not be installed`);
      continue;
    }
    const server = await startMockServer();
    try {
      const found = await runtime.run(program, {
        baseUrl: server.url,
        projectId: sandboxProjectId,
        key: sandboxCredentials,
        token: sandboxToken,
        sign_id: sandboxSign.sign_id,
        count: COUNT,
        journaled: JOURNALED,
        push,
        certificate: signer.certificatePem,
        topicUrn: sandboxTopicUrn,
        closedUrl,
      });
      check(found, runtime, server.service.messages);
      console.log(`- ${title}: ${server.service.messages.length} messages, each once`);
    } catch (error) {
      console.error(`- ${title}: FAILED`, error);
      failures.push(`${title} failed`);
    } finally {
      await server.close();
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (failures.length > 0) {
  console.error(failures.join("\n"));
  process.exitCode = 1;
}

/** What the runtime found is what it should, and the sandbox has every message exactly as often as it was sent. */
function check(found, { unreachable, hasFiles }, messages) {
  const sent = { batch: 2, indices: COUNT, statuses: { accepted: COUNT }, refused: "auth" };
  assert.deepEqual(found, {
    token: sent,
    key: sent,
    push: "other",
    forged: "auth",
    unreachable,
    signed: ["Authorization", "X-Sdk-Date", "host"],
    ...(hasFiles ? { journal: [JOURNALED, 0] } : {}),
  });
  const texts = [1, 2, ...Array(COUNT).keys()].map((n) => textOf(n));
  const journaled = hasFiles ? [...Array(JOURNALED).keys()].map((n) => textOf(`journal ${n}`)) : [];
  assert.deepEqual(messages.map(({ message }) => message).sort(), [...texts, ...texts, ...journaled].sort());
}

function installPackage() {
  const [packed] = JSON.parse(
    npm(["pack", "--json", "--pack-destination", folder, "--loglevel=error"], root),
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, type: "module" }));
  npm(
    [
      "install",
      "--no-audit",
      "--no-fund",
      "--loglevel=error",
      "--ignore-scripts",
      join(folder, packed.filename),
    ],
    folder,
  );
  for (const name of ["scenario.mjs", "textOf.mjs", "run.mjs", "worker.mjs", "workerd.capnp"])
    copyFileSync(join(here, name), join(folder, name));
}

function npm(args, cwd) {
  return execFileSync("npm", args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
