import createClient from "openapi-fetch";
import { authenticated, path } from "../sign.mjs";
import { bytesOf, count } from "./work.mjs";

export function create({ url, host, auth }) {
  const client = createClient({ baseUrl: url });
  return {
    async send(batch) {
      const body = bytesOf(batch);
      const options = { body: batch, bodySerializer: () => body, headers: authenticated(auth, host, body) };
      const { data } = await client.POST(path, options);
      return count(data);
    },
  };
}
