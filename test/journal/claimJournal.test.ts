import { expect, it } from "vitest";
import { claimJournal } from "../../src/journal/claimJournal.js";

it("a journal is claimed by one run at a time, until that one releases it", () => {
  const [journal, other] = [{ runId: "run" }, { runId: "run" }];
  const release = claimJournal(journal);
  const again = (): unknown => claimJournal(journal);
  expect(again).toThrow(expect.objectContaining({ code: "journal", reason: "claimed", sent: "no" }));
  expect(again).toThrow(
    /using this journal\. Wait for its end: two at once would send messages twice\. A run .* leaving its loop\.$/,
  );
  claimJournal(other)();
  release();
  claimJournal(journal)();
  claimJournal(journal)();
});
