import http from "node:http";
import { authenticated, path } from "../sign.mjs";
import { bytesOf, count } from "./work.mjs";

export function create({ url, host, concurrency, auth }) {
  const agent = new http.Agent({ keepAlive: true, maxSockets: concurrency });
  return {
    send: (batch) =>
      new Promise((resolve, reject) => {
        const body = bytesOf(batch);
        const request = http.request(
          url + path,
          { method: "POST", agent, headers: authenticated(auth, host, body) },
          (answer) => {
            const chunks = [];
            answer.on("data", (chunk) => chunks.push(chunk));
            answer.on("end", () => resolve(count(JSON.parse(Buffer.concat(chunks).toString()))));
          },
        );
        request.on("error", reject);
        request.end(body);
      }),
    close: () => agent.destroy(),
  };
}
