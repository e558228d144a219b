import { createHash, createHmac } from "node:crypto";

export const keys = { ak: "AKBENCHEXAMPLE000001", sk: "skBenchExample0000000000000000000000001" };
export const projectId = "f96188c7ccaf4ffba0c9aa149ab2bd57";
export const path = `/v2/${projectId}/notifications/sms`;

/** The least that authenticating costs: nothing is hashed for a token. */
export function authenticated(auth, host, bytes) {
  return auth === "token"
    ? { "content-type": "application/json", "x-auth-token": token }
    : signed(host, bytes);
}

/** As long as tokens of the service may be. */
export const token = "MIIBenchExample0".repeat(128);

/** The least that signing costs: what every peer does that has no signer of its own. */
function signed(host, bytes) {
  const date = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
  const hash = createHash("sha256").update(bytes).digest("hex");
  const names = "content-type;host;x-project-id;x-sdk-date";
  const canonical = `POST\n${path}/\n\ncontent-type:application/json\nhost:${host}\nx-project-id:${projectId}\nx-sdk-date:${date}\n\n${names}\n${hash}`;
  const text = `SDK-HMAC-SHA256\n${date}\n${createHash("sha256").update(canonical).digest("hex")}`;
  const signature = createHmac("sha256", keys.sk).update(text).digest("hex");
  return {
    "content-type": "application/json",
    "x-project-id": projectId,
    "x-sdk-date": date,
    authorization: `SDK-HMAC-SHA256 Access=${keys.ak}, SignedHeaders=${names}, Signature=${signature}`,
  };
}
