import { expect, it } from "vitest";
import { claimJournal } from "../../src/journal/claimJournal.js";

it("a journal is claimed by one run at a time, until that one releases it", () => {
  const [journal, same, other] = [{ runId: "one" }, { runId: "one" }, { runId: "another" }];
  const release = claimJournal(journal);
  const again = (): unknown => claimJournal(journal);
  expect(again).toThrow(expect.objectContaining({ code: "journal", reason: "claimed", sent: "no" }));
  expect(again).toThrow(
    /using this journal\. Wait for its end: two at once would send messages twice\. A run .* leaving its loop\.$/,
  );
  // Whatever object it is by: a journal that somebody has wrapped is the same journal.
  expect(() => claimJournal(same)).toThrow(expect.objectContaining({ reason: "claimed" }));
  claimJournal(other)();
  release();
  const next = claimJournal(same);
  // Given back once: by now it is another's.
  release();
  expect(again).toThrow(expect.objectContaining({ reason: "claimed" }));
  next();
  claimJournal(journal)();
  claimJournal(journal)();
});
