import type { ReadableSpan } from "@opentelemetry/sdk-trace-base";

/** The spans of one trace or more, as a picture. */
export function traceSvg(spans: readonly ReadableSpan[]): string;
/** One line for each span, in the order of the picture: depth, name and kind. */
export function rowsOf(
  spans: readonly ReadableSpan[],
): { span: ReadableSpan; depth: number; label: string }[];
