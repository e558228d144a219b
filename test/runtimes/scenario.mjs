// What the package is asked to do in every runtime. It knows nothing of the runtime: all it needs comes as argument.
import { createSmsClient, signRequest, verifyPush } from "smn-sms";
import { textOf } from "./textOf.mjs";

/** Every so many messages the same number comes again, which must not go out in the same request. */
const NUMBERS = 1_500;

/** Sends through the sandbox by token and by key, and returns what came of it, to be compared with what it kept. */
export async function scenario({
  baseUrl,
  projectId,
  key,
  token,
  sign_id,
  count,
  push,
  certificate,
  topicUrn,
  closedUrl,
}) {
  const message = (n) => ({
    endpoint: `+86138${String(n % NUMBERS).padStart(8, "0")}`,
    message: textOf(n),
    sign_id,
  });
  const found = {};
  for (const [name, credentials] of Object.entries({ token, key })) {
    const sms = createSmsClient({ baseUrl, projectId, credentials });
    const { result } = await sms.sendBatch([message(1), message(2)]);
    const indices = new Set();
    const statuses = {};
    const messages = Array.from({ length: count }, (_, n) => message(n));
    for await (const outcome of sms.sendAll(messages)) {
      indices.add(outcome.index);
      statuses[outcome.status] = (statuses[outcome.status] ?? 0) + 1;
    }
    const refused = await createSmsClient({
      baseUrl,
      projectId,
      credentials: { ...credentials, ...WRONG[name] },
    }).send(message(3));
    found[name] = {
      batch: result.length,
      indices: indices.size,
      statuses,
      refused: refused.cause?.code ?? refused.status,
    };
  }
  const options = { topicUrns: [topicUrn], fetchCertificate: () => Promise.resolve(certificate) };
  const event = await verifyPush(push, options);
  const forged = await verifyPush({ ...push, message: `${push.message} ` }, options).catch(
    (error) => error.code,
  );
  const unreachable = await createSmsClient({
    baseUrl: closedUrl,
    projectId,
    credentials: key,
    retry: { deadlineMs: 0 },
  }).send(message(4));
  return {
    ...found,
    push: event.kind,
    forged,
    unreachable: unreachable.status,
    signed: Object.keys(signRequest({ method: "GET", url: "https://smn.example/" }, key)).sort(),
  };
}

const WRONG = { token: { token: "of-nobody" }, key: { ak: "UNKNOWN" } };
