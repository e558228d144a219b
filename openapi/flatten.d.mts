/** Turns every union of an OpenAPI document into one open object, for generators that cannot read unions. */
export declare function flatten(document: Record<string, unknown>): Record<string, unknown>;
