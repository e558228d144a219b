import { exampleIds } from "../contract/document.js";
import type { MockKey, MockSign, MockUser } from "./mockOptions.js";

/** The access key of a sandbox that was given neither `keys` nor `tokens`. */
export const sandboxCredentials: Readonly<Pick<MockKey, "ak" | "sk">> = Object.freeze({
  ak: "SANDBOXACCESSKEY0001",
  sk: "sandboxSecretKeyThatOpensNothing00000001",
});

/** The token of a sandbox that was given neither `keys` nor `tokens`. */
export const sandboxToken: {
  /** Sent as `X-Auth-Token`. */
  readonly token: string;
} = Object.freeze({ token: "sandbox-token" });

/** A project id for requests to a sandbox, the one of the document's examples. */
export const sandboxProjectId: string = exampleIds.projectId;

/** The signature of a sandbox that was given no `signs`: approved, with the id of the document's examples. */
export const sandboxSign: Readonly<MockSign> = Object.freeze({
  sign_id: exampleIds.signId,
  sign_name: "XX商城",
  status: "approved",
  sign_type: "notification",
});

/** The user of a sandbox that was given no `users`. */
export const sandboxUser: Readonly<MockUser> = Object.freeze({
  username: "sandbox-user",
  password: "sandbox-password",
  domainName: "sandbox-domain",
});

/** The topic of a sandbox that was given no `callbacks`. */
export const sandboxTopicUrn: string = ["urn:smn:cn-north-4", sandboxProjectId, "sandbox"].join(":");
