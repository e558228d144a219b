export function releaseNotes(input: { changelog: string; version: string; documentVersion: string }): string;
