/**
 * The document with links in its texts: from the name of an operation or webhook to it, and from the name of a table or
 * a section to that.
 */
export function withLinks(document) {
  const targets = targetsOf(document);
  return {
    ...document,
    tags: document.tags.map((tag) => linked(tag, targets)),
    paths: linked(document.paths, targets),
    webhooks: linked(document.webhooks, targets),
    components: linked(document.components, targets),
  };
}

function targetsOf({ paths, webhooks, tags }) {
  const operations = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId, tags: [tag] = [] }) =>
      operationId === undefined ? [] : [[`\`${operationId}\``, `#tag/${tag}/operation/${operationId}`]],
    ),
  );
  const pushes = Object.entries(webhooks).map(([name, { post }]) => [
    `\`${name}\``,
    `#tag/${post.tags[0]}/operation/${post.operationId}`,
  ]);
  const names = ["Error codes", "Sources", "Limits"];
  const sections = tags
    .filter(({ name }) => names.includes(name))
    .map(({ name, "x-link": words }) => [words, `#tag/${name.replaceAll(" ", "-")}`]);
  return [...operations, ...pushes, ...sections.filter(([words]) => words !== undefined)];
}

function linked(node, targets, own = undefined) {
  if (Array.isArray(node)) return node.map((item) => linked(item, targets, own));
  if (node === null || typeof node !== "object") return node;
  const self = node.operationId === undefined ? own : `\`${node.operationId}\``;
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => {
      if (["value", "example", "examples", "x-codeSamples"].includes(key) && key !== "examples") return [key, child];
      if (key === "description" && typeof child === "string") return [key, linkedText(child, targets, self)];
      return [key, linked(child, targets, self)];
    }),
  );
}

/** Every mention, but for one that is a link already and for a description's own operation. */
function linkedText(text, targets, own) {
  return targets.reduce((result, [words, address]) => {
    if (words === own) return result;
    return result.replaceAll(words, (found, place) => {
      const isLinked = result[place - 1] === "[" || /^[^\n[]*\]\(/.test(result.slice(place + found.length));
      return isLinked ? found : `[${found}](${address})`;
    });
  }, text);
}
