import { targetNames, texts } from "./guideTexts.mjs";

/** The generated parts of a guide in one language, by the names of their markers. */
export function partsOf(report, language) {
  const words = texts[language];
  const { workloads } = report;
  const need = { workloads, words };
  return {
    run: [words.run(report), ...(report.quick ? [words.quick] : [])].join(" "),
    targets: targetTable(report.verdicts, words, language),
    batch: ratioTable("batch-", need, ({ rate }) => rate),
    cost: costTable(need),
    single: ratioTable("single-", need, ({ rate }) => rate),
    latency: ratioTable("single-", need, ({ p50 }) => p50),
    other: otherTable(need),
    breakdown: breakdownTable(need),
    growth: growthTable(need),
  };
}

/** The three figures of a README. */
export function readmePart({ workloads }, language) {
  const { readme } = texts[language];
  const { ratios } = workloads["batch-8"];
  const [own, sdk] = [ratios["smn-sms"], ratios["official SDK"]];
  const sizes = Object.keys(workloads.memory.rss[4]).map((size) => number(Number(size)));
  return [
    readme.rate([own.rate, own.rate / sdk.rate, own.cpu / sdk.cpu].map(number)),
    readme.send(number(workloads["single-1"].ratios["smn-sms"].p50)),
    readme.memory(sizes, Math.round(workloads.memory.growthMB[4])),
  ]
    .map((line) => `- ${line}`)
    .join("\n");
}

function targetTable(verdicts, words, language) {
  const sign = { ">=": "≥", "<=": "≤" };
  const rows = verdicts.map(({ id, name, sense, target, value, met }) => [
    language === "zh" ? (targetNames[id] ?? name) : name,
    `${sign[sense]} ${target}`,
    number(value),
    met ? words.met : words.missed,
  ]);
  return table(words.target, rows);
}

/** One row for each client, one column for each workload of a kind that was run. */
function ratioTable(kind, { workloads, words }, read) {
  const ids = Object.keys(words.columns).filter((id) => id.startsWith(kind) && workloads[id] !== undefined);
  const names = new Set(ids.flatMap((id) => Object.keys(workloads[id].ratios)));
  const cell = (name, id) => {
    const ratios = workloads[id].ratios[name];
    // Nothing waits where there is no network: that would compare nothing.
    const isIdle = name.startsWith("floor") && id.endsWith("-late");
    return number(ratios === undefined || isIdle ? undefined : read(ratios));
  };
  return table(
    [words.client, ...ids.map((id) => words.columns[id])],
    [...names].map((name) => [shown(name), ...ids.map((id) => bold(name, cell(name, id)))]),
  );
}

function costTable({ workloads, words }) {
  const { results, ratios } = workloads["batch-8"];
  const rss = workloads.peak?.rss ?? {};
  const rows = Object.entries(results).map(([name, { cpu }]) => [
    shown(name),
    ...[ratios[name].rate, ratios[name].cpuToFloor, cpu].map((value) => bold(name, number(value))),
    bold(name, rss[name] === undefined ? "–" : String(Math.round(rss[name]))),
  ]);
  return table(words.cost, rows);
}

function otherTable({ workloads, words }) {
  const { journal, memory, command, size } = workloads;
  const rows = [
    [words.journal, number(journal.ratios["with journal"].rate)],
    ...Object.entries(memory.rss).flatMap(([inFlight, rss]) =>
      Object.entries(rss).map(([count, mb]) => [
        words.memory(number(Number(count)), inFlight),
        String(Math.round(mb)),
      ]),
    ),
    [words.command(number(command.rows)), number(command.ratio)],
    [words.import, number(workloads.import.ratio)],
    ...Object.entries(words.size).map(([name, label]) => [label, number(size.bytes[name] / 1_000)]),
  ];
  return table(words.other, rows);
}

function breakdownTable({ workloads: { breakdown }, words }) {
  const { stages, sum, whole } = breakdown;
  const rows = Object.entries(stages).map(([name, us]) => [
    words.stages[name] ?? name,
    number(us),
    `${Math.round((us / sum) * 100)} %`,
  ]);
  return table(words.stage, [...rows, [words.sum, number(sum), "100 %"], [words.whole, number(whole), ""]]);
}

function growthTable({ workloads: { breakdown }, words }) {
  return table(
    words.growth,
    Object.entries(breakdown.perMessage).map(([size, us]) => [size, number(us)]),
  );
}

function table(head, rows) {
  const line = (cells) => `| ${cells.join(" | ")} |`;
  const align = head.map((_, place) => (place === 0 ? "---" : "---:"));
  return [line(head), line(align), ...rows.map(line)].join("\n");
}

function shown(name) {
  return name === "smn-sms" ? "**smn-sms**" : name;
}

function bold(name, cell) {
  return name === "smn-sms" ? `**${cell}**` : cell;
}

function number(value) {
  if (value === undefined) return "–";
  if (value >= 100) return Math.round(value).toLocaleString("en-US");
  return value.toFixed(value >= 10 ? 1 : 2);
}
