import http from "node:http";
import axios from "axios";
import { authenticated, path } from "../sign.mjs";
import { bytesOf, count } from "./work.mjs";

export function create({ url, host, concurrency, auth }) {
  const httpAgent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  const client = axios.create({ baseURL: url, httpAgent });
  return {
    async send(batch) {
      const body = bytesOf(batch);
      const { data } = await client.post(path, body, { headers: authenticated(auth, host, body) });
      return count(data);
    },
    close: () => httpAgent.destroy(),
  };
}
