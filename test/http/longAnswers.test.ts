import { expect, it } from "vitest";
import { createSmsClient } from "../../src/createSmsClient.js";

/** So long that work which grows with the square of the length would not end within the time of a test. */
const LENGTH = 2_000_000;
const blanks = " ".repeat(LENGTH);
const message = { endpoint: "+8613800000001", message: "text", sign_id: "s" };

it.each<[string, string]>([
  ["blanks", blanks],
  ["line breaks", "\n".repeat(LENGTH)],
  ["blanks before a word", `${blanks}x`],
  ["blanks in a title", `<title${blanks}`],
  ["many titles", "<title".repeat(LENGTH / 8)],
  ["blanks in the message of an error", JSON.stringify({ code: "SMN.1", message: `time:${blanks}` })],
  ["many hints in the message of an error", JSON.stringify({ message: "time:1 ".repeat(LENGTH / 8) })],
  ["blanks in a code", JSON.stringify({ code: `SMN${blanks}`, message: blanks })],
  ["blanks after a name", `{"request_id"${blanks}`],
  ["many names", `{${'"request_id" '.repeat(LENGTH / 16)}`],
  ["digits", "1".repeat(LENGTH)],
  ["hyphens and digits", "1-".repeat(LENGTH / 2)],
])("an answer of %s takes time in proportion to its length", async (_, body) => {
  let status = 400;
  const sms = createSmsClient({
    baseUrl: "https://sms.example.com",
    projectId: "p",
    credentials: { token: "t" },
    retry: { deadlineMs: 0 },
    fetch: async () => new Response(body, { status }),
  });
  const call = { params: { path: { project_id: "p" } }, body: { sms_message: [message] } };
  for (status of [200, 400, 429, 500]) {
    expect((await sms.send(message)).status).not.toBe("accepted");
    await sms.api.POST("/v2/{project_id}/notifications/sms", call).catch(() => undefined);
  }
});
