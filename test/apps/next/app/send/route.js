import { createSmsClient } from "smn-sms";
import { sandboxCredentials, sandboxProjectId, sandboxSign } from "smn-sms/mock";

let sms;

export async function POST() {
  sms ??= createSmsClient({
    baseUrl: process.env.SANDBOX,
    projectId: sandboxProjectId,
    credentials: sandboxCredentials,
  });
  const message = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
  const { status, cause } = await sms.send(message);
  return Response.json({ status, ...(cause && { cause: String(cause) }) });
}
