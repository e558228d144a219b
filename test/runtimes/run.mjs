// Runs the scenario in a runtime that has files and standard input: Node, Bun, Deno. A journal too, opened twice.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { text } from "node:stream/consumers";
import { createSmsClient, openJournal } from "smn-sms";
import { scenario } from "./scenario.mjs";
import { textOf } from "./textOf.mjs";

const input = JSON.parse(await text(process.stdin));
const found = await scenario(input);
const folder = mkdtempSync(join(tmpdir(), "smn-sms-journal-"));
try {
  const path = join(folder, "run.journal");
  console.log(JSON.stringify({ ...found, journal: [await accepted(path), await accepted(path)] }));
} finally {
  rmSync(folder, { recursive: true });
}

async function accepted(path) {
  const { baseUrl, projectId, key: credentials, sign_id, journaled } = input;
  const sms = createSmsClient({ baseUrl, projectId, credentials });
  const message = (n) => ({
    endpoint: `+86139${String(n).padStart(8, "0")}`,
    message: textOf(`journal ${n}`),
    sign_id,
  });
  const journal = await openJournal(path, { inputId: "runtimes" });
  let count = 0;
  for await (const { status } of sms.sendAll(
    Array.from({ length: journaled }, (_, n) => message(n)),
    { journal },
  ))
    if (status === "accepted") count++;
  await journal.close();
  return count;
}
