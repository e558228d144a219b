/**
 * The document with links in its texts: from the name of an operation or webhook to it, and from the words for a
 * section to that.
 *
 * @param sections names of tags, by the words that mean them
 */
export function withLinks(document, sections) {
  const targets = targetsOf(document, sections);
  return {
    ...document,
    tags: document.tags.map((tag) => linked(tag, targets)),
    paths: linked(document.paths, targets),
    webhooks: linked(document.webhooks, targets),
    components: linked(document.components, targets),
  };
}

function targetsOf({ paths, webhooks }, sections) {
  const operations = Object.values(paths).flatMap((item) =>
    Object.values(item).flatMap(({ operationId, tags: [tag] = [] }) =>
      operationId === undefined ? [] : [[`\`${operationId}\``, `#tag/${tag}/operation/${operationId}`]],
    ),
  );
  const pushes = Object.entries(webhooks).map(([name, { post }]) => [
    `\`${name}\``,
    `#tag/${post.tags[0]}/operation/${post.operationId}`,
  ]);
  const parts = Object.entries(sections).map(([words, tag]) => [words, `#tag/${tag.replaceAll(" ", "-")}`]);
  return [...operations, ...pushes, ...parts];
}

function linked(node, targets, own = undefined) {
  if (Array.isArray(node)) return node.map((item) => linked(item, targets, own));
  if (node === null || typeof node !== "object") return node;
  const self = node.operationId === undefined ? own : `\`${node.operationId}\``;
  return Object.fromEntries(
    Object.entries(node).map(([key, child]) => {
      if (["value", "example", "x-codeSamples", "externalDocs"].includes(key)) return [key, child];
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
