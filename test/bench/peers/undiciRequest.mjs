import { Pool } from "undici";
import { authenticated, path } from "../sign.mjs";
import { bytesOf, count } from "./work.mjs";

export function create({ url, host, concurrency, auth }) {
  const pool = new Pool(url, { connections: concurrency });
  return {
    async send(batch) {
      const body = bytesOf(batch);
      const answer = await pool.request({
        method: "POST",
        path,
        body,
        headers: authenticated(auth, host, body),
      });
      return count(await answer.body.json());
    },
    close: () => pool.close(),
  };
}
