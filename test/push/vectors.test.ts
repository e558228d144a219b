import { describe, expect, it } from "vitest";
import { pushText, type SignedPushFields } from "../../src/auth/sign/pushText.js";
import { createPushVerifier } from "../../src/push/createPushVerifier.js";
import { verifyPush } from "../../src/push/verifyPush.js";
import { refusalOf, webhook } from "./support.js";

const { certificatePem, otherCertificatePem, signingCertUrl, topicUrn, vectors } = webhook;
const fetchCertificate = async (url: string): Promise<string> => {
  expect(url).toBe(signingCertUrl);
  return certificatePem;
};
const options = { topicUrns: [topicUrn], fetchCertificate };

describe("the published push messages", () => {
  it("are three genuine and three tampered ones", () => {
    expect(vectors.map(({ accept }) => accept)).toEqual([true, true, true, false, false, false]);
  });

  it.each(vectors)("$name: text to sign", ({ body, stringToSign }) => {
    expect(pushText(JSON.parse(body) as SignedPushFields)).toBe(stringToSign);
  });

  it.each(vectors.filter(({ accept }) => accept))("$name: accepted in every form", async ({ body }) => {
    const verifier = createPushVerifier(options);
    const { message_id, message } = JSON.parse(body) as { message_id: string; message: string };
    for (const form of [body, Buffer.from(body), new TextEncoder().encode(body), JSON.parse(body) as unknown])
      await expect(verifier.verify(form)).resolves.toMatchObject({
        message_id,
        text: message,
        topic_urn: topicUrn,
      });
    await expect(verifyPush(body, options)).resolves.toMatchObject({ message_id });
  });

  it.each(vectors.filter(({ accept }) => !accept))("$name: refused", async ({ body }) => {
    expect(await refusalOf(verifyPush(body, options), ["13800000002"])).toMatchObject({ code: "auth" });
  });

  it.each(vectors)("$name: judged with the other certificate", async ({ name, body }) => {
    const work = verifyPush(body, { ...options, fetchCertificate: async () => otherCertificatePem });
    // One of them was signed with that key.
    if (name.includes("signed by another key")) expect(await work).toMatchObject({ topic_urn: topicUrn });
    else expect(await refusalOf(work, ["13800000002"])).toMatchObject({ code: "auth" });
  });

  it("give typed events", async () => {
    const [success, failure, confirmation] = await Promise.all(
      vectors.slice(0, 3).map(({ body }) => verifyPush(body, options)),
    );
    expect(success).toMatchObject({
      kind: "status",
      subject: "短信发送回执【测试】",
      event: {
        event_type: "sms_success_event",
        status: 1,
        fee_num: 2,
        extend_code: "订单-42",
        mobile: "13800000001",
      },
    });
    expect(failure).toMatchObject({
      kind: "status",
      event: { event_type: "sms_fail_event", status: 2, status_desc: "REJECTD", extend_code: null },
    });
    expect(failure).not.toHaveProperty("subject");
    expect(confirmation).toMatchObject({
      kind: "subscription_confirmation",
      subscribe_url: expect.stringContaining(
        "https://console.huaweicloud.com/smn/subscription/confirm?",
      ) as string,
    });
  });
});
