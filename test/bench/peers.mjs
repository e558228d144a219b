/**
 * Every client, by name, in a file of its own, so that a process loads no other. All do the same work: serialise,
 * authenticate, send, parse the answer, read every result. `send` takes a batch and returns how many results said
 * "accepted".
 */
const FILES = {
  floor: "floor",
  "floor, pooled body": "pooledFloor",
  "undici.request": "undiciRequest",
  "node:http": "nodeHttp",
  "global fetch": "globalFetch",
  "openapi-fetch": "openapiFetch",
  axios: "axios",
  "official SDK": "officialSdk",
  "smn-sms": "smnSms",
};

export const peerNames = Object.keys(FILES);

/** The official SDK knows no tokens. */
export function canDo(name, auth) {
  return name !== "official SDK" || auth !== "token";
}

export async function createPeer(name, options) {
  const { create } = await import(`./peers/${FILES[name]}.mjs`);
  return create(options);
}
