/** Turns an OpenAPI 3.1 document into one of 3.0.3. */
export declare function downConvert(document: Record<string, unknown>): Record<string, unknown>;
