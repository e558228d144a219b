import { existsSync, readFileSync } from "node:fs";

/** The languages that calls are shown in, in the order of the page. */
const LANGUAGES = [
  { lang: "Shell", label: "curl", ending: "sh" },
  { lang: "TypeScript", label: "TypeScript", ending: "mts" },
  { lang: "Python", label: "Python", ending: "py" },
  { lang: "Go", label: "Go", ending: "go" },
  { lang: "Java", label: "Java", ending: "java" },
];

const folder = new URL("../samples/", import.meta.url);

/** The labels of all languages, in their order. */
export const sampleLabels = LANGUAGES.map(({ label }) => label);

/**
 * The samples of an operation, from the files in `docs/samples` that are named after it. `comments` has their comments
 * in the language of the page; those that it lacks stay as they are.
 */
export function samplesOf(operationId, comments = {}) {
  return LANGUAGES.flatMap(({ lang, label, ending }) => {
    const file = new URL(`${operationId}.${ending}`, folder);
    if (!existsSync(file)) return [];
    return [{ lang, label, source: translated(readFileSync(file, "utf8"), comments) }];
  });
}

/** The comments of a sample, without their marks. */
export function commentsOf(source) {
  return [...source.matchAll(/(?:^|\s)(?:#|\/\/) (.+)$/gm)].map(([, comment]) => comment);
}

function translated(source, comments) {
  return commentsOf(source).reduce(
    (text, comment) =>
      text
        .replace(`# ${comment}`, `# ${comments[comment] ?? comment}`)
        .replace(`// ${comment}`, `// ${comments[comment] ?? comment}`),
    source,
  );
}

/** The document with the samples of every operation. */
export function withSamples(document, comments) {
  const paths = Object.entries(document.paths).map(([path, item]) => {
    const operations = Object.entries(item).map(([method, operation]) => {
      const samples = samplesOf(operation.operationId, comments);
      return [method, samples.length === 0 ? operation : { ...operation, "x-codeSamples": samples }];
    });
    return [path, Object.fromEntries(operations)];
  });
  return { ...document, paths: Object.fromEntries(paths) };
}
