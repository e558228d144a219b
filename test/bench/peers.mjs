// Every peer does the same work: serialise, authenticate, send, parse the answer, read every result. `send` takes a
// batch and returns how many results said "accepted".
import http from "node:http";
import axios from "axios";
import createClient from "openapi-fetch";
import { Pool } from "undici";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient.js";
import { DefaultHttpClient } from "@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient.js";
import { createSmsClient } from "../../dist/src/index.js";
import { authenticated, keys, path, projectId, token } from "./sign.mjs";

const bytesOf = (sms_message) => Buffer.from(JSON.stringify({ sms_message }));
const count = ({ result }) => result.reduce((sum, one) => sum + (one.message_id === undefined ? 0 : 1), 0);

/** The work that nobody can avoid, without a network. */
function floor({ host, auth }) {
  return floorWith(auth, host, () => bytesOf);
}

/** The same, with the body written once, by hand, into a buffer that is used again. */
function floorPooled({ host, auth }) {
  return floorWith(auth, host, pooledWriter);
}

function floorWith(auth, host, createWriter) {
  const answers = new Map();
  const write = createWriter();
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

function pooledWriter() {
  const buffer = Buffer.allocUnsafeSlow(1024 * 1024);
  const escaped = /["\\\u0000-\u001f\ud800-\udfff]/;
  return (batch) => {
    let length = 0;
    let text = '{"sms_message":[';
    for (let n = 0; n < batch.length; n++) {
      const { endpoint, message, sign_id } = batch[n];
      if (n > 0) text += ",";
      text += `{"endpoint":"${endpoint}","message":${escaped.test(message) ? JSON.stringify(message) : `"${message}"`},"sign_id":"${sign_id}"}`;
      if (n % 32 === 31) {
        length += buffer.utf8Write(text, length);
        text = "";
      }
    }
    length += buffer.utf8Write(`${text}]}`, length);
    return buffer.subarray(0, length);
  };
}

function undiciRequest({ url, host, concurrency, auth }) {
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

function nodeHttp({ url, host, concurrency, auth }) {
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

function globalFetch({ url, host, auth }) {
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

function openapiFetch({ url, host, auth }) {
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

function axiosPeer({ url, host, concurrency, auth }) {
  const client = axios.create({
    baseURL: url,
    httpAgent: new http.Agent({ keepAlive: true, maxSockets: concurrency }),
  });
  return {
    async send(batch) {
      const body = bytesOf(batch);
      const { data } = await client.post(path, body, { headers: authenticated(auth, host, body) });
      return count(data);
    },
  };
}

/** The vendor's SDK core; its service package has no such call, so it is sent as a custom request. It knows no tokens. */
function officialSdk({ url, auth }) {
  if (auth === "token") return undefined;
  const credential = new BasicCredentials().withAk(keys.ak).withSk(keys.sk).withProjectId(projectId);
  // ClientBuilder would write a file into the home directory.
  const client = new HcClient(new DefaultHttpClient({}, [url]))
    .withEndpoints([url])
    .withCredential(credential);
  return {
    async send(batch) {
      const options = {
        method: "POST",
        url: path,
        contentType: "application/json",
        queryParams: {},
        pathParams: {},
        headers: {},
      };
      return count(await client.sendRequest({ ...options, data: { sms_message: batch } }));
    },
  };
}

/** This package. `sendAll` gets all messages at once; the other peers get them cut into requests. */
function smnSms({ url, concurrency, auth }) {
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

export const peers = {
  floor,
  "floor, pooled body": floorPooled,
  "undici.request": undiciRequest,
  "node:http": nodeHttp,
  "global fetch": globalFetch,
  "openapi-fetch": openapiFetch,
  axios: axiosPeer,
  "official SDK": officialSdk,
  "smn-sms": smnSms,
};
