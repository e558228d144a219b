import { authenticated } from "../sign.mjs";
import { bytesOf, count } from "./work.mjs";

/** The work that nobody can avoid, without a network. */
export function create(options) {
  return createFloor(options, bytesOf);
}

/** @param write makes the bytes of a batch */
export function createFloor({ host, auth }, write) {
  const answers = new Map();
  return {
    async send(batch) {
      authenticated(auth, host, write(batch));
      let answer = answers.get(batch.length);
      if (answer === undefined) answers.set(batch.length, (answer = answerTo(batch)));
      return count(JSON.parse(answer.toString()));
    },
  };
}

function answerTo(batch) {
  const result = batch.map(({ endpoint }, n) => ({ endpoint, message_id: String(n).padStart(32, "0") }));
  return Buffer.from(JSON.stringify({ request_id: "29bac33ba85c48418632158a9036231a", result }));
}
