import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";

const root = fileURLToPath(new URL("../..", import.meta.url));
const source = (path: string): string[] => [join(root, "src", path)];

/**
 * What the compiler finds in these files of a folder, as somebody who uses the package would see it. The sources of the
 * package are read for their types only: `npm run types` checks what is in them, and it takes most of the time.
 */
export function problemsOf(folder: string, names: readonly string[]): string[] {
  const { config } = ts.readConfigFile(join(root, "test/tsconfig.json"), (path) => ts.sys.readFile(path)) as {
    config: object;
  };
  const { options, errors } = ts.parseJsonConfigFileContent(
    { ...config, include: [] },
    ts.sys,
    join(root, "test"),
    {
      module: ts.ModuleKind.ESNext,
      moduleResolution: ts.ModuleResolutionKind.Bundler,
      paths: {
        "smn-sms": source("index.ts"),
        "smn-sms/mock": source("mock/index.ts"),
        "smn-sms/ledger": source("ledger/index.ts"),
        "smn-sms/otel": source("otel/index.ts"),
        "smn-sms/msw": source("mock/doors/createHandlers.ts"),
      },
    },
  );
  const program = ts.createProgram(
    names.map((name) => join(folder, name)),
    options,
  );
  const files = names.map((name) => program.getSourceFile(join(folder, name))!);
  return [
    ...errors.filter(({ code }) => code !== NO_INPUTS),
    ...program.getOptionsDiagnostics(),
    ...program.getGlobalDiagnostics(),
    ...files.flatMap((file) => [
      ...program.getSyntacticDiagnostics(file),
      ...program.getSemanticDiagnostics(file),
    ]),
  ].map(
    ({ file, start = 0, messageText }) =>
      `${file?.fileName}(${(file?.getLineAndCharacterOfPosition(start).line ?? 0) + 1}): ${ts.flattenDiagnosticMessageText(messageText, "\n")}`,
  );
}

/** That no file is included: they are named. */
const NO_INPUTS = 18_003;
