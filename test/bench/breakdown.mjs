// Where the time of `sendAll` goes, stage by stage, through the package's own functions. Alone: node breakdown.mjs
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { median, startServer, timed } from "./measure.mjs";
import { messagesOf } from "./messages.mjs";
import { createPeer } from "./peers.mjs";
import { keys, path, projectId } from "./sign.mjs";

const WARM_UP = 300;
const SAMPLE = 50;
const SIZES = [1, 10, 100, 999];
/** The package hides them in its few files. */
const PARTS = {
  signRequest: "auth/sign/signRequest",
  Planner: "bulk/planner",
  Recorder: "bulk/recorder",
  createNodeTransport: "http/nodeTransport",
  BodyWriter: "messages/bodyWriter",
  correlate: "messages/correlate",
  createExaminer: "messages/createExaminer",
  Quotations: "messages/quotations",
  SentMessages: "messages/sentMessages",
  readTaken: "http/readTaken",
};

/**
 * CPU time of this process in µs for a request of 999 messages, by stage; for all of it together as `sendAll` does it
 * with one request in flight; and for each message by the size of its request.
 */
export async function breakdownWorkload(repetitions) {
  const server = await startServer();
  const stages = {};
  const parts = await loadParts();
  for (const [name, run] of Object.entries(stagesOf(parts, await fixtureOf(parts, server))))
    stages[name] = await cpuOf(run, repetitions);
  const perMessage = {};
  for (const size of SIZES) perMessage[size] = (await cpuOfSendAll(server, size, repetitions)) / size;
  server.stop();
  const sum = Object.values(stages).reduce((total, us) => total + us, 0);
  const whole = perMessage[999] * 999;
  for (const [name, us] of Object.entries(stages))
    console.log(`${name.padEnd(16)}${us.toFixed(0).padStart(6)} µs`);
  console.log(
    `${"sum".padEnd(16)}${sum.toFixed(0).padStart(6)} µs, sendAll as a whole ${whole.toFixed(0)} µs`,
  );
  for (const [size, us] of Object.entries(perMessage))
    console.log(`${size} in a request: ${us.toFixed(2)} µs a message`);
  return { stages, sum, whole, perMessage };
}

/** Compiles the parts as the package is compiled, and loads them. */
async function loadParts() {
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const outfile = fileURLToPath(new URL("../../.cache/breakdown.mjs", import.meta.url));
  const contents = Object.entries(PARTS)
    .map(([name, file]) => `export { ${name} } from "./src/${file}.ts";`)
    .join("");
  const stdin = { contents, resolveDir: root, loader: "ts" };
  await build({
    stdin,
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    charset: "utf8",
  });
  return import(outfile);
}

async function fixtureOf(
  {
    createExaminer,
    BodyWriter,
    createNodeTransport,
    signRequest,
    readTaken,
    Quotations,
    SentMessages,
    correlate,
  },
  { url },
) {
  const messages = messagesOf.chinese(999);
  const examine = createExaminer({});
  const examined = messages.map((input, index) => {
    const checked = examine(input);
    if ("issues" in checked) throw new Error(`message ${index} is invalid`);
    return { index, input, checked };
  });
  const writer = new BodyWriter();
  for (const { checked } of examined) writer.add(checked);
  const body = writer.finish();
  const request = { method: "POST", url: url + path, headers: { "content-type": "application/json" }, body };
  const transport = createNodeTransport();
  const send = (headers) => transport({ ...request, headers, timeoutMs: 30_000, signal: undefined });
  const sign = () => signRequest(request, keys, { date: new Date(), projectId });
  const response = await send(sign());
  const sent = SentMessages.of(examined.map(({ checked }) => checked));
  const read = () => {
    const { request_id, result } = readTaken(response, new Quotations([], sent));
    return correlate(sent, result, request_id, { areDistinct: true });
  };
  if (read().unusual.length !== 0) throw new Error("not all were accepted");
  return { messages, examine, examined, sign, send, read };
}

/** Every stage does its part of one request. */
function stagesOf({ Planner, BodyWriter, Recorder }, { messages, examine, examined, sign, send, read }) {
  const nowhere = { add: () => undefined };
  const planner = new Planner({ batchSize: 999, maxBodyBytes: undefined }, () => nowhere);
  const handled = { indices: examined.map(({ index }) => index), inputs: messages };
  const { dispositions } = read();
  const headers = sign();
  const recorder = new Recorder({
    recorded: () => undefined,
    failed: (error) => {
      throw error;
    },
  });
  return {
    preflight: () => {
      for (const message of messages) examine(message);
    },
    plan: () => {
      for (const { index, input, checked } of examined) planner.add(index, input, checked);
      planner.release(planner.take());
    },
    serialise: () => {
      const writer = new BodyWriter();
      for (const { checked } of examined) writer.add(checked);
      writer.finish();
    },
    "hash and sign": sign,
    "send and receive": () => send(headers),
    "read the answer": read,
    outcomes: async () => {
      recorder.record(handled, dispositions);
      for (let n = 0; n < 999; n++) await recorder.outbox.next();
    },
  };
}

/** Medians of samples of many calls: one call is too short for the clock of CPU time. */
async function cpuOf(run, repetitions) {
  for (let n = 0; n < WARM_UP; n++) await run();
  const samples = [];
  for (let repetition = 0; repetition < repetitions; repetition++) {
    const start = process.cpuUsage();
    for (let n = 0; n < SAMPLE; n++) await run();
    const { user, system } = process.cpuUsage(start);
    samples.push((user + system) / SAMPLE);
  }
  return median(samples);
}

/** CPU µs of a request of this size, everything included. */
async function cpuOfSendAll(server, batchSize, repetitions) {
  const messages = messagesOf.chinese(Math.min(20_000, 400 * batchSize));
  const sms = await createPeer("smn-sms", { ...server, concurrency: 1, auth: "key" });
  const samples = [];
  for (let repetition = -2; repetition < repetitions; repetition++) {
    const { cpu } = await timed(messages.length, () => sms.sendAll(messages, { batchSize }));
    if (repetition >= 0) samples.push(cpu * batchSize);
  }
  return median(samples);
}

if (process.argv[1] === import.meta.filename) await breakdownWorkload(15);
