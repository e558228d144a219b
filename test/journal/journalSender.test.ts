import { describe, expect, it } from "vitest";
import { checkSender, senderOf } from "../../src/journal/journalSender.js";

const RUN = "0123456789abcdef";
const URL = "https://smn.example";
const client = { projectId: "p1", baseUrl: URL };

describe("where the messages of a run go", () => {
  it("stays as it is from version to version, so that a run can be resumed with a later one", () => {
    expect(senderOf(RUN, "p1", URL)).toEqual({ project: "9a755e80f787ec92", address: URL });
  });

  it("tells projects apart, and gives none of them away", () => {
    const of = (run: string, project: string): string => senderOf(run, project, URL).project;
    expect(new Set([of(RUN, "p1"), of(RUN, "p2"), of("other", "p1")]).size).toBe(3);
    expect(of(RUN, "p1")).toMatch(/^[0-9a-f]{16}$/);
  });
});

describe("the client of a resumed run", () => {
  it("fits the journal of its project and address, and one that says nothing", () => {
    checkSender({ runId: RUN, sender: senderOf(RUN, "p1", URL) }, client);
    checkSender({ runId: RUN }, client);
  });

  it.each([
    [{ ...client, projectId: "p2" }, "a run of another project. Use the client of that run;"],
    [
      { ...client, baseUrl: "https://other" },
      `a run of another address (${URL}). Use the client of that run;`,
    ],
    [{ projectId: "p2", baseUrl: "https://other" }, `a run of another address (${URL}).`],
  ])("is refused where it is %j", (other, why) => {
    const check = (): void => {
      checkSender({ runId: RUN, sender: senderOf(RUN, "p1", URL) }, other);
    };
    expect(check).toThrow(expect.objectContaining({ code: "journal", reason: "other_project", sent: "no" }));
    expect(check).toThrow(why);
    expect(check).toThrow(
      /another journal, with which every message is sent, also those that were sent already\.$/,
    );
  });
});
