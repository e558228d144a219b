import { createServer } from "node:http";
import { fileURLToPath } from "node:url";

/** What every client has to read in its answers: today's values, and those of a service that has grown. */
export const today = { report: "0", sign: "3", events: "" };
export const tomorrow = { report: "3", sign: "6", events: "sms_read_event" };

// Started as a process of its own, with the address of the sandbox: programs run while this one's parent waits.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startRicherService(process.argv[2]);
  console.log(`listening on ${url}`);
}

/**
 * A service in front of the sandbox that is one property and one value richer: every object of an answer has a property
 * that no document knows, reports and signatures have a status of tomorrow, and there is an event of tomorrow.
 */
async function startRicherService(sandbox) {
  const server = createServer(async (request, response) => {
    const chunks = [];
    for await (const chunk of request) chunks.push(chunk);
    const body = ["GET", "DELETE"].includes(request.method) ? undefined : Buffer.concat(chunks);
    // What belongs to the connection (`upgrade`, `transfer-encoding`) stays with it.
    const kept = ["content-type", "authorization", "x-auth-token", "x-sdk-date", "x-project-id", "accept"];
    const headers = Object.fromEntries(
      kept.flatMap((name) => (name in request.headers ? [[name, request.headers[name]]] : [])),
    );
    const answer = await fetch(sandbox + request.url, {
      method: request.method,
      headers,
      body,
      redirect: "manual",
    });
    const text = await answer.text();
    const isService = !request.url.startsWith("/__sandbox");
    const isJson = (answer.headers.get("content-type") ?? "").includes("json");
    const sent = Object.fromEntries(answer.headers);
    for (const name of ["content-length", "content-encoding", "transfer-encoding", "connection"])
      delete sent[name];
    response.writeHead(answer.status, sent);
    response.end(isService && isJson ? JSON.stringify(richer(grown(JSON.parse(text)))) : text);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return { url: `http://127.0.0.1:${server.address().port}` };
}

function grown(body) {
  const topic_urn = "urn:smn:cn-north-4:f96188c7ccaf4ffba0c9aa149ab2bd57:sms_report";
  return {
    ...body,
    ...(body.data && { data: body.data.map((report) => ({ ...report, status: Number(tomorrow.report) })) }),
    ...(body.sms_signs && {
      sms_signs: body.sms_signs.map((sign) => ({ ...sign, status: Number(tomorrow.sign) })),
    }),
    ...(body.callback && { callback: [...body.callback, { event_type: tomorrow.events, topic_urn }] }),
  };
}

function richer(value) {
  if (Array.isArray(value)) return value.map(richer);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([name, child]) => [name, richer(child)]);
  return { ...Object.fromEntries(entries), added_later: { any: ["thing"] } };
}
