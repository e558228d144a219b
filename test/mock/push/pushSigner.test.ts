import { execFileSync } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { createPushSigner, type UnsignedPush } from "../../../src/mock/push/createPushSigner.js";
import { bitString, element, integer, objectIdentifier, time } from "../../../src/mock/push/der.js";
import { createPushVerifier } from "../../../src/push/createPushVerifier.js";
import { manualClock, NOON } from "../support.js";

const topic_urn = "urn:smn:cn-north-4:f96188c7ccaf4ffba0c9aa149ab2bd57:sms_report";
const DAY = 86_400_000;

describe("a signer of test pushes", () => {
  const clock = manualClock();
  const signer = createPushSigner({ clock });

  it("signs what the verifier takes, of every type", async () => {
    const verifier = createPushVerifier({
      topicUrns: [topic_urn],
      fetchCertificate: signer.fetchCertificate,
      clock,
    });
    const kinds: string[] = [];
    for (const type of [undefined, "SubscriptionConfirmation", "UnsubscribeConfirmation"] as const) {
      const push = signer.push({ type, topic_urn, message: "text" });
      kinds.push((await verifier.verify(JSON.stringify(push))).kind);
    }
    expect(kinds).toEqual(["other", "subscription_confirmation", "unsubscribe_confirmation"]);
  });

  it("fills in what the service would, on its clock", () => {
    const push = signer.push({ topic_urn, message: { event_type: "sms_reply_event" }, subject: "report" });
    expect(push).toMatchObject({
      type: "Notification",
      topic_urn,
      subject: "report",
      message: '{"event_type":"sms_reply_event"}',
      timestamp: "2026-03-01T12:00:00Z",
      message_id: expect.stringMatching(/^[0-9a-f]{32}$/) as string,
      signature_version: "v1",
      signature: expect.stringMatching(/^[A-Za-z0-9+/]{342}==$/) as string,
      signing_cert_url: signer.signingCertUrl,
      unsubscribe_url: expect.stringMatching(/^https:/) as string,
    });
    expect(signer.push({ topic_urn, message: "" }).message_id).not.toBe(push.message_id);
  });

  it("takes ids from the caller", () => {
    const withIds = createPushSigner({ clock, createId: () => "a".repeat(32) });
    expect(withIds.push({ topic_urn, message: "" }).message_id).toBe("a".repeat(32));
    expect(
      withIds.push({ topic_urn, message: "", message_id: "mine", timestamp: "2020-01-01T00:00:00Z" }),
    ).toMatchObject({
      message_id: "mine",
      timestamp: "2020-01-01T00:00:00Z",
    });
  });

  it("signs a message as it stands", () => {
    const unsigned: UnsignedPush = {
      type: "SubscriptionConfirmation",
      topic_urn,
      message_id: "1",
      message: "join?",
      timestamp: "2026-03-01T12:00:00Z",
      subscribe_url: "https://console.huaweicloud.com/smn/subscription/confirm?token=1",
    };
    expect(signer.sign(unsigned)).toMatchObject(unsigned);
    expect(signer.sign(unsigned)).toEqual(signer.sign(unsigned));
  });

  it("has an address in its region, and gives the certificate for no other", async () => {
    const european = createPushSigner({ clock, region: "eu-west-101" });
    expect(european.signingCertUrl).toMatch(
      /^https:\/\/smn\.eu-west-101\.myhuaweicloud\.eu\/smn\/SMN_eu-west-101_[0-9a-f]{32}\.pem$/,
    );
    expect(await european.fetchCertificate(european.signingCertUrl)).toBe(european.certificatePem);
    await expect(european.fetchCertificate(signer.signingCertUrl)).rejects.toThrow("no certificate");
  });

  it("has a key of its own", () => {
    expect(createPushSigner({ clock }).certificatePem).not.toBe(signer.certificatePem);
    expect(signer.certificatePem).toBe(signer.certificatePem);
  });

  it("makes a certificate that node reads", () => {
    const certificate = new X509Certificate(signer.certificatePem);
    expect(certificate.subject).toBe("CN=smn.cn-north-4.myhuaweicloud.com");
    expect(certificate.verify(certificate.publicKey)).toBe(true);
    expect(certificate.ca).toBe(true);
    expect(certificate.publicKey.asymmetricKeyDetails).toMatchObject({ modulusLength: 2048 });
    expect(Date.parse(certificate.validFrom)).toBe(NOON - 365 * DAY);
    expect(Date.parse(certificate.validTo)).toBe(NOON + 3650 * DAY);
  });

  it("makes a certificate that openssl verifies, also one that ends after 2050", () => {
    const folder = mkdtempSync(join(tmpdir(), "smn-sms-push-"));
    try {
      for (const year of [2026, 2045]) {
        const now = Date.UTC(year, 2, 1);
        const file = join(folder, `${year}.pem`);
        writeFileSync(file, createPushSigner({ clock: manualClock(now) }).certificatePem);
        const run = (...args: string[]): string =>
          execFileSync("openssl", args, { encoding: "utf8", stdio: "pipe" });
        const at = ["-attime", String(now / 1000)];
        expect(run("verify", "-check_ss_sig", "-CAfile", file, ...at, file)).toContain(": OK");
        const text = run("x509", "-in", file, "-noout", "-text");
        expect(text.match(/Signature Algorithm: sha256WithRSAEncryption/g)).toHaveLength(2);
        expect(text).toMatch(new RegExp(`Not After : .* ${year + 10} GMT`));
      }
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe("DER", () => {
  const hex = (bytes: Buffer): string => bytes.toString("hex");

  it("has lengths of one byte and more", () => {
    expect(hex(element(4, Buffer.alloc(127))).slice(0, 4)).toBe("047f");
    expect(hex(element(4, Buffer.alloc(128))).slice(0, 6)).toBe("048180");
    expect(hex(element(4, Buffer.alloc(256))).slice(0, 8)).toBe("04820100");
    expect(hex(element(4, Buffer.alloc(65_536))).slice(0, 10)).toBe("0483010000");
  });

  it("keeps numbers positive and short", () => {
    expect(hex(integer(Buffer.from("80", "hex")))).toBe("02020080");
    expect(hex(integer(Buffer.from("00007f", "hex")))).toBe("02017f");
    expect(hex(integer(Buffer.from("00", "hex")))).toBe("020100");
  });

  it("writes object identifiers", () => {
    expect(hex(objectIdentifier("1.2.840.113549.1.1.11"))).toBe("06092a864886f70d01010b");
    expect(hex(objectIdentifier("2.5.4.3"))).toBe("0603550403");
  });

  it("writes times with two digits of the year before 2050, and four from then on", () => {
    expect(time(Date.UTC(2049, 11, 31, 23, 59, 59)).toString("latin1")).toBe("\x17\r491231235959Z");
    expect(time(Date.UTC(2050, 0, 1)).toString("latin1")).toBe("\x18\x0f20500101000000Z");
  });

  it("writes bits", () => {
    expect(hex(bitString(Buffer.from("ff", "hex")))).toBe("030200ff");
    expect(hex(bitString(Buffer.from("84", "hex"), 2))).toBe("03020284");
  });
});
