import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * The declarations of the entries and of the files they lead to, as TypeScript makes them. Whether types fit is checked
 * by `npm run types`. (`transpileDeclaration` would need no program, but declares `[Symbol.iterator]` twice.)
 *
 * @param {Readonly<Record<string, string>>} entries the sources of the entries, by their names
 * @param {string} folder where the declarations of the sources go, beside those of the entries
 * @returns {import("rolldown").Plugin}
 */
export function declarations(entries, folder) {
  return {
    name: "declarations",
    generateBundle() {
      const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
      const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
      const program = ts.createProgram(Object.values(entries), options);
      const found = new Set(Object.values(entries));
      for (const name of found) {
        const source = declarationOf(program, name);
        this.emitFile({ type: "asset", fileName: join(folder, name.replace(/\.ts$/, ".d.ts")), source });
        for (const { fileName } of ts.preProcessFile(source).importedFiles)
          if (fileName.startsWith(".")) found.add(join(dirname(name), fileName.replace(/\.js$/, ".ts")));
      }
      for (const [entry, name] of Object.entries(entries)) {
        const source = `export * from "./${folder}/${name.replace(/\.ts$/, ".js")}";\n`;
        this.emitFile({ type: "asset", fileName: `${entry}.d.ts`, source });
      }
    },
  };
}

function declarationOf(program, name) {
  let source;
  program.emit(program.getSourceFile(name), (_path, text) => (source = text), undefined, true);
  if (source === undefined) throw new Error(`TypeScript declares nothing for ${name}`);
  return source;
}
