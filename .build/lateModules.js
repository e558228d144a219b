/**
 * Lets the CommonJS output load modules when one of their functions is first called, instead of with the package: reading a
 * journal or checking messages needs none of them, and loading them takes as long as a third of all the rest. (ES modules
 * can only load late what may come asynchronously.) A default export is taken by its name, as all tools do; Node's own rule
 * would give `module.exports` for it, because the sources are ES modules.
 *
 * @param {Readonly<Record<string, readonly string[]>>} modules the functions and classes that are used, by module
 * @param {RegExp} importers the sources for which it is done
 * @returns {import("rolldown").Plugin}
 */
export function lateModules(modules, importers) {
  const prefix = "\0late:";
  return {
    name: "late-modules",
    resolveId(id, importer = "") {
      if (!Object.hasOwn(modules, id)) return null;
      return importers.test(importer) ? `${prefix}${id}` : { id, external: true };
    },
    load(id) {
      if (!id.startsWith(prefix)) return null;
      const name = id.slice(prefix.length);
      return [
        "let loaded;",
        `const load = () => (loaded ??= require(${JSON.stringify(name)}));`,
        ...modules[name].map(lateFunction),
      ].join("\n");
    },
  };
}

function lateFunction(name) {
  const call = `${/^[A-Z]/.test(name) ? "new " : ""}(load().${name})(...args)`;
  return `export ${name === "default" ? "default function" : `function ${name}`}(...args) { return ${call}; }`;
}
