import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { context, diag, metrics, SpanKind, trace } from "@opentelemetry/api";
import { AsyncLocalStorageContextManager } from "@opentelemetry/context-async-hooks";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
  type MetricData,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
  type ReadableSpan,
} from "@opentelemetry/sdk-trace-base";
import { afterEach, describe, expect, it, onTestFinished } from "vitest";
import * as client from "../../src/index.js";
import { channels } from "../../src/messages/channels.js";
import * as mock from "../../src/mock/index.js";
import { startTelemetry, type TelemetryOptions } from "../../src/otel/index.js";
import { WHOLE_NUMBER } from "../base/wholeNumber.js";
import { messageTo, refused, rig } from "../client/support.js";
import { runScenario } from "./scenario.mjs";
import { rowsOf } from "./traceSvg.mjs";

afterEach(() => {
  trace.disable();
  metrics.disable();
  context.disable();
});

interface Sdk {
  readonly spans: () => ReadableSpan[];
  readonly metric: (name: string) => Promise<MetricData | undefined>;
  readonly stop: () => void;
  readonly tracerProvider: BasicTracerProvider;
}

/** The real SDK, with exporters in memory. */
function start(options: Partial<TelemetryOptions> = {}): Sdk {
  const spans = new InMemorySpanExporter();
  const tracerProvider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] });
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
  const meterProvider = new MeterProvider({ readers: [reader] });
  const stop = startTelemetry({ tracerProvider, meterProvider, ...options });
  onTestFinished(async () => {
    stop();
    await meterProvider.shutdown();
  });
  return {
    spans: () => spans.getFinishedSpans(),
    async metric(name) {
      await reader.forceFlush();
      const all =
        exporter
          .getMetrics()
          .at(-1)
          ?.scopeMetrics.flatMap((one) => one.metrics) ?? [];
      return all.find(({ descriptor }) => descriptor.name === name);
    },
    stop,
    tracerProvider,
  };
}

const points = (metric: MetricData | undefined): [object, unknown][] =>
  (metric?.dataPoints ?? []).map(({ attributes, value }) => [attributes, value]);

function scenario(): Promise<string[]> {
  const folder = mkdtempSync(join(tmpdir(), "smn-sms-otel-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return runScenario(client, mock, join(folder, "run.journal"));
}

describe("spans", () => {
  it("show a batch with its requests and what was written before each", async () => {
    const { spans } = start();
    await scenario();
    const rows = rowsOf(spans()).map(({ depth, label }) => `${"  ".repeat(depth)}${label}`);
    expect(rows.filter((row) => !row.startsWith("journal settle"))).toEqual([
      "send smn",
      "  journal intend",
      "  POST /v2/{project_id}/notifications/sms → 429",
      "  journal intend",
      "  POST /v2/{project_id}/notifications/sms → 200",
    ]);
  });

  it("follow the conventions for HTTP clients", async () => {
    const { spans } = start();
    await scenario();
    const [first, second] = spans().filter(({ kind }) => kind === SpanKind.CLIENT);
    expect(first?.attributes).toEqual({
      "http.request.method": "POST",
      "http.response.status_code": 429,
      "server.address": "smn.cn-north-4.myhuaweicloud.com",
      "server.port": 443,
      "url.full": "https://smn.cn-north-4.myhuaweicloud.com:443/v2/{project_id}/notifications/sms",
      "url.scheme": "https",
      "url.template": "/v2/{project_id}/notifications/sms",
      "error.type": "429",
      "smn_sms.sent": "no",
      "smn_sms.code": "APIGW.0308",
      "smn_sms.request_id": expect.stringMatching(/^[0-9a-f]{32}$/) as string,
    });
    expect(first?.status.code).toBe(2);
    expect(second?.attributes).toMatchObject({
      "http.request.resend_count": 1,
      "http.response.status_code": 200,
    });
    expect(second?.status.code).toBe(0);
  });

  it("follow the conventions for messaging", async () => {
    const { spans } = start();
    await scenario();
    const batch = spans().find(({ kind }) => kind === SpanKind.PRODUCER);
    expect(batch?.name).toBe("send smn");
    expect(batch?.attributes).toMatchObject({
      "messaging.system": "huawei_smn",
      "messaging.operation.name": "send",
      "messaging.operation.type": "send",
      "messaging.batch.message_count": 999,
    });
  });

  it("are children of the caller's active span", async () => {
    context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
    const { spans, tracerProvider } = start();
    await tracerProvider.getTracer("app").startActiveSpan("order", async (span) => {
      await rig(refused(500, "")).sms.send(messageTo("+8613812345678"));
      span.end();
    });
    const order = spans().find(({ name }) => name === "order");
    const batch = spans().find(({ name }) => name === "send smn");
    expect(batch?.parentSpanContext?.spanId).toBe(order?.spanContext().spanId);
    expect(batch?.attributes["error.type"]).toBe("500");
  });

  it("go to a global provider that is registered later", async () => {
    const exporter = new InMemorySpanExporter();
    const stop = startTelemetry();
    onTestFinished(stop);
    trace.setGlobalTracerProvider(
      new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] }),
    );
    await rig(refused(500, "")).sms.send(messageTo("+8613812345678"));
    expect(exporter.getFinishedSpans().map(({ name }) => name)).toContain("send smn");
  });

  it("are no more made after the end", async () => {
    const { spans, stop } = start();
    stop();
    await rig(refused(500, "")).sms.send(messageTo("+8613812345678"));
    expect(spans()).toEqual([]);
  });

  it("and metrics hold no text, number or key", async () => {
    const { spans, metric } = start();
    await scenario();
    const shown = inspect(
      [
        spans().map(({ name, attributes, events, status }) => ({ name, attributes, events, status })),
        await metric("smn_sms.messages"),
      ],
      { depth: 10, maxArrayLength: null },
    );
    expect(shown).not.toMatch(WHOLE_NUMBER);
    expect(shown).not.toMatch(/您的验证码|nonsense/);
    expect(shown).not.toContain(mock.sandboxCredentials.sk);
    expect(shown).not.toContain(mock.sandboxProjectId);
  });
});

