import { generateKeyPairSync, randomBytes, sign, type KeyObject } from "node:crypto";
import { smnAddress } from "../../../generated/regions.js";
import type { components } from "../../../generated/schema.js";
import { pushText } from "../../auth/sign/pushText.js";
import { systemClock, type Clock } from "../../base/clock.js";
import { wireTime } from "../base/wireTime.js";
import { makeCertificate } from "./makeCertificate.js";

type PushMessage = components["schemas"]["PushMessage"];

/** A push message before it is signed. */
export type UnsignedPush = WithoutSignature<PushMessage>;
type WithoutSignature<T> = T extends unknown
  ? Omit<T, "signature" | "signature_version" | "signing_cert_url">
  : never;

/** Options of a signer. */
export interface PushSignerOptions {
  /** For timestamps and the validity of the certificate. @default the system's clock */
  clock?: Clock | undefined;
  /** The region in the addresses. @default "cn-north-4" */
  region?: string | undefined;
  /** Makes the ids of messages and subscriptions: 32 hexadecimal digits. @default random ones */
  createId?: (() => string) | undefined;
}

/** The content of a test push. Missing properties are filled in as the service would. */
export interface TestPush {
  /** @default "Notification" */
  type?: PushMessage["type"] | undefined;
  /** The topic that it comes from. */
  topic_urn: string;
  /** A text, or an event (`SmsStatusEvent`, `SmsReplyEvent`, anything) that goes out as JSON. */
  message: string | object;
  /** Notifications only. */
  subject?: string | undefined;
  /** @default a new id */
  message_id?: string | undefined;
  /** @default now, as `2026-03-01T12:00:00Z` */
  timestamp?: string | undefined;
  /** Confirmations only. @default an address of the service, as it would look */
  subscribe_url?: string | undefined;
}

/** Signs push messages as the service does, with a key of its own. */
export interface PushSigner {
  /** Of the key that signs, in PEM. Made, with the key, when it is first needed. */
  readonly certificatePem: string;
  /** The address of the certificate in the messages. Nothing is there: see `fetchCertificate`. */
  readonly signingCertUrl: string;
  /** Signs a complete message. */
  sign(unsigned: UnsignedPush): PushMessage;
  /** Completes a message and signs it; `JSON.stringify` of it is the body to post. */
  push(push: TestPush): PushMessage;
  /**
   * To be passed to `verifyPush`, `createPushVerifier` and `createPushReceiver`.
   * @throws {Error} for an address that is not `signingCertUrl`
   */
  readonly fetchCertificate: (url: string) => Promise<string>;
}

const YEAR_MS = 365 * 86_400_000;
const newId = (): string => randomBytes(16).toString("hex");

/** Makes a signer of genuine test pushes. Its key is thrown away with it. */
export function createPushSigner(options: PushSignerOptions = {}): PushSigner {
  const { clock = systemClock, region = "cn-north-4", createId = newId } = options;
  const origin = smnAddress(region);
  const signingCertUrl = `${origin}/smn/SMN_${region}_${newId()}.pem`;
  let made: Identity | undefined;
  const identity = (): Identity => (made ??= createIdentity(new URL(origin).host, clock.now()));

  const signPush = (unsigned: UnsignedPush): PushMessage => ({
    ...unsigned,
    signature_version: "v1",
    signature: sign("sha256", Buffer.from(pushText(unsigned), "utf8"), identity().key).toString("base64"),
    signing_cert_url: signingCertUrl,
  });

  return {
    get certificatePem() {
      return identity().certificatePem;
    },
    signingCertUrl,
    sign: signPush,
    push: (push) => signPush(complete(push, { region, createId, now: clock.now() })),
    fetchCertificate: async (url) => {
      if (url !== signingCertUrl) throw new Error("no certificate of this signer is at that address");
      return Promise.resolve(identity().certificatePem);
    },
  };
}

interface Identity {
  readonly key: KeyObject;
  readonly certificatePem: string;
}

function createIdentity(host: string, now: number): Identity {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const certificatePem = makeCertificate({
    publicKey,
    signingKey: privateKey,
    commonName: host,
    // Wide, so that it is also valid on the clock of the verifier.
    notBefore: now - YEAR_MS,
    notAfter: now + 10 * YEAR_MS,
    serialNumber: randomBytes(16),
  });
  return { key: privateKey, certificatePem };
}

function complete(
  push: TestPush,
  { region, createId, now }: { region: string; createId: () => string; now: number },
): UnsignedPush {
  const { type = "Notification", topic_urn, subject } = push;
  const common = {
    topic_urn,
    message_id: push.message_id ?? createId(),
    message: typeof push.message === "string" ? push.message : JSON.stringify(push.message),
    timestamp: push.timestamp ?? wireTime(now),
  };
  const subscription = "https://console.huaweicloud.com/smn/subscription";
  if (type !== "Notification") {
    const query = `token=${createId()}&topic_urn=${topic_urn}&region=${region}`;
    return { type, ...common, subscribe_url: push.subscribe_url ?? `${subscription}/confirm?${query}` };
  }
  const unsubscribe_url = `${subscription}/unsubscribe?region=${region}&subscription_urn=${topic_urn}:${createId()}`;
  return { type, ...common, unsubscribe_url, ...(subject === undefined ? {} : { subject }) };
}
