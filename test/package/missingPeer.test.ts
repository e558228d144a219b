import { execFileSync } from "node:child_process";
import { cpSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { sourceBuild } from "../sourceBuild.js";
import { withFolder } from "./support.js";

const PROBE = `
try {
  await import("./package/otel.mjs");
} catch (error) {
  console.log(error.message);
}
await new Promise((resolve) => setTimeout(resolve));
console.log("still here");
`;

it("importing the telemetry without OpenTelemetry fails in a way that can be caught", () => {
  const said = withFolder({ "probe.mjs": PROBE }, (folder) => {
    cpSync(sourceBuild(), join(folder, "package"), { recursive: true });
    return execFileSync(process.execPath, [join(folder, "probe.mjs")], { encoding: "utf8" });
  });
  expect(said).toContain("Cannot find package '@opentelemetry/api'");
  expect(said).toContain("still here");
});
