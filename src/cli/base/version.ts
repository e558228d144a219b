import { readFileSync } from "node:fs";

/** The version in the nearest package.json above a module that belongs to this package. */
export function readVersion(moduleUrl: string): string {
  for (let folder = new URL(".", moduleUrl); ; folder = new URL("..", folder)) {
    const found = versionIn(new URL("package.json", folder));
    if (found !== undefined) return found;
    if (folder.pathname === "/" || new URL("..", folder).href === folder.href) return "unknown";
  }
}

function versionIn(file: URL): string | undefined {
  try {
    const { name, version } = JSON.parse(readFileSync(file, "utf8")) as { name?: unknown; version?: unknown };
    return name === "smn-sms" && typeof version === "string" ? version : undefined;
  } catch {
    return undefined; // there is none in this folder
  }
}
