const GETTER =
  /^Object\.defineProperty\(exports, "([\w$]+)", \{\s*enumerable: true,\s*get: function\(\) \{\s*return ([\w$]+);\s*\}\s*\}\);$/gm;

/**
 * Exports what cannot change by its value. The bundler writes a getter for every name, as if it could; those of the main
 * entry's code took as long with every import as a fifth of running all the rest of it.
 *
 * @param {string} fileName in the output; a file that requires no other of the package
 * @returns {import("rolldown").Plugin}
 */
export function plainExports(fileName) {
  return {
    name: "plain-exports",
    generateBundle(_, bundle) {
      const { code } = bundle[fileName];
      bundle[fileName].code = code.replace(GETTER, (getter, name, binding) =>
        isFixed(code, binding) ? `exports.${name} = ${binding};` : getter,
      );
    },
  };
}

/** Whether a name stands for one value at the top level: a constant, a function or a class. */
function isFixed(code, name) {
  const plain = name.replaceAll("$", "\\$");
  return new RegExp(
    `^(?:const ${plain} = |(?:async )?function\\*? ?${plain}\\(|var ${plain} = class )`,
    "m",
  ).test(code);
}
