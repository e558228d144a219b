import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createServer } from "node:http";
import { Agent } from "node:https";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { iamPassword } from "../../src/auth/iamPassword.js";
import { createSmsClient } from "../../src/createSmsClient.js";
import { verifyPush } from "../../src/push/verifyPush.js";
import {
  sandboxCredentials,
  sandboxSign,
  sandboxToken,
  sandboxTopicUrn,
  sandboxUser,
} from "../../src/mock/index.js";
import { faultKinds } from "../../src/mock/faults/parseFault.js";
import { selfSignedCertificate } from "../http/certificate.js";
import { run, start, temporaryFolder, type Running } from "../cli/command.js";
import { memory, runInside } from "../cli/support.js";
import { people } from "./cliSupport.js";

const SELF = fileURLToPath(import.meta.url);

/** A receiver of pushes. */
async function receive(): Promise<{ url: string; bodies: string[] }> {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (text: string) => (body += text));
    request.on("end", () => {
      bodies.push(body);
      response.end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, bodies };
}

async function sandbox(
  ...options: string[]
): Promise<{ running: Running; url: string; env: Record<string, string> }> {
  const running = start(["mock", "--port", "0", ...options]);
  await running.seen("Stop it with Ctrl-C.");
  return { running, ...printed(running.output.stdout) };
}

/** The same without a process of its own. */
async function sandboxInside(
  ...options: string[]
): Promise<{ stdout: string; url: string; env: Record<string, string> }> {
  const stop = new AbortController();
  const stdout = memory();
  const ended = runInside(["mock", "--port", "0", ...options], { stdout, signal: stop.signal });
  onTestFinished(async () => {
    stop.abort();
    await ended;
  });
  await new Promise<void>((resolve, reject) => {
    stdout.on("data", () => {
      if (stdout.text.includes("Stop it with Ctrl-C.")) resolve();
    });
    void ended.then(({ stderr }) => reject(new Error(stderr)));
  });
  return { stdout: stdout.text, ...printed(stdout.text) };
}

function printed(stdout: string): { url: string; env: Record<string, string> } {
  const url = /^smn-sms sandbox listening on (https?:\/\/127\.0\.0\.1:\d+)\n/.exec(stdout)?.[1] ?? "";
  const env = Object.fromEntries(
    [...stdout.matchAll(/export (\w+)=(\S+)/g)].map(([, name = "", value = ""]) => [name, value]),
  );
  return { url, env };
}

