export function buildPackage(): Promise<void>;
export function buildRuntime(folder: string): Promise<void>;
