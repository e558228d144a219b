export interface Api {
  exported: string[];
  reached: string[];
  undocumented: string[];
}

export function readApis(entries: readonly string[], folder: string): Api[];
