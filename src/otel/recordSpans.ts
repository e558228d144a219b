import { AsyncLocalStorage } from "node:async_hooks";
import {
  context,
  SpanKind,
  SpanStatusCode,
  trace,
  type Attributes,
  type Span,
  type TracerProvider,
} from "@opentelemetry/api";
import type { TracingMessages } from "../messages/telemetryMessages.js";
import { errorAttributes, requestAttributes, SCOPE, sendAttributes } from "./attributes.js";
import { listenToTrace } from "./listenToTrace.js";

/** How a span is begun and ended. */
interface SpanShape<Message> {
  readonly kind: SpanKind;
  readonly name: (message: Message) => string;
  readonly begin: (message: Message) => Attributes;
  readonly end: (message: Message) => Attributes;
}

const SHAPES: { readonly [Name in keyof TracingMessages]: SpanShape<TracingMessages[Name]> } = {
  "smn-sms:send": {
    kind: SpanKind.PRODUCER,
    name: () => "send smn",
    begin: sendAttributes,
    end: ({ requestId }) => idOf(requestId),
  },
  "smn-sms:request": {
    kind: SpanKind.CLIENT,
    name: ({ method, route }) => `${method} ${route}`,
    begin: (message) => ({
      ...requestAttributes(message),
      ...(message.attempt === 1 ? {} : { "http.request.resend_count": message.attempt - 1 }),
    }),
    end: ({ status, requestId }) => ({
      ...(status === undefined ? {} : { "http.response.status_code": status }),
      ...idOf(requestId),
    }),
  },
  "smn-sms:journal": {
    kind: SpanKind.INTERNAL,
    name: ({ operation }) => `journal ${operation}`,
    begin: ({ messages }) => ({ "smn_sms.message_count": messages }),
    end: () => ({}),
  },
  "smn-sms:ledger.mark": {
    kind: SpanKind.INTERNAL,
    name: () => "ledger mark",
    begin: ({ messages, attempt }) => ({ "smn_sms.message_count": messages, "smn_sms.attempt": attempt }),
    end: () => ({}),
  },
};

function idOf(requestId: string | undefined): Attributes {
  return requestId === undefined ? {} : { "smn_sms.request_id": requestId };
}

/** Makes spans of what the channels report. @returns ends it */
export function recordSpans(provider: TracerProvider | undefined): () => void {
  // A context manager may be missing: the spans of this package find their parent without it.
  const parents = new AsyncLocalStorage<Span>();
  const stops = [
    record("smn-sms:send", SHAPES["smn-sms:send"]),
    record("smn-sms:request", SHAPES["smn-sms:request"]),
    record("smn-sms:journal", SHAPES["smn-sms:journal"]),
    record("smn-sms:ledger.mark", SHAPES["smn-sms:ledger.mark"]),
  ];
  return () => stops.forEach((stop) => stop());

  function record<Name extends keyof TracingMessages>(
    name: Name,
    shape: SpanShape<TracingMessages[Name]>,
  ): () => void {
    const spans = new WeakMap<TracingMessages[Name], Span>();
    return listenToTrace(name, {
      store: parents,
      begin(message) {
        const tracer = (provider ?? trace.getTracerProvider()).getTracer(SCOPE);
        const parent = parents.getStore();
        const active = context.active();
        const span = tracer.startSpan(
          shape.name(message),
          { kind: shape.kind, attributes: shape.begin(message) },
          parent === undefined ? active : trace.setSpan(active, parent),
        );
        spans.set(message, span);
        return span;
      },
      end(message) {
        const span = spans.get(message);
        if (span === undefined) return; // it began before anybody listened
        span.setAttributes({ ...shape.end(message), ...errorAttributes(message.error) });
        if (message.error !== undefined) span.setStatus({ code: SpanStatusCode.ERROR });
        span.end();
      },
    });
  }
}
