/** Makes the Chinese document: the document with an overlay applied, as JSON. */
export declare function bundleChinese(output: string, overlay?: string): Promise<void>;
