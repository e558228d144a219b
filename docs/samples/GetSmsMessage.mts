import { createSmsClient, environment } from "smn-sms";

const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

// The text may hold codes and personal data: do not log it.
const text = await sms.message("0f77847fe8cf47b18fba5def14d5b21e");
console.log(text.length, "characters");
