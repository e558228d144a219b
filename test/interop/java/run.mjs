import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guideBlock } from "../guide.mjs";

export const tools = ["Java 17", "Maven"];

/** openapi-generator as a plug-in of Maven, from openapi-3.0.json. */
export async function run({ folder, runClient, run, checkReceived }) {
  const isInPom = flat(readFileSync(join(folder, "pom.xml"), "utf8")).includes(
    flat(guideBlock("Java", "xml")),
  );
  if (!isInPom) throw new Error("pom.xml does not hold the plug-in as the guide shows it");
  rmSync(join(folder, "target"), { recursive: true, force: true });
  const built = run("mvn", ["--batch-mode", "--no-transfer-progress", "compile"]);
  const warnings = built.split("\n").filter((line) => /^\[WARNING\].*\.java/.test(line));
  if (warnings.length > 0) throw new Error(`the compiler warns:\n${warnings.join("\n")}`);
  const checks = runClient("mvn", ["--batch-mode", "--quiet", "exec:java"]);
  await checkReceived();
  return checks;
}

const flat = (text) => text.replaceAll(/\s+/g, "");
