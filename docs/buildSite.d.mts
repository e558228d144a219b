export function buildSite(out: string, guides: string, only?: string): Promise<string[]>;
