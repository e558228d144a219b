const WIDTH = 880;
const ROW = 26;
const LABELS = 330;
const COLORS = ["#6b7280", "#6b7280", "#2563eb", "#b45309", "#6b7280"]; // by kind: a request blue, a batch brown

/** The spans of one trace or more as a picture: one row for each, under its parent, by time. */
export function traceSvg(spans) {
  const rows = rowsOf(spans);
  const starts = rows.map(({ span }) => ms(span.startTime));
  const ends = rows.map(({ span }) => ms(span.endTime));
  const first = Math.min(...starts);
  const scale = (WIDTH - LABELS - 90) / (Math.max(...ends) - first);
  const lines = rows.map(({ span, depth, label }, at) => {
    const x = LABELS + (starts[at] - first) * scale;
    const width = Math.max(2, (ends[at] - starts[at]) * scale);
    const y = 14 + at * ROW;
    const error = span.status.code === 2;
    return `<text x="${8 + depth * 16}" y="${y + 12}">${escape(label)}</text><rect x="${x.toFixed(1)}" y="${y}" width="${width.toFixed(1)}" height="16" rx="2" fill="${error ? "#dc2626" : COLORS[span.kind]}"/><text x="${(x + width + 5).toFixed(1)}" y="${y + 12}" class="note">${escape(noteOf(span, ends[at] - starts[at]))}</text>`;
  });
  const height = 14 + rows.length * ROW + 6;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-label="The spans of a batch that was throttled and then taken"><style>text{font:12px system-ui,sans-serif;fill:#374151}.note{font-size:11px;fill:#6b7280}@media (prefers-color-scheme:dark){text{fill:#d1d5db}.note{fill:#9ca3af}}</style>${lines.join("")}</svg>`;
}

export function rowsOf(spans) {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const parentOf = (span) => span.parentSpanContext?.spanId;
  const childrenOf = (id) =>
    spans.filter((span) => (ids.has(parentOf(span)) ? parentOf(span) : undefined) === id).sort(byTime);
  const walk = (id, depth) =>
    childrenOf(id).flatMap((span) => [
      { span, depth, label: labelOf(span) },
      ...walk(span.spanContext().spanId, depth + 1),
    ]);
  return walk(undefined, 0);
}

function labelOf({ name, attributes }) {
  const status = attributes["http.response.status_code"];
  return status === undefined ? name : `${name} → ${status}`;
}

function noteOf({ attributes }, duration) {
  const count = attributes["messaging.batch.message_count"] ?? attributes["smn_sms.message_count"];
  const messages = count === undefined ? "" : `, ${count} messages`;
  return `${duration.toFixed(0)} ms${messages}`;
}

function byTime(a, b) {
  return ms(a.startTime) - ms(b.startTime);
}

function ms([seconds, nanoseconds]) {
  return seconds * 1_000 + nanoseconds / 1e6;
}

function escape(text) {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
