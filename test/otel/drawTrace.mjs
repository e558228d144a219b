// Draws the spans of a run at the sandbox into docs/trace.svg: `npm run docs:trace`, after `npm run build`.
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";
import { format, resolveConfig } from "prettier";
import { runScenario } from "./scenario.mjs";
import { traceSvg } from "./traceSvg.mjs";

const load = (entry) => import(new URL(`../../dist/${entry}.mjs`, import.meta.url).href);
const exporter = new InMemorySpanExporter();
const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
const [client, mock, { startTelemetry }] = await Promise.all([load("index"), load("mock"), load("otel")]);
const folder = mkdtempSync(join(tmpdir(), "smn-sms-trace-"));
const stop = startTelemetry({ tracerProvider });
try {
  await runScenario(client, mock, join(folder, "warm-up.journal"));
  exporter.reset();
  await runScenario(client, mock, join(folder, "run.journal"));
} finally {
  stop();
  rmSync(folder, { recursive: true, force: true });
}
const file = new URL("../../docs/trace.svg", import.meta.url);
const options = await resolveConfig(file);
writeFileSync(file, await format(traceSvg(exporter.getFinishedSpans()), { ...options, parser: "html" }));
