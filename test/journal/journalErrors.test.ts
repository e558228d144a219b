import { expect, test } from "vitest";
import { damaged, lost } from "../../src/journal/journalErrors.js";

test.each([damaged("j", 3), lost("j")])(
  "advice to put a journal back says what an older copy does",
  (error) => {
    expect(error.message).toContain(
      "With an older copy a run sends again what was sent after that was made.",
    );
    expect(error.message).toMatch(/a copy made after the last run|the file that the run wrote to/);
  },
);
