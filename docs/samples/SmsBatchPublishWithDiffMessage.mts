import { createSmsClient, environment } from "smn-sms";

// environment() reads HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK and HUAWEICLOUD_SDK_PROJECT_ID.
const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

const { request_id, result } = await sms.sendBatch([
  {
    endpoint: "+8613800000001",
    message: "您的验证码是 482913，5 分钟内有效。",
    sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
  },
  {
    endpoint: "+8613800000002",
    message: "您的验证码是 730155，5 分钟内有效。",
    sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
  },
]);

for (const item of result) {
  if ("message_id" in item) console.log("accepted", item.message_id);
  else console.error("rejected", item.code, item.message, "in request", request_id);
}
