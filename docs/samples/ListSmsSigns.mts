import { createSmsClient, environment } from "smn-sms";

const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

for await (const sign of sms.signs()) {
  console.log(sign.sign_id, sign.sign_name, sign.status === 3 ? "approved" : "not usable");
}