describe("metrics", () => {
  it("count messages by outcome", async () => {
    const { metric } = start();
    await scenario();
    expect(points(await metric("smn_sms.messages"))).toEqual(
      expect.arrayContaining([
        [{ "smn_sms.outcome": "accepted" }, 999],
        [{ "smn_sms.outcome": "invalid" }, 1],
      ]),
    );
  });

  it("measure requests, batches and the journal, in seconds", async () => {
    const { metric } = start();
    await scenario();
    const requests = await metric("http.client.request.duration");
    expect(requests?.descriptor.unit).toBe("s");
    expect(requests?.dataPoints.map(({ attributes }) => attributes["http.response.status_code"])).toEqual([
      429, 200,
    ]);
    const sends = await metric("messaging.client.operation.duration");
    expect(sends?.dataPoints[0]?.value).toMatchObject({ count: 1, max: expect.any(Number) as number });
    expect((sends?.dataPoints[0]?.value as { max: number }).max).toBeLessThan(30);
    const journal = await metric("smn_sms.journal.duration");
    expect(journal?.dataPoints.map(({ attributes }) => attributes["smn_sms.operation"]).sort()).toEqual([
      "intend",
      "settle",
    ]);
  });

  it("count sent messages, pauses, sweeps and lost claims", async () => {
    const { metric } = start();
    await scenario();
    channels.sweep.publish(() => ({ jobs: 1, messages: 7 }));
    channels.claimLost.publish(() => ({ messages: 999 }));
    expect(points(await metric("messaging.client.sent.messages"))[0]?.[1]).toBe(999);
    expect(points(await metric("smn_sms.pauses"))).toEqual([[{ "smn_sms.code": "APIGW.0308" }, 1]]);
    expect(points(await metric("smn_sms.ledger.swept"))).toEqual([[{}, 7]]);
    expect(points(await metric("smn_sms.ledger.claims_lost"))).toEqual([[{}, 1]]);
  });

  it("measure the mark of the ledger", async () => {
    const { metric, spans } = start();
    await channels.mark.trace(
      async () => undefined,
      () => ({ messages: 3, attempt: 1 }),
      { failed: () => undefined },
    );
    expect((await metric("smn_sms.ledger.mark.duration"))?.dataPoints).toHaveLength(1);
    expect(spans().map(({ name }) => name)).toEqual(["ledger mark"]);
  });

  it("have what a worker of the command tells of its queue", async () => {
    const { metric } = start();
    channels.queue.publish(() => ({ waiting: 7, active: 2, oldestMs: 2_500 }));
    expect(points(await metric("smn_sms.queue.jobs"))).toEqual([
      [{ "smn_sms.queue.state": "waiting" }, 7],
      [{ "smn_sms.queue.state": "active" }, 2],
    ]);
    expect(points(await metric("smn_sms.queue.oldest.age"))).toEqual([[{}, 2.5]]);
    channels.queue.publish(() => ({ waiting: 0, active: 2 }));
    expect(points(await metric("smn_sms.queue.oldest.age"))).toEqual([[{}, 0]]);
  });

  it("ask for the state of the queue", async () => {
    const { metric } = start({
      queue: async () => ({ messages: { waiting: 5, sending: 2 }, oldestMs: 1_500 }),
    });
    expect(points(await metric("smn_sms.queue.messages"))).toEqual([
      [{ "smn_sms.queue.state": "waiting" }, 5],
      [{ "smn_sms.queue.state": "sending" }, 2],
    ]);
    expect(points(await metric("smn_sms.queue.oldest.age"))).toEqual([[{}, 1.5]]);
  });

  it("go to a global provider that is registered later", async () => {
    const stop = startTelemetry({ queue: () => ({ messages: { waiting: 1 } }) });
    onTestFinished(stop);
    const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
    const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
    const provider = new MeterProvider({ readers: [reader] });
    metrics.setGlobalMeterProvider(provider);
    await rig(refused(500, "")).sms.send(messageTo("+8613812345678"));
    await reader.forceFlush();
    const names = exporter.getMetrics().flatMap((one) => one.scopeMetrics.flatMap((scope) => scope.metrics));
    expect(names.map(({ descriptor }) => descriptor.name)).toEqual(
      expect.arrayContaining(["smn_sms.messages", "smn_sms.queue.messages"]),
    );
    await provider.shutdown();
  });
});

