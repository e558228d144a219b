import { CliError } from "../base/cliError.js";
import { cleanName } from "../input/columnNames.js";

/** A text with places for the values of columns. */
export type TemplatePart = { readonly text: string } | { readonly column: string };

/** The template of all texts. */
export interface Template {
  /** As the user wrote it. */
  readonly text: string;
  readonly parts: readonly TemplatePart[];
  /** Whether its marks are meant as they are, also those that look like another tool's. */
  readonly isLiteral: boolean;
}

/**
 * Reads a template such as `您的验证码是{code}`: names of columns in braces; `{{` and `}}` are braces
 * themselves. Throws `CliError` for a brace without its partner and for a place without a name.
 */
export function parseTemplate(template: string): readonly TemplatePart[] {
  const parts: TemplatePart[] = [];
  let text = "";
  for (let at = 0; at < template.length; at++) {
    const character = template.charAt(at);
    if ((character === "{" || character === "}") && template.charAt(at + 1) === character) {
      text += character;
      at++;
    } else if (character === "{") {
      const end = template.indexOf("}", at);
      const column = cleanName(template.slice(at + 1, end));
      if (end === -1 || column.includes("{")) throw broken(at, "a { that is not closed");
      if (column === "") throw broken(at, "{} without the name of a column");
      if (text !== "") parts.push({ text });
      text = "";
      parts.push({ column });
      at = end;
    } else if (character === "}") {
      throw broken(at, "a } that was not opened");
    } else {
      text += character;
    }
  }
  if (text !== "") parts.push({ text });
  if (parts.length === 0) throw new CliError("--template is empty.");
  return parts;
}

export function templateColumns(parts: readonly TemplatePart[]): string[] {
  return [...new Set(parts.flatMap((part) => ("column" in part ? [part.column] : [])))];
}

function broken(at: number, what: string): CliError {
  return new CliError(
    `--template has ${what} (character ${at + 1}). Write columns in braces, {code}; {{ and }} are braces.`,
  );
}
