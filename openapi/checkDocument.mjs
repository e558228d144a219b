// Holds the document against the one of the last release (the latest tag v*): names what breaks clients, and fails when
// info.version does not fit the change. Run by `npm run check:document`.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { documentChanges } from "./documentChanges.mjs";

const root = new URL("..", import.meta.url);
const git = (...args) =>
  execFileSync("git", args, {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 2 ** 26,
    stdio: ["ignore", "pipe", "pipe"],
  });

const tag = lastRelease();
if (tag === undefined) {
  console.log("No release yet (no tag v*): there is no document to compare with.");
} else {
  const released = JSON.parse(git("show", `${tag}:generated/openapi.json`));
  const current = JSON.parse(readFileSync(new URL("generated/openapi.json", root), "utf8"));
  report(documentChanges(released, current));
}

function lastRelease() {
  const tags = git("tag", "--list", "v*", "--merged", "HEAD", "--sort=-version:refname").trim();
  return tags === "" ? undefined : tags.split("\n")[0];
}

function report({ breaking, other, needed, from, to, fits }) {
  console.log(
    `Document ${from} of ${tag}, now ${to}: ${breaking.length} breaking, ${other.length} other changes.`,
  );
  for (const text of breaking) console.log(`  BREAKS ${text}`);
  for (const text of other) console.log(`         ${text}`);
  if (fits) return console.log("info.version fits.");
  console.error(`info.version must take a step of kind "${needed}" from ${from}; ${to} does not.`);
  process.exitCode = 1;
}
