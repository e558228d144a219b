import { countSegments, type Segments } from "../../messages/countSegments.js";

/** Counts the parts of many texts with one signature: of texts of one length only once, for nothing else matters. */
export function createSegmentCounter(signName: string): (text: string) => Segments {
  const byLength: Segments[] = [];
  return (text) => (byLength[text.length] ??= countSegments(text, signName));
}
