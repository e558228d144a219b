import { createSmsClient, environment } from "smn-sms";

const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

for (const { event_type, topic_urn } of await sms.callbacks.list()) {
  console.log(event_type, "goes to", topic_urn);
}
