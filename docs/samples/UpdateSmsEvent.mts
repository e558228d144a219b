import { createSmsClient, environment } from "smn-sms";

const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

const topic_urn = "urn:smn:cn-north-4:f96188c7ccaf4ffba0c9aa149ab2bd57:sms_report";

await sms.callbacks.update([
  { event_type: "sms_success_event", topic_urn },
  { event_type: "sms_fail_event", topic_urn },
]);
