import { createSmsClient } from "../../../dist/index.js";
import { keys, projectId, token } from "../sign.mjs";

/** This package. `sendAll` gets all messages at once; the other clients get them cut into requests. */
export function create({ url, concurrency, auth }) {
  const credentials = auth === "token" ? { token } : keys;
  const sms = createSmsClient({ baseUrl: url, projectId, credentials });
  return {
    async send([message]) {
      const outcome = await sms.send(message);
      return outcome.status === "accepted" ? 1 : 0;
    },
    async sendAll(messages, options = {}) {
      let accepted = 0;
      for await (const outcome of sms.sendAll(messages, { concurrency, ...options })) {
        if (outcome.status === "accepted") accepted++;
      }
      return accepted;
    },
  };
}
