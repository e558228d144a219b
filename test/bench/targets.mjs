const BATCH = "999 chinese messages a request, 8 in flight";
const SINGLE = "one message a request, 1 in flight";

/** What the package sets out to reach, as ratios within one run. `gross` is where CI draws the line. */
const TARGETS = [
  [
    "sendAll, messages/s ÷ undici.request",
    ">=",
    1.0,
    (w) => w[BATCH]["smn-sms"].rate / w[BATCH]["undici.request"].rate,
  ],
  ["sendAll, CPU ÷ floor", "<=", 1.4, (w) => w[BATCH]["smn-sms"].cpu / w[BATCH].floor.cpu],
  [
    "sendAll with journal, messages/s ÷ without",
    ">=",
    0.8,
    (w) => rateRatio(w["with and without journal, 8 in flight"], "with journal", "without journal"),
  ],
  ["sendAll, messages/s ÷ official SDK", ">=", 2, (w) => rateRatio(w[BATCH], "smn-sms", "official SDK")],
  ["sendAll, CPU ÷ official SDK", "<=", 0.5, (w) => w[BATCH]["smn-sms"].cpu / w[BATCH]["official SDK"].cpu],
  ["send, p50 ÷ global fetch", "<=", 0.8, (w) => w[SINGLE]["smn-sms"].p50 / w[SINGLE]["global fetch"].p50],
  [
    "send, p50 ÷ undici.request",
    "<=",
    1.5,
    (w) => w[SINGLE]["smn-sms"].p50 / w[SINGLE]["undici.request"].p50,
  ],
  ["send, requests/s ÷ official SDK", ">=", 1.5, (w) => rateRatio(w[SINGLE], "smn-sms", "official SDK")],
  ["memory, MB from the shorter to the longer run", "<=", 30, (w) => w.memory.growthMB],
  [
    "command, messages/s ÷ sendAll on an array",
    ">=",
    0.5,
    (w) => w["command, rows of a CSV file"].rate / w["command, rows of a CSV file"].arrayRate,
  ],
  [
    "cold import ÷ openapi-fetch, node:https, node:crypto",
    "<=",
    1.3,
    (w) => w["cold import"]["smn-sms"] / w["cold import"]["openapi-fetch, node:https, node:crypto"],
  ],
];

function rateRatio(workload, one, other) {
  return workload[one].rate / workload[other].rate;
}

export function judge(workloads) {
  return TARGETS.map(([name, sense, target, read]) => {
    const value = read(workloads);
    const met = sense === ">=" ? value >= target : value <= target;
    // Noise must not fail a build: only what is twice as bad as it should be.
    const gross = sense === ">=" ? value < target / 2 : value > target * 2;
    return { name, sense, target, value, met, gross };
  });
}

export function printTargets(verdicts) {
  console.log("\nTargets");
  for (const { name, sense, target, value, met } of verdicts)
    console.log(`${met ? "met   " : "MISSED"}  ${name}: ${value.toFixed(2)} (${sense} ${target})`);
}
