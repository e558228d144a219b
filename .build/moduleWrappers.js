/**
 * Gives every entry a module that passes on what its CommonJS file exports, for Node's `import`: whoever requires the
 * package and whoever imports it get the same classes. Its declarations do the same.
 *
 * A peer in `first` is imported before: where it is missing, the import fails before the CommonJS file runs. What such a file
 * throws ends the process on Node 20, even if the caller catches it.
 *
 * @param {readonly string[]} entries names of entries
 * @param {Readonly<Record<string, string>>} first the optional peer that an entry cannot do without
 * @returns {import("rolldown").Plugin}
 */
export function moduleWrappers(entries, first) {
  return {
    name: "module-wrappers",
    generateBundle(_, bundle) {
      for (const entry of entries) {
        const file = `./${entry}.js`;
        const names = bundle[`${entry}.js`].exports;
        const peer = entry in first ? `import "${first[entry]}";\n` : "";
        const code =
          names.length === 0
            ? "export {};\n"
            : `${peer}export {\n  ${names.join(",\n  ")},\n} from "${file}";\n`;
        this.emitFile({ type: "asset", fileName: `${entry}.mjs`, source: code });
        this.emitFile({ type: "asset", fileName: `${entry}.d.mts`, source: `export * from "${file}";\n` });
      }
      this.emitFile({ type: "asset", fileName: "package.json", source: '{ "type": "commonjs" }\n' });
      this.emitFile({
        type: "asset",
        fileName: "esm/package.json",
        source: '{ "type": "module", "sideEffects": false }\n',
      });
    },
  };
}
