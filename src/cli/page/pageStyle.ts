/** Light and dark, screen and paper. */
export const pageStyle = `
:root { color-scheme: light dark; --text: #1b2330; --soft: #566072; --back: #ffffff; --line: #c9d0da; --bar: #2f6db3;
  --accepted: #1f8a4c; --rejected: #c0392b; --invalid: #8e5bb5; --unsent: #7a8494; --unknown: #c77d0a; --pause: #f3dcae; }
@media (prefers-color-scheme: dark) { :root { --text: #e8ebf0; --soft: #a9b2c0; --back: #12161d; --line: #39424f;
  --bar: #74aef0; --pause: #5a4517; } }
@media print { :root { color-scheme: light; --text: #000; --soft: #444; --back: #fff; --line: #999; --bar: #2f6db3; --pause: #f3dcae; }
  section { break-inside: avoid; } * { print-color-adjust: exact; -webkit-print-color-adjust: exact; } }
body { margin: 0; background: var(--back); color: var(--text); font: 15px/1.5 system-ui, "PingFang SC", "Microsoft YaHei", sans-serif; }
main { max-width: 820px; margin: 0 auto; padding: 16px; }
h1 { font-size: 22px; overflow-wrap: anywhere; } h2 { font-size: 17px; margin: 28px 0 8px; }
.stopped { border-left: 4px solid var(--rejected); padding-left: 10px; font-weight: 600; }
.soft { color: var(--soft); } ul { padding-left: 20px; } .plain { list-style: none; padding: 0; }
.share { width: 100%; height: 22px; border-radius: 4px; }
.key { display: inline-block; width: 12px; height: 12px; border-radius: 3px; margin-right: 8px; }
.key.accepted { background: var(--accepted); } .key.rejected { background: var(--rejected); } .key.invalid { background: var(--invalid); }
.key.unsent { background: var(--unsent); } .key.unknown { background: var(--unknown); } .key.pause { background: var(--pause); border: 1px solid var(--line); }
svg .accepted { fill: var(--accepted); } svg .rejected { fill: var(--rejected); } svg .invalid { fill: var(--invalid); }
svg .unsent { fill: var(--unsent); } svg .unknown { fill: var(--unknown); }
.timeline { width: 100%; height: auto; } .timeline text { fill: var(--soft); font-size: 12px; } .timeline line { stroke: var(--line); }
svg .bar { fill: var(--bar); } svg .pause { fill: var(--pause); }
table { border-collapse: collapse; width: 100%; margin: 8px 0 16px; } caption { text-align: left; color: var(--soft); }
th, td { text-align: left; padding: 4px 10px 4px 0; border-bottom: 1px solid var(--line); vertical-align: top; }
td:nth-last-child(2) { overflow-wrap: anywhere; } td:nth-last-child(n + 3) { white-space: nowrap; }
.count { width: 160px; } @media (max-width: 500px) { .count { width: 80px; } .timeline text { font-size: 20px; } } .count svg { display: block; width: 100%; height: 6px; fill: var(--bar); }
pre { white-space: pre-wrap; overflow-wrap: anywhere; border: 1px solid var(--line); border-radius: 6px; padding: 8px; }
`;
