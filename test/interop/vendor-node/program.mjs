// The core of the vendor's Node SDK signs and sends; its service package has no such call.
import assert from "node:assert";
import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient.js";
import { DefaultHttpClient } from "@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient.js";

const { SMN_SMS_URL, SMN_SMS_AK, SMN_SMS_SK, SMN_SMS_PROJECT_ID, SMN_SMS_SIGN_ID } = process.env;

const { result } = await send(SMN_SMS_SK, "+8613800000009", "+8617099990227");
check("the signature is genuine", Array.isArray(result));
const results = new Map(result.map((one) => [one.endpoint, one]));
check(
  "one message is accepted beside a rejected one",
  results.get("+8613800000009").message_id !== undefined,
);
check("a rejected message has its code", results.get("+8617099990227").code === "SMN.0227");

const refused = await send("anotherSecretKey00000000000000000000001", "+8613800000009").catch(
  (error) => error,
);
check("a wrong signature is refused", refused.httpStatusCode === 401 && refused.errorCode === "APIGW.0301");

/** ClientBuilder would write a file into the home directory. */
function send(sk, ...endpoints) {
  const credential = new BasicCredentials().withAk(SMN_SMS_AK).withSk(sk).withProjectId(SMN_SMS_PROJECT_ID);
  const client = new HcClient(new DefaultHttpClient({}, [SMN_SMS_URL]))
    .withEndpoints([SMN_SMS_URL])
    .withCredential(credential);
  const message = "您的验证码是 482913。";
  return client.sendRequest({
    method: "POST",
    url: `/v2/${SMN_SMS_PROJECT_ID}/notifications/sms`,
    contentType: "application/json",
    queryParams: {},
    pathParams: {},
    headers: {},
    data: { sms_message: endpoints.map((endpoint) => ({ endpoint, message, sign_id: SMN_SMS_SIGN_ID })) },
  });
}

function check(what, holds) {
  assert(holds, `does not hold: ${what}`);
  console.log(`ok: ${what}`);
}
