import { readFileSync } from "node:fs";
import { instance } from "@viz-js/viz";
import builds from "../../rolldown.config.js";
import { roomGraph, roomOf } from "./roomGraph.mjs";

const STYLE = `
  svg { font: 13px system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif; }
  .paper { fill: #ffffff; } text { fill: #1f2328; } .soft { fill: #59636e; font-size: 11px; } .head { font-weight: 600; font-size: 15px; }
  .room { fill: #f6f8fa; stroke: #d1d9e0; } .entry { fill: #ddf4ff; stroke: #0969da; }
  .import { fill: none; stroke: #818b98; } .tip { fill: #818b98; }
  @media (prefers-color-scheme: dark) {
    .paper { fill: #0d1117; } text { fill: #f0f6fc; } .soft { fill: #9198a1; }
    .room { fill: #151b23; stroke: #3d444d; } .entry { fill: #121d2f; stroke: #4493f8; }
    .import { stroke: #656c76; } .tip { fill: #656c76; }
  }
`;
const GAP = 20;
/** Widths of a character of the labels and of the small print, generous enough for any of the fonts. */
const [CHARACTER, SMALL] = [7.8, 6.6];
const POINTS_PER_INCH = 72;

/** Draws which room of the sources imports which, as an SVG that is the same for the same sources. */
export async function drawRooms() {
  const viz = await instance();
  const entries = entriesByRoom();
  const panels = ["src", "src/cli", "src/mock"].map((folder) =>
    panelOf(viz, folder, folder === "src" ? entries : new Map()),
  );
  const width = Math.max(...panels.map((panel) => panel.width)) + 2 * GAP;
  let top = GAP;
  const parts = panels.map(({ svg, height }) => {
    const part = `<g transform="translate(${GAP} ${top})">\n${svg}\n</g>`;
    top += height + GAP;
    return part;
  });
  const said = panels.map(({ sentence }) => sentence).join(" ");
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${top}" width="${width}" height="${top}" role="img" aria-labelledby="title desc">
<title id="title">Which room imports which</title>
<desc id="desc">${escape(said)}</desc>
<style>${STYLE}</style>
<rect class="paper" width="${width}" height="${top}" rx="6"/>
${parts.join("\n")}
</svg>
`;
}

/** The entry points of the package, by the room that the build makes each of. */
function entriesByRoom() {
  const { name, bin, exports } = JSON.parse(
    readFileSync(new URL("../../package.json", import.meta.url), "utf8"),
  );
  const sources = new Map(builds.flatMap(({ input }) => Object.entries(input)));
  const found = new Map();
  const add = (target, label) => {
    const [, built] = /"(?:\.\/)?dist\/([^"]+?)(?:\.d)?\.[cm]?[jt]s"/.exec(JSON.stringify(target)) ?? [];
    const source = sources.get(built);
    if (source === undefined) throw new Error(`${label} is built from no entry of rolldown.config.js`);
    const room = roomOf(source, "src");
    found.set(room, [...(found.get(room) ?? []), label]);
  };
  for (const [path, target] of Object.entries(exports))
    if (typeof target === "object") add(target, `${name}${path.slice(1)}`);
  for (const [command, target] of Object.entries(bin)) add(target, `command ${command}`);
  return found;
}

function panelOf(viz, folder, entries) {
  const { rooms, edges } = roomGraph(folder);
  const labels = new Map(rooms.map((room) => [room, { name: shown(room), notes: entries.get(room) ?? [] }]));
  const graph = viz.renderJSON({
    graphAttributes: { rankdir: "RL", ranksep: 0.42, nodesep: 0.16 },
    nodeAttributes: { shape: "box", fixedsize: true, label: "" },
    nodes: rooms.map((room) => ({ name: room, attributes: sizeOf(labels.get(room)) })),
    edges: edges.map(([tail, head]) => ({ tail, head })),
  });
  const [, , right, up] = graph.bb.split(",").map(Number);
  const at = (point) => {
    const [x, y] = point.split(",").map(Number);
    return [round(x), round(up - y + 26)];
  };
  const arrows = (graph.edges ?? []).map(({ pos }) => arrow(pos, at));
  const boxes = graph.objects.map(({ name, pos, width, height }) =>
    box(
      labels.get(name),
      at(pos),
      [width, height].map((inches) => Number(inches) * POINTS_PER_INCH),
    ),
  );
  const head = `<text class="head" y="14">${escape(folder)}/</text>`;
  const sentence = `In ${folder}: ${edges.map(([from, to]) => `${shown(from)} imports ${shown(to)}`).join(", ")}.`;
  return {
    svg: [head, ...arrows, ...boxes].join("\n"),
    width: Math.ceil(right),
    height: Math.ceil(up) + 26,
    sentence,
  };
}

function sizeOf({ name, notes }) {
  const width = Math.max(name.length * CHARACTER, ...notes.map((note) => note.length * SMALL)) + 18;
  return { width: width / POINTS_PER_INCH, height: (26 + notes.length * 14) / POINTS_PER_INCH };
}

function box({ name, notes }, [x, y], [width, height]) {
  const top = y - height / 2;
  const line = (text, index, kind) =>
    `<text${kind} x="${x}" y="${round(top + 17.5 + index * 14)}" text-anchor="middle">${escape(text)}</text>`;
  return [
    `<rect class="${notes.length > 0 ? "entry" : "room"}" x="${round(x - width / 2)}" y="${round(top)}" width="${round(width)}" height="${round(height)}" rx="5"/>`,
    line(name, 0, ""),
    ...notes.map((note, index) => line(note, index + 1, ' class="soft"')),
  ].join("");
}

/** From the importing room to the imported one. A position is `e,x,y` (the tip) and the points of Bézier curves. */
function arrow(position, at) {
  const [end, start, ...rest] = position.split(" ");
  const tip = at(end.slice(2));
  const points = [start, ...rest].map(at);
  const [first, ...curves] = points;
  const [x, y] = points.at(-1);
  const angle = Math.round((Math.atan2(tip[1] - y, tip[0] - x) * 180) / Math.PI);
  return `<path class="import" d="M${first.join(" ")}C${curves.map((point) => point.join(" ")).join(" ")}"/><path class="tip" transform="translate(${tip.join(" ")}) rotate(${angle})" d="M0 0L-9 3.5L-9 -3.5Z"/>`;
}

function shown(room) {
  return room.replace(/\/$|\.ts$/, "");
}

function round(value) {
  return Math.round(value * 10) / 10;
}

function escape(text) {
  return text.replace(/[&<>]/g, (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign]);
}
