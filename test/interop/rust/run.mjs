import { CLIENT_CHECKS } from "../workspace.mjs";

export const tools = ["Rust 1.95", "Java 17", "Maven"];

/** openapi-generator's Rust client, from openapi-3.0.json. It does not show the headers of an answer. */
export async function run({ runGuide, runClient, run, checkReceived }) {
  runGuide("Rust");
  run("cargo", ["build", "--quiet"], { env: { RUSTFLAGS: "-D warnings" } });
  const checks = CLIENT_CHECKS.filter((check) => check !== "Retry-After");
  const passed = runClient("cargo", ["run", "--quiet"], { checks, env: { RUSTFLAGS: "-D warnings" } });
  await checkReceived();
  return passed;
}
