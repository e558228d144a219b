import { readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { guideBlock } from "../guide.mjs";

export const tools = ["Java 17", "Maven"];

/** openapi-generator's Kotlin client as it comes, as a plug-in of Maven, from openapi-3.0.json. */
export async function run({ folder, runClient, run, checkReceived }) {
  const isInPom = flat(readFileSync(join(folder, "pom.xml"), "utf8")).includes(
    flat(guideBlock("Kotlin", "xml")),
  );
  if (!isInPom) throw new Error("pom.xml does not hold the plug-in as the guide shows it");
  rmSync(join(folder, "target"), { recursive: true, force: true });
  run("mvn", ["--batch-mode", "--no-transfer-progress", "compile"]);
  const checks = runClient("mvn", ["--batch-mode", "--quiet", "exec:java"]);
  await checkReceived();
  return checks;
}

const flat = (text) => text.replaceAll(/\s+/g, "");
