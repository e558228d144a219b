import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { buildSite } from "../../docs/buildSite.mjs";

export function temporaryFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "smn-sms-docs-test-"));
}

export interface Built {
  /** What is wrong with the site, or could not be made. */
  readonly problems: string[];
  readonly failed: boolean;
}

/** Makes a site, as `npm run docs` does. */
export async function build(out: string, guides = "docs", only?: string): Promise<Built> {
  try {
    return { problems: await buildSite(out, join(process.cwd(), guides), only), failed: false };
  } catch (error) {
    return { problems: [(error as Error).message], failed: true };
  }
}

const PAGES = ["api.html", "api.zh-CN.html", "typescript/index.html"];
const EMPTY = '<!doctype html><meta http-equiv="Content-Security-Policy" content="default-src \'none\'">';

/** A site of which only the guides matter. */
export function stubSite(folder: string): void {
  for (const page of PAGES) {
    mkdirSync(dirname(join(folder, page)), { recursive: true });
    writeFileSync(join(folder, page), EMPTY);
  }
  for (const name of ["smn-sms.yaml", "openapi.json", "openapi.zh-CN.json"])
    writeFileSync(join(folder, name), "");
}
