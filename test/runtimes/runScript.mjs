import { spawn } from "node:child_process";

/** Runs a program that reads JSON from its standard input and writes JSON to its standard output. */
export async function runScript(program, args, input, cwd) {
  const child = spawn(program, args, { cwd, stdio: ["pipe", "pipe", "inherit"] });
  const output = await new Promise((resolve, reject) => {
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part) => (text += part));
    child.on("error", reject);
    child.on("close", (code) =>
      code === 0 ? resolve(text) : reject(new Error(`ended with ${code}: ${text}`)),
    );
    child.stdin.end(JSON.stringify(input));
  });
  return JSON.parse(output);
}
