import { numberKey } from "../../messages/phoneNumber.js";
import type { BatchResponse, CommitResult } from "../../messages/types.js";
import type { Random } from "../base/random.js";
import type { ResultsChange } from "./fault.js";

/** Changes the list of results of an answer; the messages were handled as usual. */
export function changeResults(answer: BatchResponse, change: ResultsChange, random: Random): object {
  const { result } = answer;
  const last = result.at(-1); // rejections come first, so the last one is an accepted one if there is any
  if (last === undefined) return answer;
  const others = result.slice(0, -1);
  const changes: Readonly<Record<ResultsChange, () => object[]>> = {
    missing: () => others,
    extra: () => [...result, { endpoint: strangerTo(result), message_id: random.id() }],
    renamed: () => [...others, { ...last, endpoint: strangerTo(result) }],
    respelled: () => result.map((one) => ({ ...one, endpoint: respell(one.endpoint) })),
    reordered: () => [...result].reverse(),
    doubled: () => [...result, last],
    malformed: () => [...others, { endpoint: last.endpoint }],
  };
  return { ...answer, result: changes[change]() };
}

/** A number that is not in the answer. */
function strangerTo(result: readonly CommitResult[]): string {
  const taken = new Set(result.map(({ endpoint }) => numberKey(endpoint)));
  let line = 99_999_999;
  while (taken.has(numberKey(`+86139${line}`))) line--;
  return `+86139${line}`;
}

function respell(endpoint: string): string {
  if (/^\+?86/.test(endpoint)) return endpoint.replace(/^\+?86/, "");
  if (endpoint.startsWith("+")) return endpoint.slice(1);
  return /^1\d{10}$/.test(endpoint) ? `+86${endpoint}` : endpoint;
}
