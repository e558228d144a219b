import { readFileSync } from "node:fs";
import { posix } from "node:path";

/** Everything that the main entry exports, by name, with the file that it comes from. */
function exportsOf(index: string): Map<string, string> {
  const lists = readFileSync(index, "utf8").matchAll(/^export (?:type )?\{([^}]*)\} from "([^"]+)";$/gm);
  return new Map(
    [...lists].flatMap(([, names, from]) =>
      names!
        .split(",")
        .map((name) => name.replace("type ", "").trim())
        .filter((name) => name !== "")
        .map((name) => [name, posix.join(posix.dirname(index), from!).replace(/\.js$/, ".ts")] as const),
    ),
  );
}

const names = exportsOf("src/index.ts");

/** The functions that the main entry exports, each with the `@example` of its docstring, if any. */
export const examples: { name: string; code: string | undefined }[] = [...names].flatMap(([name, file]) => {
  const source = readFileSync(file, "utf8");
  const at = source.search(new RegExp(`^export (?:async )?function\\*? ${name}\\b`, "m"));
  if (at === -1) return [];
  const docstring = source.slice(source.lastIndexOf("/**", at), at);
  const [, lines] = /@example\n \* ```ts\n([\s\S]*?)\n \* ```/.exec(docstring) ?? [];
  return [{ name, code: lines?.replace(/^ \* ?/gm, "") }];
});

/** A module that holds all examples, with the things that they leave to the reader. */
export function exampleModule(): string {
  const used = examples.map(({ name }) => name);
  const functions = examples.map(
    ({ name, code = "" }) => `export async function ${name}Example() {\n${code}\n}`,
  );
  return `import { createServer } from "node:http";
import { ${used.join(", ")} } from "smn-sms";
import type { FileJournal, PushEvent, PushVerifier, SmsClient, SmsMessage } from "smn-sms";
declare const sms: SmsClient, journal: FileJournal, verifier: PushVerifier, push: PushEvent;
declare const messages: SmsMessage[];
declare const body: string, sign_id: string, ak: string, sk: string;
declare function store(id: string, push: object): Promise<void>;
${functions.join("\n")}
`;
}
