import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { alternate } from "./contenders.mjs";
import { median, startServer } from "./measure.mjs";
import { keys, projectId } from "./sign.mjs";

const command = fileURLToPath(new URL("../../dist/cli/smn-sms.js", import.meta.url));

/**
 * `smn-sms send` of a CSV file (checks, journal and results included) against `sendAll` on an array, in turn: medians
 * of the rounds.
 */
export async function commandWorkload({ rows, rounds }) {
  const server = await startServer();
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-bench-"));
  const csv = join(folder, "people.csv");
  writeRows(csv, rows);
  const task = { peer: "smn-sms", url: server.url, auth: "key", concurrency: 8, size: 999 };
  const measured = { command: [], array: [] };
  for (let round = 0; round < rounds; round++) {
    measured.command.push(rateOfCommand(csv, rows, server.url));
    const once = { repetitions: 1, warmUps: 0 };
    const { array } = await alternate(once, { array: { ...task, text: "chinese", count: rows } });
    measured.array.push(array.rate);
  }
  rmSync(folder, { recursive: true });
  server.stop();
  const [rate, arrayRate] = [median(measured.command), median(measured.array)];
  const ratio = rate / arrayRate;
  console.log(
    `${rows} rows: ${Math.round(rate)}/s by the command, ${Math.round(arrayRate)}/s by sendAll on an array, ratio ${ratio.toFixed(2)}`,
  );
  return { rows, rate, arrayRate, ratio };
}

function rateOfCommand(csv, rows, url) {
  const sign_id = "caf488c7ccaf4ffba0c9aa149ab2caf4";
  const where = ["--base-url", url, "--project-id", projectId, "--sign-id", sign_id];
  const args = [command, "send", csv, ...where, "--concurrency", "8", "--yes"];
  const env = { ...process.env, HUAWEICLOUD_SDK_AK: keys.ak, HUAWEICLOUD_SDK_SK: keys.sk };
  const start = performance.now();
  execFileSync(process.execPath, args, { env, stdio: ["ignore", "ignore", "ignore"] });
  const rate = (rows / (performance.now() - start)) * 1_000;
  for (const made of ["journal", "results.csv"]) rmSync(`${csv}.${made}`);
  return rate;
}

function writeRows(path, rows) {
  const file = openSync(path, "w");
  writeSync(file, "endpoint,message\n");
  for (let start = 0; start < rows; start += 10_000) {
    let text = "";
    for (let n = start; n < Math.min(rows, start + 10_000); n++)
      text += `+86138${String(n).padStart(8, "0")},尊敬的用户，您的验证码是${100_000 + n}，五分钟内有效。\n`;
    writeSync(file, text);
  }
  closeSync(file);
}
