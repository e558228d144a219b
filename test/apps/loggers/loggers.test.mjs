import assert from "node:assert";
import { Console } from "node:console";
import { after, before, test } from "node:test";
import { Writable } from "node:stream";
import bunyan from "bunyan";
import pino from "pino";
import { createSmsClient, toPlain, verifyPush } from "smn-sms";
import {
  createPushSigner,
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxTopicUrn,
  startMockServer,
} from "smn-sms/mock";
import winston from "winston";

const TEXT = "您的验证码是 482913";
const NUMBER = "13812345678";
let server;
const things = {};

before(async () => {
  server = await startMockServer();
  const options = { baseUrl: server.url, projectId: sandboxProjectId };
  const sms = createSmsClient({ ...options, credentials: sandboxCredentials });
  const message = { endpoint: `+86${NUMBER}`, message: TEXT, sign_id: sandboxSign.sign_id };
  things.outcome = await sms.send(message);
  const refused = createSmsClient({ ...options, credentials: () => Promise.reject(new Error(TEXT)) });
  things.unsent = await refused.send(message);
  things.error = things.unsent.cause;
  for await (const outcome of sms.sendAll([message])) things.bulk = outcome;
  await addPushes();
  things.report = await firstReport(sms);
  things.plainError = toPlain(things.error);
});
after(() => server.close());

async function firstReport(sms) {
  const now = Date.now();
  const window = { start_time: now - 3_600_000, end_time: now + 3_600_000 };
  for await (const report of sms.reports({ sign_id: sandboxSign.sign_id, ...window })) return report;
}

async function addPushes() {
  const signer = createPushSigner();
  const { fetchCertificate } = signer;
  const read = (fields) =>
    verifyPush(JSON.stringify(signer.push({ topic_urn: sandboxTopicUrn, ...fields })), {
      topicUrns: [sandboxTopicUrn],
      fetchCertificate,
    });
  things.push = await read({ subject: TEXT, message: `${TEXT} ${NUMBER}` });
  const reply = { event_type: "sms_reply_event", mobile: NUMBER, reply: TEXT };
  things.reply = await read({ message: JSON.stringify(reply) });
}

const sink = () => {
  const chunks = [];
  const stream = new Writable({ write: (chunk, _encoding, done) => (chunks.push(String(chunk)), done()) });
  return { stream, text: () => chunks.join("") };
};

/** The usual ways to log a thing. */
const ways = {
  "pino.info(thing)": (thing, stream) => pino(stream).info(thing),
  "pino.info({ thing })": (thing, stream) => pino(stream).info({ thing }),
  "pino.child(thing)": (thing, stream) => pino(stream).child(thing).info("m"),
  "pino.error(thing)": (thing, stream) => pino(stream).error(thing, "m"),
  'winston.info("m", thing)': (thing, stream) => winstonTo(stream).info("m", thing),
  "winston.info({ thing })": (thing, stream) => winstonTo(stream).info({ message: "m", thing }),
  "winston.child(thing)": (thing, stream) => winstonTo(stream).child(thing).info("m"),
  "bunyan.info(thing)": (thing, stream) => bunyanTo(stream).info(thing),
  "bunyan.info({ thing })": (thing, stream) => bunyanTo(stream).info({ thing }, "m"),
  "bunyan.child({ thing })": (thing, stream) => bunyanTo(stream).child({ thing }).info("m"),
  "console.log(thing)": (thing, stream) => new Console(stream, stream).log(thing),
  "console.dir(thing)": (thing, stream) => new Console(stream, stream).dir(thing, { depth: null }),
  "console.dir(thing, showHidden)": (thing, stream) =>
    new Console(stream, stream).dir(thing, { depth: null, showHidden: true }),
  "console.dir(thing, without its own form)": (thing, stream) =>
    new Console(stream, stream).dir(thing, { depth: null, showHidden: true, customInspect: false }),
  "console.table([thing])": (thing, stream) => new Console(stream, stream).table([thing]),
  "JSON of a copy": (thing, stream) => stream.write(JSON.stringify({ ...thing })),
};
const winstonTo = (stream) =>
  winston.createLogger({
    format: winston.format.json(),
    transports: [new winston.transports.Stream({ stream })],
  });
const bunyanTo = (stream) => bunyan.createLogger({ name: "app", streams: [{ stream, type: "stream" }] });

for (const [way, log] of Object.entries(ways))
  for (const kind of ["outcome", "bulk", "unsent", "error", "push", "reply", "report", "plainError"])
    test(`${way} shows neither text nor number: ${kind}`, async () => {
      const { stream, text } = sink();
      log(things[kind], stream);
      await new Promise((resolve) => setImmediate(resolve));
      assert(things[kind] !== undefined && text().length > 2);
      assert(!text().includes(TEXT) && !text().includes("482913"), text());
      assert(!text().includes(NUMBER), text());
    });
