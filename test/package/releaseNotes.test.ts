import { describe, expect, it } from "vitest";
import { releaseNotes } from "./releaseNotes.mjs";

const changelog = (...sections: string[]): string => ["# Changelog\n\nAbout it.\n", ...sections].join("\n");
const section = (version: string, body = "Document 1.1.0.\n\n- One.\n- Two.\n"): string =>
  `## ${version}\n\n${body}`;
const notes = (text: string, version = "0.2.0"): string =>
  releaseNotes({ changelog: text, version, documentVersion: "1.1.0" });

describe("release notes", () => {
  it("are the section of the current version alone", () => {
    expect(notes(changelog(section("0.2.0"), section("0.1.0", "Document 1.0.0.\n\n- Old.\n")))).toBe(
      "Document 1.1.0.\n\n- One.\n- Two.",
    );
  });

  it.each([
    ["have no section", changelog(), "begins with no section"],
    ["are of another version", changelog(section("0.1.0")), "begins with 0.1.0"],
    ["stand below another version", changelog(section("0.3.0"), section("0.2.0")), "begins with 0.3.0"],
    ["name no change", changelog(section("0.2.0", "Document 1.1.0.\n\nSoon.\n")), "names no change"],
    ["are empty", changelog(section("0.2.0", "")), 'must begin with "Document 1.1.0."'],
    [
      "name another version of the document",
      changelog(section("0.2.0", "Document 1.0.9.\n\n- One.\n")),
      "1.0.9",
    ],
    ["come twice", changelog(section("0.2.0"), section("0.2.0")), "not the higher version"],
    ["do not descend", changelog(section("0.2.0"), section("0.10.0")), "not the higher version"],
    ["end a release before its candidate", changelog(section("0.2.0"), section("0.3.0-rc.1")), "0.3.0-rc.1"],
    ["have a title that is no version", changelog(section("0.2.0"), section("next")), "next is no version"],
  ])("are refused when they %s", (_, text, message) => {
    expect(() => notes(text)).toThrow(message);
  });

  it("put a release above its candidates", () => {
    const text = changelog(section("0.2.0"), section("0.2.0-rc.10"), section("0.2.0-rc.9"));
    expect(notes(text)).toContain("- One.");
  });
});
