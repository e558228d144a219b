// Opens a journal, says how that went, and holds it until it is killed. Run by journalLock.test.ts.
import { openJournal } from "../../src/journal/openJournal.js";

const path = process.argv[2] ?? "";
const held: unknown[] = [];
process.on("message", () => {
  openJournal(path, { inputId: "input" }).then(
    (journal) => {
      held.push(journal);
      process.send?.("open");
    },
    (error: unknown) => process.send?.(`refused: ${String(error)}`),
  );
});
process.send?.("ready");
