import { createSmsClient, environment } from "smn-sms";

const { HUAWEICLOUD_SDK_PROJECT_ID: project_id = "", SIGN_ID: sign_id = "" } = process.env;
const sms = createSmsClient({ region: "cn-north-4", credentials: environment() });

// A deleted signature cannot be restored.
const { data, error } = await sms.api.DELETE("/v2/{project_id}/notifications/sms_sign/{sign_id}", {
  params: { path: { project_id, sign_id } },
});
if (error !== undefined) console.error("not deleted", error);
else console.log("deleted in request", data.request_id);
