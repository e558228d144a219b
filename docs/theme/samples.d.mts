/** A call in one language. */
export interface Sample {
  lang: string;
  label: string;
  source: string;
}
/** The labels of all languages, in their order. */
export declare const sampleLabels: readonly string[];
/** The samples of an operation, with comments in the language of the page. */
export declare function samplesOf(operationId: string, comments?: Readonly<Record<string, string>>): Sample[];
/** The comments of a sample, without their marks. */
export declare function commentsOf(source: string): string[];
/** The document with the samples of every operation. */
export declare function withSamples<T>(document: T, comments?: Readonly<Record<string, string>>): T;
