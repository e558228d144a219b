/** The parts of a text that `x-ours` counts: paragraphs, list items and table rows. */
export declare function blocksOf(text: string): { start: number; end: number }[];
/** The document with a mark after every part of a text that is ours. */
export declare function withOurParts<T>(node: T): T;
