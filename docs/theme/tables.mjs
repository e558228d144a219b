/** The document with its two tables as sections of their own, which the viewer shows like any other tag. */
export function withTables(document, texts) {
  const sections = [
    { name: "Error codes", "x-displayName": texts.errorCodes.name, description: errorCodes(document, texts) },
    { name: "Regions", "x-displayName": texts.regions.name, description: regions(document, texts) },
  ];
  const tags = (document.tags ?? []).map((tag) => (tag.name === "Pushes" ? withEvents(tag, document) : tag));
  return { ...document, tags: [...tags, ...sections] };
}

/** The viewer does not show the schema of a text (`contentSchema`): the events stand in the tag's description. */
function withEvents(tag, { components: { schemas } }) {
  const events = ["SmsStatusEvent", "SmsReplyEvent"].map(
    (name) =>
      `**${schemas[name].title}**\n\n{% schemaDefinition schemaRef="#/components/schemas/${name}" /%}`,
  );
  return { ...tag, description: [tag.description, ...events].join("\n\n") };
}

function errorCodes(document, { errorCodes: texts }) {
  const rows = document["x-error-codes"].map((row) => [
    code(row.code),
    texts.sent[row.sent],
    texts.retry[row.retry],
    row.http_status ?? "",
    `${row.meaning}&nbsp;<br>*${cell(row.message)}*`,
    texts.scope[row.scope],
  ]);
  return `${texts.intro}\n\n${table(texts.head, rows)}`;
}

function regions(document, { regions: texts }) {
  const { regions: all, iam_default: iamDefault } = document["x-regions"];
  const rows = all.map(({ id, smn, iam }) => [code(id), code(smn), code(iam ?? iamDefault)]);
  return `${texts.intro}\n\n${table(texts.head, rows)}`;
}

function table(head, rows) {
  // The viewer's search joins the cells to one text: a space that Markdown keeps holds their words apart.
  const line = (cells) => `| ${cells.map((text) => `${text}&nbsp;`).join(" | ")} |`;
  return [line(head), `|${" --- |".repeat(head.length)}`, ...rows.map(line)].join("\n");
}

function code(text) {
  return `\`${text}\``;
}

/** A text of the vendor inside a table cell: none of its characters is Markdown. */
function cell(text) {
  return text.replace(/[\\|*_`[\]<>]/g, "\\$&");
}
