import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import ts from "typescript";

/**
 * The declarations of the entries and of the files they lead to. TypeScript makes them file by file, because the
 * sources are written for that (`isolatedDeclarations`); whether types fit is checked by `npm run types`.
 *
 * @param {readonly string[]} entries names of entries, as their sources without `.ts`
 * @returns {import("rolldown").Plugin}
 */
export function declarations(entries) {
  return {
    name: "declarations",
    generateBundle() {
      const { config } = ts.readConfigFile("tsconfig.json", ts.sys.readFile);
      const { options } = ts.convertCompilerOptionsFromJson(config.compilerOptions, ".");
      const found = new Set(entries);
      for (const name of found) {
        const source = declarationOf(`${name}.ts`, options);
        this.emitFile({ type: "asset", fileName: `${name}.d.ts`, source });
        for (const { fileName } of ts.preProcessFile(source).importedFiles)
          if (fileName.startsWith(".")) found.add(join(dirname(name), fileName.replace(/\.js$/, "")));
      }
    },
  };
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
