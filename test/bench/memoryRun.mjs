// Sends a number of messages from an iterator and prints the peak RSS in MB.
import { createSmsClient } from "../../dist/src/index.js";
import { keys, projectId } from "./sign.mjs";

const [, , baseUrl, size] = process.argv;
function* people() {
  for (let n = 0; n < Number(size); n++)
    yield {
      endpoint: `+86138${String(n % 100_000_000).padStart(8, "0")}`,
      message: `您的验证码是${n}，五分钟内有效。`,
      sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
    };
}
const sms = createSmsClient({ baseUrl, projectId, credentials: keys });
let accepted = 0;
for await (const { status } of sms.sendAll(people(), { concurrency: 8 }))
  if (status === "accepted") accepted++;
if (accepted !== Number(size)) throw new Error(`${accepted} of ${size} accepted`);
console.log(process.resourceUsage().maxRSS / 1_024);
