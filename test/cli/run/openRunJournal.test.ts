import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { senderOf } from "../../../src/journal/journalSender.js";
import { openJournal } from "../../../src/journal/openJournal.js";
import type { CliInput } from "../../../src/cli/run/cliInput.js";
import { identityOf } from "../../../src/cli/run/inputId.js";
import { openRunJournal } from "../../../src/cli/run/openRunJournal.js";
import { temporaryFolder } from "../command.js";

const URL = "https://smn.cn-north-4.myhuaweicloud.com";
const identity = (sender: string, template?: string): ReturnType<typeof identityOf> =>
  identityOf(
    { sha256: "a".repeat(64), size: 10 },
    {
      ...{ template, phoneColumn: "endpoint", signId: "s", format: "csv", encoding: "utf-8", separator: "," },
      ...{ checkNumber: true, layout: undefined, sender },
    },
  );

/** The journal of a run of `--project-id p1`. */
async function journalPath({ isBound = true, hasSent = true } = {}): Promise<string> {
  const path = join(await temporaryFolder(), "people.csv.journal");
  const journal = await openJournal(path, { inputId: identity("p1").id });
  if (isBound) await journal.bind(senderOf(journal.runId, "p1", URL));
  if (hasSent) await journal.intend([0]);
  await journal.close();
  return path;
}

async function open(path: string, id: ReturnType<typeof identityOf>, projectId: string): Promise<string> {
  const input = { name: "people.csv", journalPath: path } as CliInput; // nothing else of it is read
  const client = { destination: () => Promise.resolve({ projectId, baseUrl: URL }) };
  const { signal } = new AbortController();
  try {
    const journal = await openRunJournal(input, id, { client, signal });
    await journal.close();
    return "opened";
  } catch (error) {
    return String(error);
  }
}

describe("the journal of a run", () => {
  test.each([
    ["the same project, named by its region", {}, identity("region cn-north-4"), "p1", "opened"],
    ["another project", {}, identity("p2"), "p2", "from another project"],
    ["other options", {}, identity("p2", "{x}"), "p1", "with other options"],
    ["a project that it does not know", { isBound: false }, identity("p2"), "p1", "with other options"],
    [
      "any project, as long as nothing was sent",
      { isBound: false, hasSent: false },
      identity("p2"),
      "p2",
      "opened",
    ],
  ] as const)("and %s", async (_, made, id, projectId, result) => {
    expect(await open(await journalPath(made), id, projectId)).toContain(result);
  });
});
