import { describe, expect, it } from "vitest";
import type { SmnError } from "../../src/base/errors.js";
import {
  damaged,
  explain,
  explained,
  inUse,
  journalError,
  lost,
  notAJournal,
  otherInput,
} from "../../src/journal/journalErrors.js";

const NEW = "A run with a new journal sends every message, also those that were sent already.";

describe("the refusal of a journal", () => {
  it.each<[string, SmnError, string[]]>([
    [
      "not_a_journal",
      notAJournal("/j", "is a directory"),
      ["/j is a directory. Name the journal of this run.", NEW],
    ],
    [
      "damaged",
      damaged("/j", 7),
      ["The journal /j is damaged (line 7), so", "a copy made after the last run", NEW],
    ],
    ["damaged", damaged("/j", undefined), ["The journal /j is damaged, so", NEW]],
    ["other_input", otherInput("/j"), ["The journal /j belongs to another input", "options unchanged.", NEW]],
    [
      "locked",
      inUse("/j", "process 5"),
      ["/j is in use by process 5. Two runs at once would send messages twice."],
    ],
  ])("%s says that nothing was sent, and what to do", (reason, error, parts) => {
    expect(error).toMatchObject({ name: "SmnError", code: "journal", reason, sent: "no" });
    for (const part of parts) expect(error.message).toContain(part);
  });

  it("that was taken away says that messages may have been sent", () => {
    expect(lost("/j")).toMatchObject({ code: "journal", reason: "lost", sent: "maybe" });
    expect(lost("/j").message).toMatch(
      /^The journal \/j, or its lock, was removed.* using it\. Put the file that the run wrote to back before you run again\. With an older copy .* A run with a new/,
    );
  });
});

describe("a failure of the system", () => {
  const failure = Object.assign(new Error("secret"), { code: "EIO", syscall: "read" });

  it("is explained: which journal, what failed, and that nothing was sent where that is known", () => {
    const opened = explain("/j", "opened", failure);
    expect(opened).toMatchObject({ code: "journal", reason: "unreadable", sent: "no" });
    expect(opened.message).toBe("The journal /j cannot be opened (read EIO). Nothing was sent.");
    expect(opened.cause).toMatchObject({ code: "EIO" });
    expect(explain("/j", "read", failure).message).toBe("The journal /j cannot be read (read EIO).");
  });

  it("is left as it is where it is explained already, and so is what does not fail", async () => {
    const known = journalError("Known.", "damaged");
    expect(explain("/j", "read", known)).toBe(known);
    await expect(explained("/j", "read", () => Promise.reject(known))).rejects.toBe(known);
    await expect(explained("/j", "opened", () => Promise.reject(failure))).rejects.toThrow(
      "The journal /j cannot be opened (read EIO). Nothing was sent.",
    );
    expect(await explained("/j", "read", () => Promise.resolve(5))).toBe(5);
  });
});

it.each([damaged("/j", 3), lost("/j")])(
  "advice to put a journal back says what an older copy does",
  (error) => {
    expect(error.message).toContain(
      "With an older copy a run sends again what was sent after that was made.",
    );
    expect(error.message).toMatch(/a copy made after the last run|the file that the run wrote to/);
  },
);
