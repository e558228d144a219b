/**
 * Finds the section of a version in the changelog, to be published with it.
 *
 * @throws {Error} when it is missing or empty or not the first one, when versions do not descend, or when it does not
 * name the version of the document
 */
export function releaseNotes({ changelog, version, documentVersion }) {
  const sections = changelog
    .split(/^## /m)
    .slice(1)
    .map((text) => {
      const [title, ...lines] = text.split("\n");
      return { title: title.trim(), body: lines.join("\n").trim() };
    });
  const [latest] = sections;
  if (latest?.title !== version)
    throw new Error(
      `package.json has version ${version}, but CHANGELOG.md begins with ${latest?.title ?? "no section"}.`,
    );
  for (const [index, { title }] of sections.entries()) {
    const below = sections[index + 1];
    if (below !== undefined && !isAbove(title, below.title))
      throw new Error(`CHANGELOG.md: ${title} stands above ${below.title}, but is not the higher version.`);
  }
  const document = /^Document (\S+)\.\n/.exec(latest.body)?.[1];
  if (document !== documentVersion)
    throw new Error(
      `CHANGELOG.md: the section ${version} must begin with "Document ${documentVersion}." (info.version)${document === undefined ? "" : `, not with ${document}`}.`,
    );
  if (!/^- \S/m.test(latest.body)) throw new Error(`CHANGELOG.md: the section ${version} names no change.`);
  return latest.body;
}

/** Whether a version `1.2.3` or `1.2.3-rc.1` is higher than another. */
function isAbove(version, other) {
  const [core, pre] = partsOf(version);
  const [otherCore, otherPre] = partsOf(other);
  const index = core.findIndex((number, at) => number !== otherCore[at]);
  if (index !== -1) return core[index] > otherCore[index];
  if (pre === undefined || otherPre === undefined) return pre === undefined && otherPre !== undefined;
  return pre.localeCompare(otherPre, "en", { numeric: true }) > 0;
}

function partsOf(version) {
  const [, core, pre] = /^(\d+\.\d+\.\d+)(?:-([\w.]+))?$/.exec(version) ?? [];
  if (core === undefined) throw new Error(`CHANGELOG.md: ${version} is no version.`);
  return [core.split(".").map(Number), pre];
}