describe("a hook that throws", () => {
  it("ends neither the process nor the sending, and diag hears of it", async () => {
    const heard = new Set<string>();
    const note = (_: string, error: unknown): void => void heard.add((error as Error).message);
    const silent = (): void => undefined;
    diag.setLogger({ error: note, warn: silent, info: silent, debug: silent, verbose: silent });
    onTestFinished(() => diag.disable());
    const thrower = (what: string) => (): never => {
      throw new Error(what);
    };
    const done = (): Promise<void> => Promise.resolve();
    const tracerProvider = new BasicTracerProvider({
      spanProcessors: [{ onStart: thrower("start"), onEnd: silent, shutdown: done, forceFlush: done }],
    });
    const meter = new MeterProvider().getMeter("broken");
    const createHistogram: typeof meter.createHistogram = () => ({ record: thrower("record") });
    const createCounter: typeof meter.createCounter = () => ({ add: thrower("add") });
    const meterProvider = {
      getMeter: () => Object.assign(Object.create(meter) as typeof meter, { createHistogram, createCounter }),
    };
    onTestFinished(startTelemetry({ tracerProvider, meterProvider }));
    const rows = await scenario();
    expect(rows.length).toBeGreaterThan(0);
    expect([...heard].sort()).toEqual(["add", "record", "start"]);
  });
});

describe("the picture of a trace in the documentation", () => {
  it("has the spans of the run that it shows", async () => {
    const { spans } = start();
    await scenario();
    const svg = readFileSync(new URL("../../docs/trace.svg", import.meta.url), "utf8");
    const drawn = [...svg.matchAll(/<text x="\d+" y="\d+"\s*>([^<]*)<\/text\s*>/g)].map(([, text]) =>
      text?.trim(),
    );
    // What needs no request is written down while the batch is on its way: before or after it.
    expect(drawn.sort()).toEqual(
      rowsOf(spans())
        .map(({ label }) => label)
        .sort(),
    );
  });
});
