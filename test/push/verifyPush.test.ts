import { constants, sign as signBytes } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it, vi } from "vitest";
import { pushText } from "../../src/auth/sign/pushText.js";
import { createPushVerifier } from "../../src/push/createPushVerifier.js";
import { SmnError } from "../../src/base/errors.js";
import { CERTIFICATE_URL, certificateWith, rsa, signedBy } from "./certificates.js";
import {
  changed,
  genuine,
  HOUR,
  manualClock,
  NOW,
  refusalOf,
  signer,
  STATUS_EVENT,
  TOPIC,
  verifierOf,
} from "./support.js";

const unsigned = {
  type: "Notification",
  topic_urn: TOPIC,
  message_id: "d86c201092574e71a3ca85826652c58b",
  message: JSON.stringify(STATUS_EVENT),
  timestamp: "2026-03-01T12:00:00Z",
} as const;

const sign = (text: string, options: { padding?: number } = {}): string =>
  signBytes("sha256", Buffer.from(text), { key: rsa.privateKey, ...options }).toString("base64");

describe("a genuine push", () => {
  it("passes as text, bytes and parsed object", async () => {
    const body = genuine();
    const bytes = new TextEncoder().encode(body);
    for (const form of [body, bytes, bytes.buffer, JSON.parse(body) as unknown])
      await expect(verifierOf().verify(form)).resolves.toMatchObject({ kind: "status", topic_urn: TOPIC });
  });

  it("passes whatever its texts are", async () => {
    const verifier = verifierOf();
    const text = fc.string({ unit: "grapheme" });
    await fc.assert(
      fc.asyncProperty(text, fc.option(text, { nil: undefined }), async (message, subject) => {
        const body = JSON.stringify(signer.push({ topic_urn: TOPIC, message, subject }));
        expect((await verifier.verify(body)).text).toBe(message);
      }),
      { numRuns: 60 },
    );
  });

  it("is refused when anything signed is changed, in any place", async () => {
    const verifier = verifierOf();
    const push = signer.push({ topic_urn: TOPIC, message: STATUS_EVENT, subject: "report" });
    const confirmation = signer.push({
      type: "SubscriptionConfirmation",
      topic_urn: TOPIC,
      message: "join?",
    });
    const fieldsOf = (value: object): [string, string][] =>
      Object.entries(value as Record<string, string>).filter(
        ([name]) => !["unsubscribe_url", "signature_version"].includes(name),
      );
    const places = [push, confirmation].flatMap((original) =>
      fieldsOf(original).map(([name, value]) => ({ original, name, value })),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...places),
        fc.nat(),
        fc.string({ unit: "binary", minLength: 1, maxLength: 1 }),
        fc.boolean(),
        async ({ original, name, value }, seed, character, isReplaced) => {
          const at = seed % (value.length + 1);
          const tampered = value.slice(0, at) + character + value.slice(isReplaced ? at + 1 : at);
          fc.pre(tampered !== value);
          const error = await refusalOf(verifier.verify(JSON.stringify({ ...original, [name]: tampered })));
          expect(["auth", "protocol", "network"]).toContain(error.code);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("of which a field is left out is refused", async () => {
    const push = signer.push({ topic_urn: TOPIC, message: STATUS_EVENT, subject: "report" });
    for (const name of Object.keys(push)) {
      const rest = Object.fromEntries(Object.entries(push).filter(([other]) => other !== name));
      const work = verifierOf().verify(JSON.stringify(rest));
      if (name === "unsubscribe_url") await expect(work).resolves.toMatchObject({ kind: "status" });
      else expect((await refusalOf(work)).code).toBe(name === "subject" ? "auth" : "protocol");
    }
  });

  it.each(["include", "omit"] as const)(
    "with an empty subject passes when signers %s it",
    async (emptySubject) => {
      const fields = { ...unsigned, subject: "" };
      const signature = sign(pushText(fields, { emptySubject }));
      const body = JSON.stringify({
        ...fields,
        signature,
        signature_version: "V1",
        signing_cert_url: CERTIFICATE_URL,
      });
      const verifier = verifierOf({ fetchCertificate: async () => certificateWith() });
      await expect(verifier.verify(body)).resolves.toMatchObject({ kind: "status", subject: "" });
    },
  );

  it("cannot be read as one with another id", async () => {
    // The message holds lines that look like the fields after it.
    const message = "old\nmessage_id\n00000000000000000000000000000000\nsubject\nrest";
    const push = signer.push({ topic_urn: TOPIC, message }) as unknown as Record<string, string>;
    const split = {
      ...push,
      message: "old",
      message_id: "0".repeat(32),
      subject: `rest\nmessage_id\n${push["message_id"]}`,
    };
    expect(pushText(split as never)).toBe(pushText(push as never));
    expect(await refusalOf(verifierOf().verify(JSON.stringify(split)))).toMatchObject({ code: "protocol" });
    await expect(verifierOf().verify(JSON.stringify(push))).resolves.toMatchObject({ text: message });
  });

  it("does not become another by unpaired surrogates", async () => {
    const push = signer.push({ topic_urn: TOPIC, message: "\ufffd" });
    const tampered = JSON.stringify({ ...push, message: "\ud800" });
    expect(Buffer.from("\ud800")).toEqual(Buffer.from("\ufffd"));
    expect(await refusalOf(verifierOf().verify(tampered))).toMatchObject({ code: "protocol" });
  });
});

describe("a push that is not for us", () => {
  it("is refused when it is of another topic, however alike", async () => {
    const others = [`${TOPIC}2`, TOPIC.slice(0, -1), TOPIC.toUpperCase(), ` ${TOPIC}`, "urn:smn:x:y:z"];
    const fetchCertificate = vi.fn(signer.fetchCertificate);
    for (const topic_urn of others) {
      const body = JSON.stringify(signer.push({ topic_urn, message: STATUS_EVENT }));
      expect(await refusalOf(verifierOf({ fetchCertificate }).verify(body))).toMatchObject({ code: "auth" });
    }
    expect(fetchCertificate).not.toHaveBeenCalled();
  });

  it("is refused without any topic to expect", () => {
    for (const topicUrns of [[], [""], [7], undefined, TOPIC] as unknown as string[][])
      expect(() => createPushVerifier({ topicUrns })).toThrow(
        expect.objectContaining({ code: "validation" }) as Error,
      );
  });

  it("is refused from the future, and with maxAgeMs from the past", async () => {
    const body = genuine();
    const at = (now: number, maxAgeMs?: number): Promise<unknown> =>
      verifierOf({ clock: manualClock(now), maxAgeMs }).verify(body);
    await expect(at(NOW - 15 * 60_000)).resolves.toMatchObject({ kind: "status" });
    expect(await refusalOf(at(NOW - 15 * 60_000 - 1))).toMatchObject({ code: "auth" });
    await expect(at(NOW + 100 * 24 * HOUR)).resolves.toMatchObject({ kind: "status" });
    await expect(at(NOW + HOUR, HOUR)).resolves.toMatchObject({ kind: "status" });
    expect(await refusalOf(at(NOW + HOUR + 1, HOUR))).toMatchObject({ code: "auth" });
  });
});

describe("malformed input", () => {
  const hostile = new Proxy(
    {},
    {
      getOwnPropertyDescriptor: () => {
        throw new TypeError("13800000001");
      },
    },
  );
  const wrong: [string, unknown][] = [
    ["nothing", undefined],
    ["null", null],
    ["a number", 7],
    ["empty text", ""],
    ["broken JSON", '{"mobile":"13800000001"'],
    ["a list", "[]"],
    ["a string", '"13800000001"'],
    ["JSON null", "null"],
    ["no fields", "{}"],
    ["bytes that are not UTF-8", new Uint8Array([0x7b, 0xff, 0x7d])],
    ["fields from a prototype", Object.create(JSON.parse(genuine()) as object)],
    ["fields by __proto__", `{"__proto__":${genuine()}}`],
    ["an object that throws", hostile],
    ["a number as message", changed({ message: 7 })],
    ["an object as message", changed({ message: STATUS_EVENT })],
    ["null as message", changed({ message: null })],
    ["a list as subject", changed({ subject: ["report"] })],
    ["an unknown type", changed({ type: "notification" })],
    ["a type of Object's", changed({ type: "constructor" })],
    ["an unknown version", changed({ signature_version: "v2" })],
    ["an id of two lines", changed({ message_id: "a\nb" })],
    ["an empty id", changed({ message_id: "" })],
    ["a timestamp that is no date", changed({ timestamp: "2026-13-01T12:00:00Z" })],
    ["a timestamp in words", changed({ timestamp: "1 March 2026" })],
    ["more than 256 KB of text", genuine("x".repeat(256 * 1024))],
    ["more than 256 KB in an ArrayBuffer", new ArrayBuffer(256 * 1024 + 1)],
    ["what calls itself an ArrayBuffer", { [Symbol.toStringTag]: "ArrayBuffer" }],
    ["more than 256 KB of bytes", Buffer.from(genuine("x".repeat(256 * 1024)))],
    ["more than 256 KB in an object", JSON.parse(genuine("订".repeat(90_000))) as unknown],
  ];

  it.each(wrong)("is refused before anything is fetched: %s", async (_, body) => {
    const fetchCertificate = vi.fn(signer.fetchCertificate);
    expect(await refusalOf(verifierOf({ fetchCertificate }).verify(body))).toMatchObject({
      code: "protocol",
      sent: "no",
    });
    expect(fetchCertificate).not.toHaveBeenCalled();
  });

  it.each([
    ["empty", ""],
    ["short", "aGVsbG8="],
    ["not Base64", "!".repeat(344)],
    ["of the other alphabet", `${"-_".repeat(171)}==`],
    ["with blanks", `${signer.push({ topic_urn: TOPIC, message: "x" }).signature} `],
    ["without padding", signer.push({ topic_urn: TOPIC, message: "x" }).signature.replace(/=/g, "")],
    ["of zeros", `${"A".repeat(342)}==`],
  ])("is refused with a signature that is %s", async (_, signature) => {
    expect(await refusalOf(verifierOf().verify(changed({ signature })))).toMatchObject({ code: "auth" });
  });

  it("is refused with a signature in another spelling of the same bytes", async () => {
    const push = signer.push({ topic_urn: TOPIC, message: STATUS_EVENT });
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    const last = alphabet.indexOf(push.signature.at(-3)!);
    const signature = `${push.signature.slice(0, -3)}${alphabet[last ^ 1]}==`;
    expect(Buffer.from(signature, "base64")).toEqual(Buffer.from(push.signature, "base64"));
    expect(await refusalOf(verifierOf().verify({ ...push, signature }))).toMatchObject({ code: "auth" });
  });

  it("of any JSON is refused with an SmnError", async () => {
    const verifier = verifierOf();
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.json(), fc.anything(), fc.uint8Array()), async (body) => {
        await expect(verifier.verify(body)).rejects.toBeInstanceOf(SmnError);
      }),
    );
    const names = fc.constantFrom(...Object.keys(JSON.parse(genuine()) as object));
    await fc.assert(
      fc.asyncProperty(names, fc.jsonValue(), async (name, value) => {
        fc.pre(name !== "unsubscribe_url" && name !== "subject");
        await expect(verifier.verify(changed({ [name]: value }))).rejects.toBeInstanceOf(SmnError);
      }),
    );
  });
});

