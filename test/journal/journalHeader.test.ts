import { describe, expect, it } from "vitest";
import type { SmnError } from "../../src/base/errors.js";
import { beginsLikeHeader, HEADER_START, parseHeader } from "../../src/journal/journalHeader.js";

const HEADER = { journal: "smn-sms", version: 2, input_id: "input", run_id: "run", created_at: "2026" };

function refusal(text: string): string {
  try {
    parseHeader(text, "/journal");
    return "read";
  } catch (error) {
    const { code, reason, message } = error as SmnError;
    expect([code, message.includes("/journal")]).toEqual(["journal", true]);
    return `${reason}: ${message}`;
  }
}

describe("the header of a journal", () => {
  it("is read, of either version, and nothing else of the line", () => {
    for (const version of [1, 2])
      expect(parseHeader(JSON.stringify({ ...HEADER, version, crc: "0" }), "/journal")).toEqual({
        ...HEADER,
        version,
      });
    expect(JSON.stringify(HEADER).startsWith(HEADER_START)).toBe(true);
  });

  it.each([
    ["no object", "5"],
    ["another program's", JSON.stringify({ ...HEADER, journal: "other" })],
    ["without the name of the input", JSON.stringify({ ...HEADER, input_id: 5 })],
    ["without the id of the run", JSON.stringify({ ...HEADER, run_id: undefined })],
    ["nothing", ""],
    ["a text", "text"],
  ])("is none where the line is %s", (_, text) => {
    expect(refusal(text)).toContain("not_a_journal: /journal is not a journal of smn-sms.");
  });

  it("is refused where it is of another version", () => {
    for (const version of [0, 3, "2", undefined])
      expect(refusal(JSON.stringify({ ...HEADER, version }))).toContain(
        "not_a_journal: /journal is a journal of a version that this program cannot read.",
      );
  });

  it("is damaged where it begins as every one does, and cannot be read", () => {
    expect(refusal(`${HEADER_START}x`)).toContain("damaged: The journal /journal is damaged (line 1)");
    expect(refusal(`x${HEADER_START}`)).toContain("not_a_journal");
  });

  it("begins with the same characters, however many of them are there", () => {
    for (let length = 0; length <= HEADER_START.length; length++) {
      expect(beginsLikeHeader(HEADER_START.slice(0, length))).toBe(true);
      expect(beginsLikeHeader(`${HEADER_START.slice(0, length)}#`)).toBe(length === HEADER_START.length);
    }
  });
});
