import { readFile } from "node:fs/promises";
import { SmnError } from "../../base/errors.js";
import type { ScheduledFault } from "../../mock/faults/fault.js";
import {
  sandboxCredentials,
  sandboxProjectId,
  sandboxSign,
  sandboxToken,
  sandboxUser,
} from "../../mock/options/sandboxDefaults.js";
import {
  startMockServer,
  type MockServer,
  type MockServerOptions,
} from "../../mock/doors/startMockServer.js";
import { CliError } from "../base/cliError.js";
import type { CliEnvironment } from "../base/environment.js";
import { exitCodes, type ExitCode } from "../base/exitCode.js";

export interface MockCommandOptions {
  readonly port: number;
  readonly host: string;
  readonly ak?: string;
  readonly sk?: string;
  readonly token?: string;
  /** Milliseconds. */
  readonly latency?: number;
  readonly seed?: number;
  /** JSON, or the path of a file that holds it. */
  readonly faults?: string;
  readonly anySign?: true;
  readonly acceptBooleanFlag: boolean;
  /** Parts. */
  readonly balance?: number;
  /** Milliseconds. */
  readonly deliveryDelay: number;
  readonly callbackUrl?: string;
  readonly clockControl?: true;
  readonly allowHost?: readonly string[];
  readonly allowOrigin?: readonly string[];
  /** Paths of files in PEM. */
  readonly cert?: string;
  readonly key?: string;
}

/** `smn-sms mock`: serves the sandbox until the signal fires. */
export async function runMock(
  options: MockCommandOptions,
  { stdout, signal }: Pick<CliEnvironment, "stdout" | "signal">,
): Promise<ExitCode> {
  const server = await start(await serverOptions(options));
  stdout.write(
    `smn-sms sandbox listening on ${server.url}\nInbox, in a browser: ${server.url}/\n${clientHelp(server.url, options)}`,
  );
  await new Promise<void>((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener("abort", () => resolve(), { once: true });
  });
  await server.close();
  return exitCodes.ok;
}

async function serverOptions(options: MockCommandOptions): Promise<MockServerOptions> {
  const { port, host, ak, sk, token, latency, seed, faults, cert, key } = options;
  if ((ak === undefined) !== (sk === undefined)) throw new CliError("--ak and --sk belong together.");
  if ((cert === undefined) !== (key === undefined)) throw new CliError("--cert and --key belong together.");
  const scheduled: ScheduledFault[] = faults === undefined ? [] : await readFaults(faults);
  if (latency !== undefined) scheduled.push({ kind: "latency", ms: latency, times: "always" });
  return {
    port,
    host,
    anySign: options.anySign,
    acceptBooleanFlag: options.acceptBooleanFlag,
    balance: options.balance,
    deliveryDelayMs: options.deliveryDelay,
    callbackUrl: options.callbackUrl,
    clockControl: options.clockControl,
    allowedHosts: options.allowHost,
    allowedOrigins: options.allowOrigin,
    faults: scheduled,
    ...(cert !== undefined &&
      key !== undefined && {
        tls: { cert: await readOptionFile("--cert", cert), key: await readOptionFile("--key", key) },
      }),
    ...(ak !== undefined && sk !== undefined && { keys: [{ ak, sk }] }),
    ...(token !== undefined && { tokens: [token] }),
    ...(seed !== undefined && { seed }),
  };
}

async function readFaults(value: string): Promise<ScheduledFault[]> {
  const text = /^\s*[[{]/.test(value) ? value : await readOptionFile("--faults", value);
  let faults: unknown;
  try {
    faults = JSON.parse(text);
  } catch {
    throw new CliError("--faults is not JSON: expected one fault, or a list of them.");
  }
  // The sandbox itself checks the faults.
  return (Array.isArray(faults) ? faults : [faults]) as ScheduledFault[];
}

async function readOptionFile(option: string, path: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw new CliError(
      `${option}: ${path} cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown reason"}).`,
    );
  }
}

async function start(options: MockServerOptions): Promise<MockServer> {
  try {
    return await startMockServer(options);
  } catch (error) {
    if (error instanceof SmnError) throw new CliError(error.message);
    const code = (error as NodeJS.ErrnoException).code;
    if (code === "EADDRINUSE")
      throw new CliError(
        `Port ${options.port ?? 0} is in use. Choose another with --port; --port 0 takes a free one.`,
      );
    if (code?.startsWith("ERR_OSSL") === true)
      throw new CliError("--cert and --key must be a certificate and its key, both in PEM.");
    if (code !== undefined) throw new CliError(`Cannot listen on ${options.host ?? ""} (${code}).`);
    throw error;
  }
}

function clientHelp(url: string, { ak, sk, token }: MockCommandOptions): string {
  const isDemo = ak === undefined && token === undefined;
  const key = isDemo ? sandboxCredentials : { ak, sk };
  const lines = ["", "Point a client at it:"];
  if (key.ak !== undefined) lines.push(`  export HUAWEICLOUD_SDK_AK=${key.ak}`);
  // The user who passed a secret knows it; it is not printed.
  if (key.ak !== undefined)
    lines.push(`  export HUAWEICLOUD_SDK_SK=${isDemo ? sandboxCredentials.sk : "(your --sk)"}`);
  lines.push(`  export HUAWEICLOUD_SDK_PROJECT_ID=${sandboxProjectId}`);
  lines.push(`  smn-sms send people.csv --sign-id ${sandboxSign.sign_id} \\`, `    --base-url ${url}`);
  if (isDemo) lines.push(`Token for other clients (X-Auth-Token): ${sandboxToken.token}`);
  const { username, password, domainName } = sandboxUser;
  lines.push(`Tokens for user ${username}, password ${password}, domain ${domainName}:`);
  lines.push(`  export HUAWEICLOUD_SDK_IAM_ENDPOINT=${url}`);
  lines.push("Stop it with Ctrl-C.", "");
  return lines.join("\n");
}
