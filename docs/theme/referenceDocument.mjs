import { withLinks } from "./links.mjs";
import { withOurParts } from "./ourParts.mjs";
import { samplesOf, withSamples } from "./samples.mjs";
import { withTables } from "./tables.mjs";

const FIRST = "SmsBatchPublishWithDiffMessage";

/**
 * The document as the reference page shows it: with samples, names of unions' branches, tables as sections of their
 * own, links between its parts, marks at what is ours, and the first message on the first screen.
 */
export function referenceDocument(document, { words, other }) {
  const parts = [
    (one) => withTitles(one, words.titles),
    (one) => withSamples(one, words.comments),
    (one) => withAuthentication(one),
    withOurParts,
    (one) => withTables(one, words),
    (one) => withLinks(one, words.sections),
  ];
  const shown = parts.reduce((one, change) => change(one), document);
  return {
    ...shown,
    info: { ...shown.info, description: introduction(document.info.description, words, other) },
  };
}

/** The page has no bar of its own for links: they are above the introduction. */
function introduction(description, words, other) {
  const links = `[${words.start}](index.html) · [${words.otherLanguage}](${other}) · [${words.ours}](#tag/Sources)`;
  const [{ source }] = samplesOf(FIRST, words.comments);
  return [
    links,
    description.trim(),
    `**${words.firstMessage}** (${words.firstMessageText}):`,
    `\`\`\`bash\n${source.trim()}\n\`\`\``,
  ].join("\n\n");
}

/** The viewer calls the branches of a union by their titles. The document has none: generators would take them. */
function withTitles(document, titles) {
  const schemas = Object.entries(document.components.schemas).map(([name, schema]) => [
    name,
    titles[name] === undefined ? schema : { title: titles[name], ...schema },
  ]);
  return { ...document, components: { ...document.components, schemas: Object.fromEntries(schemas) } };
}

/** The two ways to authenticate, in full, in the section of that name. */
function withAuthentication(document) {
  const { AuthToken, AkSk } = document.components.securitySchemes;
  const schemes = [
    ["`X-Auth-Token`", AuthToken],
    ["`Authorization`", AkSk],
  ].map(([name, { description }]) => `### ${name}\n\n${description.trim()}`);
  const tags = document.tags.map((tag) =>
    tag.name === "Authentication"
      ? { ...tag, description: [tag.description.trim(), ...schemes].join("\n\n") }
      : tag,
  );
  return { ...document, tags };
}
