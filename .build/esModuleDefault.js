/**
 * Lets the CommonJS output take the default export (and the others) of a package that has both forms and stays outside. Node's own rule
 * would give `module.exports` for it, because the sources are ES modules; a module without a package goes by
 * `__esModule`, as all tools do.
 *
 * @param {string} name the package
 * @returns {import("rolldown").Plugin}
 */
export function esModuleDefault(name) {
  const passing = `\0default-of-${name}`;
  return {
    name: "es-module-default",
    resolveId(id, importer) {
      if (id !== name) return null;
      return importer === passing ? { id, external: true } : passing;
    },
    load: (id) => (id === passing ? `export { default } from "${name}";\nexport * from "${name}";` : null),
  };
}