describe("smn-sms mock", () => {
  test("is a sandbox for the command that it prints, and stops at SIGTERM", async () => {
    const { running, url, env } = await sandbox("--seed", "7", "--latency", "1");
    const folder = await temporaryFolder();
    await writeFile(join(folder, "people.csv"), people(5));
    const sign = /--sign-id (\S+)/.exec(running.output.stdout)?.[1] ?? "";
    const sent = await run(["send", "people.csv", "--sign-id", sign, "--base-url", url, "--yes"], {
      cwd: folder,
      env,
    });
    expect(sent).toMatchObject({ code: 0 });
    const { count } = (await (await fetch(`${url}/__sandbox/messages`)).json()) as { count: number };
    expect(count).toBe(5);
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("stops at Ctrl-C", async () => {
    const { running } = await sandbox();
    running.child.kill("SIGINT");
    expect((await running.ended).code).toBe(0);
  });

  test("takes faults as JSON or from a file", async () => {
    const path = join(await temporaryFolder(), "faults.json");
    await writeFile(path, '[{"kind":"throttle","times":2}]');
    for (const faults of [path, '{"kind":"throttle","times":2}']) {
      const { url } = await sandboxInside("--faults", faults);
      const { faults: pending } = (await (await fetch(`${url}/__sandbox/faults`)).json()) as {
        faults: unknown[];
      };
      expect(pending).toEqual([expect.objectContaining({ kind: "throttle", times: 2 })]);
    }
  });

  test("knows only the key that it is given, and does not print its secret", async () => {
    const { stdout, url } = await sandboxInside(
      "--ak",
      "OWNSANDBOXKEY0000001",
      "--sk",
      "ownSecret",
      "--any-sign",
    );
    expect(stdout).not.toContain("ownSecret");
    const folder = await temporaryFolder();
    await writeFile(join(folder, "people.csv"), people(1));
    const env = { HUAWEICLOUD_SDK_AK: "OWNSANDBOXKEY0000001", HUAWEICLOUD_SDK_SK: "ownSecret" };
    const args = [
      "send",
      "people.csv",
      "--sign-id",
      "anything",
      "--project-id",
      "p1",
      "--base-url",
      url,
      "--yes",
    ];
    expect((await run(args, { cwd: folder, env })).code).toBe(0);
  });

  test("hands out tokens for name and password", async () => {
    const { url, env } = await sandboxInside();
    expect(env["HUAWEICLOUD_SDK_IAM_ENDPOINT"]).toBe(url);
    const credentials = iamPassword({ ...sandboxUser, region: "cn-north-4", env });
    const sms = createSmsClient({ baseUrl: url, credentials });
    const text = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
    expect(await sms.send(text)).toMatchObject({ status: "accepted" });
  });

  test("pushes reports that another process can verify, at a time that it is told", async () => {
    const receiver = await receive();
    const { url, running } = await sandbox(
      ...["--callback-url", receiver.url, "--clock-control", "--delivery-delay", "60000"],
    );
    const sms = createSmsClient({ baseUrl: url, projectId: "p1", credentials: sandboxCredentials });
    const text = { endpoint: "+8617099980002", message: "hi", sign_id: sandboxSign.sign_id };
    const outcome = await sms.send({ ...text, extend_code: "order-1" });
    expect(receiver.bodies).toEqual([]);
    const moved = await fetch(`${url}/__sandbox/clock`, { method: "POST", body: '{"advanceMs":60000}' });
    expect(moved.status).toBe(200);
    expect(receiver.bodies).toHaveLength(1);
    const push = await verifyPush(receiver.bodies[0], {
      topicUrns: [sandboxTopicUrn],
      fetchCertificate: async (address) => (await fetch(url + new URL(address).pathname)).text(),
    });
    expect(push).toMatchObject({
      kind: "status",
      event: {
        message_id: (outcome as { message_id: string }).message_id,
        status: 2,
        status_desc: "REJECTD",
      },
    });
    await sms.send(text); // its report still waits when the sandbox is stopped
    running.child.kill("SIGTERM");
    expect(await running.ended).toMatchObject({ code: 0, stderr: "" });
  });

  test("serves HTTPS with the certificate in a file", async () => {
    const folder = await temporaryFolder();
    const { cert, key } = selfSignedCertificate();
    await writeFile(join(folder, "cert.pem"), cert);
    await writeFile(join(folder, "key.pem"), key);
    const { url } = await sandboxInside("--cert", join(folder, "cert.pem"), "--key", join(folder, "key.pem"));
    expect(url).toMatch(/^https:/);
    const agent = new Agent({ ca: cert });
    const sms = createSmsClient({ baseUrl: url, projectId: "p1", credentials: sandboxCredentials, agent });
    const text = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
    expect(await sms.send(text)).toMatchObject({ status: "accepted" });
    agent.destroy();
  });

  test.each([
    [[], 200],
    [["--accept-boolean-flag"], 200],
    [["--no-accept-boolean-flag"], 400],
  ])("with %j answers %i to a flag that is a boolean", async (options, status) => {
    const { url } = await sandboxInside(...options);
    const one = { endpoint: "13800000001", message: "【XX商城】hi", message_include_sign_flag: true };
    const response = await fetch(`${url}/v2/p1/notifications/sms`, {
      method: "POST",
      headers: { "content-type": "application/json", "x-auth-token": sandboxToken.token },
      body: JSON.stringify({ sms_message: [one] }),
    });
    expect(response.status).toBe(status);
  });

  test("has a balance, if it is given one", async () => {
    const { url } = await sandboxInside("--balance", "1");
    const sms = createSmsClient({ baseUrl: url, projectId: "p1", credentials: sandboxCredentials });
    const text = { endpoint: "+8613800000001", message: "hi", sign_id: sandboxSign.sign_id };
    expect(await sms.send(text)).toMatchObject({ status: "accepted" });
    expect(await sms.send(text)).toMatchObject({ status: "rejected", code: "SMN.0261" });
  });

  test("tells in its help of every fault and control endpoint", async () => {
    const { stdout } = await runInside(["mock", "--help"]);
    for (const kind of faultKinds()) expect(stdout).toContain(kind);
    for (const path of ["health", "messages", "requests", "faults", "pushes", "replies", "clock"])
      expect(stdout).toContain(`/__sandbox/${path}`);
  });

  test.each([
    ["a port in use", ["--port", "USED"], "in use"],
    ["a fault that does not exist", ["--port", "0", "--faults", '{"kind":"earthquake"}'], "kind"],
    ["faults that are no JSON", ["--port", "0", "--faults", "{"], "not JSON"],
    [
      "a file of faults that does not exist",
      ["--port", "0", "--faults", "/nonexistent.json"],
      "cannot be read",
    ],
    ["half a key", ["--port", "0", "--ak", "x"], "belong together"],
    ["a certificate without key", ["--port", "0", "--cert", "x.pem"], "belong together"],
    [
      "a certificate that is not there",
      ["--port", "0", "--cert", "/no.pem", "--key", "/no.pem"],
      "cannot be read",
    ],
    ["a certificate that is none", ["--port", "0", "--cert", SELF, "--key", SELF], "both in PEM"],
    ["a callback that is no address", ["--port", "0", "--callback-url", "nowhere"], "callbackUrl"],
  ])("ends with 2 for %s", async (_, options, hint) => {
    const used = options.includes("USED") ? new URL((await sandboxInside()).url).port : "";
    const given = options.map((word) => (word === "USED" ? used : word));
    const { code, stderr } = await runInside(["mock", ...given]);
    expect([code, stderr]).toEqual([2, expect.stringContaining(hint)]);
  });
});
