// Opens a journal, says how that went, and holds it until it is killed. Run by journalLock.test.ts.
const [, , path, build] = process.argv;
const { openJournal } = await import(build);
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
