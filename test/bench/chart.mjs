const WIDTH = 760;
const STYLE = `
  svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
  .paper { fill: #ffffff; } text { fill: #1f2328; } .soft { fill: #59636e; } .head { font-weight: 600; font-size: 15px; }
  .bar { fill: #0969da; } .other { fill: #bc4c00; } .axis { stroke: #d1d9e0; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } text { fill: #f0f6fc; } .soft { fill: #9198a1; }
    .bar { fill: #4493f8; } .other { fill: #db6d28; } .axis { stroke: #3d444d; }
  }
`;

/** The picture of the guide: where the time goes, and how the cost grows. */
export function chartOf({ breakdown, ...workloads }) {
  const stages = stagePanel(breakdown);
  const top = stages.height + 28;
  const growth = [sizePanel(breakdown, 0), ratePanel(workloads, 400)];
  const height = top + Math.max(...growth.map((panel) => panel.height)) + 16;
  const largest = Object.entries(breakdown.stages).sort(([, a], [, b]) => b - a)[0];
  const description = `CPU time of one request of 999 messages: ${Object.entries(breakdown.stages)
    .map(([name, us]) => `${name} ${Math.round(us)} µs`)
    .join(", ")}. The most goes into: ${largest[0]}.`;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" width="${WIDTH}" height="${height}" role="img" aria-labelledby="title desc">
<title id="title">Where the time of sendAll goes</title>
<desc id="desc">${escape(description)}</desc>
<style>${STYLE}</style>
<rect class="paper" width="${WIDTH}" height="${height}" rx="6"/>
<g transform="translate(20 16)">${stages.svg}</g>
${growth.map(({ svg, x }) => `<g transform="translate(${20 + x} ${top})">${svg}</g>`).join("\n")}
</svg>
`;
}

function stagePanel({ stages, sum }) {
  const rows = Object.entries(stages).map(([name, us]) => ({
    label: name,
    value: us,
    note: `${format(us)} µs · ${Math.round((us / sum) * 100)} %`,
  }));
  const caption = `one request in flight, AK/SK, no latency; ${format(sum)} µs together`;
  return bars("CPU time by stage, µs for 999 messages", caption, rows, { labels: 130, room: 470 });
}

function sizePanel({ perMessage }, x) {
  const rows = Object.entries(perMessage).map(([size, us]) => ({
    label: size,
    value: Math.log10(Math.max(us, 1.1)),
    note: `${format(us)} µs`,
  }));
  const caption = "by messages in a request (logarithmic)";
  return { x, ...bars("CPU time of one message", caption, rows, { labels: 40, room: 220 }) };
}

/** Messages per second, by requests in flight, relative to one in flight without latency (or to what there is). */
function ratePanel(workloads, x) {
  const found = [1, 8, 32].flatMap((concurrency) =>
    ["", "-late"].flatMap((late) => {
      const workload = workloads[`batch-${concurrency}${late}`];
      return workload ? [{ concurrency, late: late !== "", rate: workload.results["smn-sms"].rate }] : [];
    }),
  );
  const base = found[0]?.rate ?? 1;
  const rows = found.map(({ concurrency, late, rate }) => ({
    label: `${concurrency}${late ? " · 20 ms" : ""}`,
    value: rate / base,
    note: `${format(rate / base)} ×`,
    other: late,
  }));
  const caption = "by requests in flight · latency of the answers";
  return { x, ...bars("Messages per second, relative", caption, rows, { labels: 84, room: 160 }) };
}

function bars(title, caption, rows, { labels, room }) {
  const top = 50;
  const step = 24;
  const largest = Math.max(...rows.map(({ value }) => value));
  const height = top + rows.length * step;
  const row = ({ label, value, note, other }, place) => {
    const y = top + place * step;
    const width = Math.max(1, (value / largest) * room).toFixed(1);
    return [
      `<text x="${labels - 8}" y="${y + 13}" text-anchor="end">${escape(label)}</text>`,
      `<rect class="${other ? "other" : "bar"}" x="${labels}" y="${y + 2}" width="${width}" height="15" rx="2"/>`,
      `<text class="soft" x="${(labels + Number(width) + 6).toFixed(1)}" y="${y + 13}">${escape(note)}</text>`,
    ].join("");
  };
  const svg = `<text class="head" y="14">${escape(title)}</text><text class="soft" y="34">${escape(caption)}</text><line class="axis" x1="${labels}" x2="${labels}" y1="${top - 4}" y2="${height}"/>${rows.map(row).join("\n")}`;
  return { svg, height };
}

function format(value) {
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 10 ? 1 : 2);
}

function escape(text) {
  return String(text).replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
}
