// For a worker: node --import openTelemetry.mjs smn-sms queue work. As in docs/scaling.md, but that it prints everything
// when the process ends.
import { metrics, trace } from "@opentelemetry/api";
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from "@opentelemetry/sdk-metrics";
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from "@opentelemetry/sdk-trace-base";

const { startTelemetry } = await import(process.env.SMN_SMS_OTEL);
const spans = new InMemorySpanExporter();
const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
const reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1_000_000 });
trace.setGlobalTracerProvider(new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] }));
metrics.setGlobalMeterProvider(new MeterProvider({ readers: [reader] }));
startTelemetry();

process.once("beforeExit", async () => {
  await reader.forceFlush();
  const [{ scopeMetrics }] = exporter.getMetrics();
  console.log(
    `telemetry ${JSON.stringify({
      spans: spans.getFinishedSpans().map(({ name }) => name),
      metrics: scopeMetrics.flatMap(({ metrics: found }) =>
        found.map(({ descriptor, dataPoints }) => [
          descriptor.name,
          dataPoints.map(({ attributes, value }) => [attributes, value]),
        ]),
      ),
    })}`,
  );
});
