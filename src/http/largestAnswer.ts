/** A page of a proxy, whatever the request was. */
const PAGE = 256 * 1024;
const RESULT = 1024;

/** The most bytes that an answer to so many messages has. To read one takes longer than its length says. */
export function largestAnswer(messages: number): number {
  return PAGE + messages * RESULT;
}
