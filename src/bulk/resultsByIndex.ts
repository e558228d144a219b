export { readJournalInOrder } from "./readJournalInOrder.js";
