import { describe, expect, it } from "vitest";
import { checkJournal } from "../../src/bulk/checkJournal.js";
import { SmnError } from "../../src/base/errors.js";

const nothing = (): undefined => undefined;
const JOURNAL = { runId: "run", decide: nothing, intend: nothing, settle: nothing, close: nothing };

/** What a journal is refused for. */
function refusal(journal: unknown): string | undefined {
  try {
    checkJournal(journal);
    return undefined;
  } catch (error) {
    if (!(error instanceof SmnError)) throw error;
    expect([error.code, error.sent]).toEqual(["validation", "no"]);
    const [, what] =
      /^sendAll: journal must be a journal, (.*)\. Nothing was sent\.$/.exec(error.message) ?? [];
    return what;
  }
}

describe("a journal", () => {
  it("is none, or has what one has, of its own or of its class", () => {
    class Kept {
      readonly runId = "run";
      decide = nothing;
      intend(): undefined {
        return undefined;
      }
      settle(): undefined {
        return undefined;
      }
      get close(): () => undefined {
        return nothing;
      }
    }
    expect([undefined, JOURNAL, new Kept(), { ...JOURNAL, more: 1 }].map(refusal)).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it.each([null, "people.journal", 7, nothing])("is no %s", (wrong) => {
    expect(refusal(wrong)).toMatch(/^not /);
  });

  it("is no promise of one", () => {
    expect(refusal(Promise.resolve(JOURNAL))).toBe("not a promise of one: await openJournal(…)");
    expect(refusal(Object.assign(Promise.resolve(), JOURNAL))).toContain("promise");
  });

  it.each([undefined, "", 7, {}])("has a name that is a text, and not %j", (runId) => {
    expect(refusal({ ...JOURNAL, runId })).toMatch(/^with a runId that is a string and not empty, not /);
  });

  it.each(["decide", "intend", "settle", "close"])("has a function %s", (name) => {
    for (const wrong of [undefined, "function", {}])
      expect(refusal({ ...JOURNAL, [name]: wrong })).toBe(`with a function ${name}`);
  });
});
