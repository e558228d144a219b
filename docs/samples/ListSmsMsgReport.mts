import { createSmsClient, environment } from "smn-sms";

const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

const end_time = Date.now();
const start_time = end_time - 24 * 60 * 60 * 1000;
const sign_id = "caf488c7ccaf4ffba0c9aa149ab2caf4";

for await (const report of sms.reports({ sign_id, start_time, end_time })) {
  const state = ["no report yet", "delivered", "failed"][report.status];
  console.log(report.message_id, state, report.status_desc ?? "");
}
