// The service as seen by a benchmark: takes every message, checks nothing, in a process of its own.
// Usage: node server.mjs [latency in ms]; prints its port.
import http from "node:http";

const latency = Number(process.argv[2] ?? 0);
const ENDPOINT = /"endpoint":"([^"]*)"/g;

const server = http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const body = answer(Buffer.concat(chunks).toString("latin1"));
    const send = () => {
      response.writeHead(200, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
      });
      response.end(body);
    };
    if (latency === 0) send();
    else setTimeout(send, latency);
  });
});

let answers = 0;

/** Reads the numbers without parsing, so that the server does not set the pace. */
function answer(text) {
  // Ids as the service's: each is its own, or it is taken for a stray copy, and none has a part of a phone number, or it is
  // compared with all numbers of the request before it is shown.
  const answerId = (answers++).toString(16).padStart(24, "b");
  let results = "";
  let count = 0;
  for (const [, endpoint] of text.matchAll(ENDPOINT)) {
    const message_id = answerId + String(count++).padStart(8, "a");
    results += `${results === "" ? "" : ","}{"endpoint":"${endpoint}","message_id":"${message_id}"}`;
  }
  const request_id = `cccccccc${answerId}`;
  return `{"request_id":"${request_id}","result":[${results}]}`;
}

server.listen(0, "127.0.0.1", () => console.log(server.address().port));
