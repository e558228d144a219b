// Prints what CHANGELOG.md says of the current version, for the release: `npm run release-notes`. Fails when package,
// lock file, document and changelog do not agree about their versions.
import { readFileSync } from "node:fs";
import { releaseNotes } from "./releaseNotes.mjs";

const read = (path) => readFileSync(new URL(`../../${path}`, import.meta.url), "utf8");
const { version } = JSON.parse(read("package.json"));
const { version: lockVersion } = JSON.parse(read("package-lock.json"));
const { info } = JSON.parse(read("generated/openapi.json"));

try {
  if (lockVersion !== version)
    throw new Error(
      `package-lock.json has version ${lockVersion}, package.json has ${version}: npm install.`,
    );
  if (/^ {2}version: (\S+)$/m.exec(read("openapi/smn-sms.yaml"))?.[1] !== info.version)
    throw new Error("generated/ is of another version of the document: npm run generate.");
  console.log(releaseNotes({ changelog: read("CHANGELOG.md"), version, documentVersion: info.version }));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
