/** What the pages say beside the document, by language. */
export declare const texts: Record<
  "en" | "zh-CN",
  { comments: Readonly<Record<string, string>>; titles: Readonly<Record<string, string>> }
>;
