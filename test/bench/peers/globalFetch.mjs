import { authenticated, path } from "../sign.mjs";
import { bytesOf, count } from "./work.mjs";

export function create({ url, host, auth }) {
  return {
    async send(batch) {
      const body = bytesOf(batch);
      const answer = await fetch(url + path, {
        method: "POST",
        body,
        headers: authenticated(auth, host, body),
      });
      return count(await answer.json());
    },
  };
}
