import assert from "node:assert";
import { cpSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { documentChanges } from "../../../openapi/documentChanges.mjs";

export const tools = ["Go 1.26"];

/** `npm run check:document` names what breaks clients, and asks for the step of the version that fits. */
export function run({ home, document, run }) {
  const changed = (version, change) => {
    const revision = structuredClone(document);
    revision.info.version = version;
    change(revision);
    return documentChanges({ ...document, info: { ...document.info, version: "1.2.3" } }, revision);
  };
  const dropId = ({ components }) => {
    delete components.schemas.SmsCommitAccepted.properties.message_id;
    components.schemas.SmsCommitAccepted.required = ["endpoint"];
  };
  const addProperty = ({ components }) => {
    components.schemas.SmsCommitAccepted.properties.made_up = { type: "string", description: "Made up" };
  };
  const rename = ({ components }) => {
    components.schemas.SmnErrorBody.title = "MadeUp";
  };

  assert.deepEqual(
    changed("1.2.3", () => undefined),
    { breaking: [], other: [], needed: "none", from: "1.2.3", to: "1.2.3", fits: true },
  );
  const dropped = changed("1.3.0", dropId);
  assert.match(dropped.breaking.join("\n"), /POST .*\/sms: removed the required property .*message_id/);
  assert.equal(dropped.needed, "major");
  assert.equal(dropped.fits, false);
  assert.equal(changed("2.0.0", dropId).fits, true);

  const added = changed("1.2.4", addProperty);
  assert.deepEqual(added.breaking, []);
  assert.match(added.other.join("\n"), /made_up/);
  assert.equal(added.fits, false);
  assert.equal(changed("1.3.0", addProperty).fits, true);
  assert.equal(changed("1.1.9", addProperty).fits, false);

  assert.deepEqual(changed("1.3.0", rename).breaking, [
    "schema SmnErrorBody was named SmnErrorBody and is now MadeUp",
  ]);
  const reworded = changed("1.2.3", ({ info }) => (info.description += " More."));
  assert.equal(reworded.needed, "patch");
  assert.equal(reworded.fits, false);

  checkCommand(home, document, dropId, run);
  return [
    "made-up changes are named",
    "the version must fit them",
    "the last tag is the release to compare with",
  ];
}

/** The command, in a repository of its own. */
function checkCommand(home, document, breakIt, run) {
  const write = (content) => writeFileSync(join(home, "generated/openapi.json"), JSON.stringify(content));
  const git = (...args) =>
    run("git", ["-C", home, "-c", "user.name=t", "-c", "user.email=t@example.com", ...args]);
  const check = () => run("node", [join(home, "openapi/checkDocument.mjs")]);
  mkdirSync(join(home, "generated"));
  cpSync(fileURLToPath(new URL("../../../openapi", import.meta.url)), join(home, "openapi"), {
    recursive: true,
  });
  write(document);
  git("init", "--quiet");
  git("add", "--all");
  git("commit", "--quiet", "--message", "Release");
  assert.match(check(), /No release yet/);

  git("tag", "v0.9.0");
  git("tag", "v0.10.0");
  assert.match(check(), /of v0\.10\.0, .* 0 breaking, 0 other changes/);
  const broken = structuredClone(document);
  breakIt(broken);
  write(broken);
  assert.throws(check, /BREAKS POST .*message_id[^]*must take a step of kind "major"/);
  const major = Number(document.info.version.split(".")[0]) + 1;
  write({ ...broken, info: { ...broken.info, version: `${major}.0.0` } });
  assert.match(check(), /BREAKS[^]*info\.version fits/);
}
