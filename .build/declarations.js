import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * The declarations of the entries and of the files they lead to. TypeScript makes them file by file, because the
 * sources are written for that (`isolatedDeclarations`); whether types fit is checked by `npm run types`.
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
      const found = new Set(Object.values(entries));
      for (const name of found) {
        const source = declarationOf(name, options);
        this.emitFile({ type: "asset", fileName: join(folder, declared(name)), source });
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

function declared(name) {
  return name.replace(/\.ts$/, ".d.ts");
}

function declarationOf(fileName, compilerOptions) {
  const { outputText, diagnostics } = ts.transpileDeclaration(readFileSync(fileName, "utf8"), {
    fileName,
    compilerOptions,
    reportDiagnostics: true,
  });
  for (const { messageText } of diagnostics)
    throw new Error(`${fileName}: ${ts.flattenDiagnosticMessageText(messageText, "\n")}`);
  return outputText;
}
