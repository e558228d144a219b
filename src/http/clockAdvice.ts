import { httpDate } from "../base/httpDate.js";

/** The advice on a signature that the service calls expired. @param date the header of its answer */
export function clockAdvice(date: string | undefined, now: number): string {
  const limit = "Signatures are valid for 15 minutes.";
  const theirs = httpDate(date);
  if (Number.isNaN(theirs)) return `${limit} Compare this machine's clock with the true time.`;
  const seconds = Math.round((now - theirs) / 1_000);
  const amount =
    Math.abs(seconds) < 120
      ? `${Math.abs(seconds)} seconds`
      : `${Math.round(Math.abs(seconds) / 60)} minutes`;
  return `${limit} This machine's clock is ${amount} ${seconds < 0 ? "behind" : "ahead of"} the service's.`;
}
