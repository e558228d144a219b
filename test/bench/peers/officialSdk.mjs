import { BasicCredentials } from "@huaweicloud/huaweicloud-sdk-core/auth/BasicCredentials.js";
import { HcClient } from "@huaweicloud/huaweicloud-sdk-core/HcClient.js";
import { DefaultHttpClient } from "@huaweicloud/huaweicloud-sdk-core/http/DefaultHttpClient.js";
import { keys, path, projectId } from "../sign.mjs";
import { count } from "./work.mjs";

/** The vendor's SDK core; its service package has no such call, so it is sent as a custom request. */
export function create({ url }) {
  const credential = new BasicCredentials().withAk(keys.ak).withSk(keys.sk).withProjectId(projectId);
  // ClientBuilder would write a file into the home directory.
  const client = new HcClient(new DefaultHttpClient({}, [url]))
    .withEndpoints([url])
    .withCredential(credential);
  return {
    async send(batch) {
      const options = {
        method: "POST",
        url: path,
        contentType: "application/json",
        queryParams: {},
        pathParams: {},
        headers: {},
      };
      return count(await client.sendRequest({ ...options, data: { sms_message: batch } }));
    },
  };
}
