/**
 * The package's targets, as ratios within one run. The function gets the workloads by id; a target whose workload was not
 * run is left out. The last value is the factor by which a target may be missed before CI calls it a regression, 2 by
 * default. What those of `sendAll` and of the command gave up, a fifth at most, went into code without shared buffers.
 * The factor is larger for memory, import, CPU and the time of a single message, which short runs measure badly, and for
 * the command, whose start counts.
 */
const TARGETS = [
  [
    "batch-rate",
    "`sendAll`, messages/s ÷ undici.request",
    ">=",
    0.85,
    "batch-8",
    ({ ratios }) => ratios["smn-sms"].rate,
  ],
  [
    "batch-cpu",
    "`sendAll`, CPU ÷ floor",
    "<=",
    1.68,
    "batch-8",
    ({ ratios }) => ratios["smn-sms"].cpuToFloor,
    2.5,
  ],
  [
    "journal",
    "`sendAll` with journal, messages/s ÷ without",
    ">=",
    0.8,
    "journal",
    ({ ratios }) => ratios["with journal"].rate,
  ],
  [
    "sdk-rate",
    "`sendAll`, messages/s ÷ official SDK",
    ">=",
    1.6,
    "batch-8",
    ({ ratios }) => ratios["smn-sms"].rate / ratios["official SDK"].rate,
  ],
  [
    "sdk-cpu",
    "`sendAll`, CPU ÷ official SDK",
    "<=",
    0.6,
    "batch-8",
    ({ ratios }) => ratios["smn-sms"].cpu / ratios["official SDK"].cpu,
  ],
  ["send-fetch", "`send`, p50 ÷ global fetch", "<=", 0.8, "single-1", ({ ratios }) => ratios["smn-sms"].p50],
  [
    "send-undici",
    "`send`, p50 ÷ undici.request",
    "<=",
    1.5,
    "single-1",
    ({ ratios }) => ratios["smn-sms"].p50 / ratios["undici.request"].p50,
    3,
  ],
  [
    "send-sdk",
    "`send`, requests/s ÷ official SDK",
    ">=",
    1.5,
    "single-1",
    ({ ratios }) => ratios["smn-sms"].rate / ratios["official SDK"].rate,
  ],
  [
    "memory",
    "memory: MB more in the longer run, at the default of 4 in flight",
    "<=",
    30,
    "memory",
    ({ growthMB }) => growthMB[4],
    4,
  ],
  [
    "command",
    "`smn-sms send`, messages/s ÷ `sendAll` on an array",
    ">=",
    0.4,
    "command",
    ({ ratio }) => ratio,
    3,
  ],
  [
    "import",
    "cold import ÷ openapi-fetch, node:https, node:crypto",
    "<=",
    1.3,
    "import",
    ({ ratio }) => ratio,
    4,
  ],
  [
    "installed",
    "main entry with dependencies: MB that it loads",
    "<=",
    1,
    "size",
    ({ bytes }) => bytes.loaded / 1e6,
  ],
  [
    "bundle",
    "bundle of `createSmsClient`, minified and compressed: kB",
    "<=",
    44,
    "size",
    ({ bytes }) => bytes.bundleGzip / 1e3,
  ],
];

export function judge(workloads) {
  return TARGETS.filter(([, , , , workload]) => workloads[workload] !== undefined).map(
    ([id, name, sense, target, workload, read, factor = 2]) => {
      const value = read(workloads[workload]);
      const met = sense === ">=" ? value >= target : value <= target;
      // Noise must not fail a build.
      const gross = sense === ">=" ? !(value >= target / factor) : !(value <= target * factor);
      return { id, name, sense, target, value, met, gross };
    },
  );
}

export function printTargets(verdicts) {
  console.log("\nTargets");
  for (const { name, sense, target, value, met } of verdicts)
    console.log(`${met ? "met   " : "MISSED"}  ${name}: ${value.toFixed(2)} (${sense} ${target})`);
}
