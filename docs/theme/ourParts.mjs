const MARK = " †";

/**
 * The parts of a text that `x-ours` counts: paragraphs, list items and table rows (without their heads), each as its
 * place in the text.
 */
export function blocksOf(text) {
  const blocks = [];
  let start = 0;
  let open = false;
  const lines = text.split("\n");
  lines.forEach((line, index) => {
    const next = start + line.length + 1;
    const isRow = line.startsWith("|");
    const isItem = /^\s*(?:[-*]|\d+\.) /.test(line);
    const isHead = isRow && /^\|[\s|:-]+\|$/.test(lines[index + 1] ?? "");
    if (line.trim() === "" || isHead || /^\|[\s|:-]+\|$/.test(line)) open = false;
    else if (!open || isRow || isItem) {
      blocks.push({ start, end: start + line.length });
      open = !isRow;
    } else blocks.at(-1).end = start + line.length;
    start = next;
  });
  return blocks;
}

/** The document with a mark after every part of a text that is ours. */
export function withOurParts(node) {
  if (Array.isArray(node)) return node.map(withOurParts);
  if (node === null || typeof node !== "object") return node;
  const copy = Object.fromEntries(Object.entries(node).map(([key, child]) => [key, withOurParts(child)]));
  const { description, "x-ours": ours } = node;
  return typeof description === "string" && Array.isArray(ours)
    ? { ...copy, description: markedText(description, ours) }
    : copy;
}

function markedText(text, ours) {
  const blocks = blocksOf(text);
  const isOurs = (index) => ours.includes("description") || ours.includes(`description.${index + 1}`);
  return blocks
    .map((block, index) => ({ ...block, isOurs: isOurs(index) }))
    .filter((block) => block.isOurs)
    .reduceRight((marked, { start, end }) => {
      const line = marked.slice(start, end);
      // In a table row the mark belongs into the first cell.
      const whole = line.startsWith("|") ? line.replace(/^(\|[^|]*?) *\|/, `$1${MARK} |`) : line + MARK;
      return marked.slice(0, start) + whole + marked.slice(end);
    }, text);
}