describe("an algorithm other than RSA PKCS #1 with SHA-256", () => {
  const fetchCertificate = async (): Promise<string> => certificateWith();

  it.each(["sha1", "md5", "sha512"])("is refused: %s", async (digest) => {
    const verifier = verifierOf({ fetchCertificate });
    await expect(verifier.verify(signedBy())).resolves.toMatchObject({ kind: "status" });
    expect(await refusalOf(verifier.verify(signedBy(rsa.privateKey, digest)))).toMatchObject({
      code: "auth",
    });
  });

  it("is refused: PSS", async () => {
    const push = JSON.parse(signedBy()) as { signature: string };
    push.signature = sign(pushText(unsigned), { padding: constants.RSA_PKCS1_PSS_PADDING });
    expect(await refusalOf(verifierOf({ fetchCertificate }).verify(push))).toMatchObject({ code: "auth" });
  });
});

describe("wrong options", () => {
  it.each([
    { certificateHosts: ["https://x.test"] },
    { certificateHosts: ["x.test:8443"] },
    { certificateHosts: ["*.x.test"] },
    { certificateHosts: "x.test" as unknown as string[] },
    { certificateTimeoutMs: 0 },
    { certificateTimeoutMs: Number.NaN },
    { maxAgeMs: -1 },
    { maxAgeMs: Number.NaN },
  ])("are named: %j", (options) => {
    const [name = ""] = Object.keys(options);
    expect(() => verifierOf(options)).toThrow(expect.objectContaining({ code: "validation" }) as Error);
    expect(() => verifierOf(options)).toThrow(name);
  });
});
