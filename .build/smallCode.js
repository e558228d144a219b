import { minify } from "rolldown/experimental";

/**
 * Writes files small that nobody reads: generated code, and the command with its libraries.
 *
 * @param {readonly string[]} files names in the output
 * @returns {import("rolldown").Plugin}
 */
export function smallCode(files) {
  return {
    name: "small-code",
    async generateBundle(_, bundle) {
      for (const file of files) {
        const { code } = await minify(file, bundle[file].code, {
          mangle: { toplevel: true },
          codegen: { asciiOnly: true },
        });
        bundle[file].code = `${code}\n`;
      }
    },
  };
}
