// Opens a journal, says how that went, and holds it until it is killed. Run by journalLock.test.ts.
import { openJournal } from "../../dist/src/index.js";

const path = process.argv[2];
const held = [];
process.on("message", async () => {
  try {
    held.push(await openJournal(path, { inputId: "input" }));
    process.send("open");
  } catch (error) {
    process.send(`refused: ${error.code} ${error.message}`);
  }
});
process.send("ready");
