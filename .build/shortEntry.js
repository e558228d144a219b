/**
 * Writes an entry that only passes on names of one other file with every name twice instead of three times: before Node
 * imports CommonJS, it looks through the text of the entry for the names.
 *
 * @param {string} fileName of the entry in the output
 * @returns {import("rolldown").Plugin}
 */
export function shortEntry(fileName) {
  return {
    name: "short-entry",
    generateBundle(_, bundle) {
      const entry = bundle[fileName];
      const [, from] = /^const \w+ = require\("(.+)"\);$/m.exec(entry.code) ?? [];
      const passed = [...entry.code.matchAll(/^exports\.(\w+) = \w+\.\1;$/gm)].map(([, name]) => name);
      const lines = entry.code.trim().split("\n");
      if (from === undefined || passed.join() !== entry.exports.join() || lines.length !== passed.length + 2)
        throw new Error(`${fileName} does more than pass on names`);
      const names = `{ ${passed.join(", ")} }`;
      entry.code = [
        `const ${names} = require("${from}");`,
        `module.exports = ${names};`,
        'Object.defineProperty(module.exports, Symbol.toStringTag, { value: "Module" });',
        "",
      ].join("\n");
    },
  };
}
