import { describe, expect, onTestFinished, test } from "vitest";
import { signsText } from "../../../src/cli/signs/signsText.js";
import { displayWidth } from "../../../src/cli/terminal/format.js";
import type { SmsSign } from "../../../src/reports/types.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  startMockServer,
} from "../../../src/mock/index.js";
import type { MockServer, MockServerOptions } from "../../../src/mock/index.js";
import { runInside } from "../support.js";

const env = { HUAWEICLOUD_SDK_AK: sandboxCredentials.ak, HUAWEICLOUD_SDK_SK: sandboxCredentials.sk };

async function sandbox(options: MockServerOptions = {}): Promise<{ server: MockServer; args: string[] }> {
  const server = await startMockServer(options);
  onTestFinished(() => server.close());
  return { server, args: ["signs", "--base-url", server.url, "--project-id", sandboxProjectId] };
}

const sign = (changes: Partial<SmsSign> = {}): SmsSign => ({
  sign_id: "caf488c7ccaf4ffba0c9aa149ab2caf4",
  sign_name: "XX商城",
  sign_type: 0,
  status: 3,
  reply: "",
  create_time: "2017-01-10T02:30:00Z",
  ...changes,
});

describe("smn-sms signs", () => {
  test("lists the signatures with their state", async () => {
    const { args } = await sandbox();
    const { code, stdout, stderr } = await runInside(args, { env });
    expect([code, stderr]).toEqual([0, ""]);
    expect(stdout).toContain(`${sandboxSign.sign_id}  approved  notification  XX商城\n`);
  });

  test("prints one JSON object for each with --json", async () => {
    const signs = [
      sandboxSign,
      { ...sandboxSign, sign_id: "other", status: "refused" as const, reply: "no" },
    ];
    const { args } = await sandbox({ signs });
    const { stdout } = await runInside([...args, "--json"], { env });
    const lines = stdout.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line) as unknown)).toMatchObject([
      { event: "sign", sign_id: sandboxSign.sign_id, status: 3 },
      { event: "sign", sign_id: "other", status: 4, reply: "no" },
    ]);
  });

  test("asks again when the service fails, and ends with 5 when it refuses", async () => {
    const { args, server } = await sandbox();
    server.service.faults.add({ kind: "status", status: 500, times: 2 });
    expect((await runInside(args, { env })).code).toBe(0);
    server.service.faults.add({ kind: "status", status: 403 });
    const { code, stdout, stderr } = await runInside(args, { env });
    expect([code, stdout]).toEqual([5, ""]);
    expect(stderr).toContain("403");
    for (const secret of Object.values(env)) expect(stderr).not.toContain(secret);
  });

  test("and smn-sms report have help that fits 80 columns", async () => {
    for (const name of ["signs", "report"]) {
      const { code, stdout } = await runInside([name, "--help"]);
      expect(code).toBe(0);
      for (const line of stdout.split("\n")) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  test("says what is missing", async () => {
    expect(await runInside(["signs"], { env })).toMatchObject({
      code: 2,
      stderr: expect.stringContaining("--region") as string,
    });
  });
});

describe("the table of signatures", () => {
  test("reads well in 80 columns", () => {
    const text = signsText(
      [
        sign(),
        sign({
          sign_id: "0f77847fe8cf47b18fba5def14d5b21e",
          sign_name: "很长的签名".repeat(6),
          sign_type: 1,
          status: 2,
        }),
        sign({
          sign_id: "short",
          sign_name: "YY",
          status: 4,
          reply: "The licence is not legible. Call 13812345678.",
        }),
      ],
      80,
    );
    expect(text).toMatchInlineSnapshot(`
      "sign_id                           state      type          name
      caf488c7ccaf4ffba0c9aa149ab2caf4  approved   notification  XX商城
      0f77847fe8cf47b18fba5def14d5b21e  in review  promotion     很长的签名很长的签名…
      short                             refused    notification  YY
        The licence is not legible. Call 13812****78.

      3 signatures, 1 approved
      "
    `);
    for (const line of text.split("\n")) expect(displayWidth(line)).toBeLessThanOrEqual(80);
  });

  test("shows states and types that it does not know, and nothing that garbles a terminal", () => {
    const text = signsText([sign({ status: 9, sign_type: 5, sign_name: "a\u001b[2Jb" })], 80);
    expect(text).toContain("status 9");
    expect(text).toContain("type 5");
    expect(text).not.toContain("\u001b");
  });

  test("says when there are none", () => {
    expect(signsText([], 80)).toContain("no signatures");
  });
});
