/**
 * The tests that concern a file, where not all of its room do: the more there are, the longer every mutant takes.
 * Keys are the file's path below `src/`, values are patterns below `test/`.
 */
const TESTS = {
  "bulk/batch": ["bulk/batch"],
  "bulk/outbox": ["bulk/outbox"],
  "bulk/pacer": ["bulk/pacer", "bulk/requesterPace"],
  "bulk/planner": ["bulk/planner", "bulk/batches"],
  "bulk/recorder": ["bulk/recorder"],
  "bulk/requester": ["bulk/{requester*,resume}"],
  "bulk/source": ["bulk/source"],
  "http/advice": ["http/judge*"],
  "http/clockAdvice": ["http/judge*"],
  "http/dispositionOf": ["http/judge*"],
  "http/exchange": ["http/exchange*"],
  "http/isOwnRefusal": ["http/judge*"],
  "http/judge": ["http/judge*"],
  "http/quotable": ["http/{small,judge,exchange}"],
  "http/baseUrl": ["http/small"],
  "http/retryOptions": ["http/small"],
  "base/scrub": ["base/scrub"],
  "journal/correlationToken": ["journal/correlationToken"],
  "journal/isTorn": ["journal/isTorn"],
  "journal/readLines": ["journal/readLines"],
  "journal/journalLine": ["journal/journalLine"],
  "journal/journalLines": ["journal/journalLines"],
  "journal/journalLock": ["journal/journalLock*"],
  "journal/lineWriter": ["journal/lineWriter"],
  "journal/lockHolder": ["journal/lockHolder"],
  "journal/fileJournal": ["journal/{durable,attempts,fileJournal,journalOptions}"],
  "journal/numberCheck": ["journal/numberCheck"],
  "journal/numberDigest": ["journal/numberDigest"],
  "journal/openJournal": ["journal/{journalOptions,clockName}"],
  "journal/outcomeLines": ["journal/outcomeLines"],
  "journal/ownedFile": ["journal/ownedFile"],
  "journal/readAccepted": ["journal/readAccepted"],
  "journal/readUnknowns": ["journal/readUnknowns"],
  "journal/recover": ["journal/recover"],
  "journal/scanJournal": ["journal/scanJournal"],
  "journal/seal": ["journal/seal"],
  "journal/statusTable": ["journal/statusTable"],
  "reconcile/controlSample": ["reconcile/controlSample"],
  "reconcile/judgeUnknown": ["reconcile/judgeUnknown"],
  "reconcile/nearby": ["reconcile/nearby"],
  "messages/correlate": ["messages/correlate*"],
  "messages/findErrorCode": ["messages/findErrorCode"],
  "messages/phoneNumber": ["messages/phoneNumber"],
  "messages/quickCheck": ["messages/createExaminer"],
  "messages/plainId": ["messages/plainId"],
  "messages/readResult": ["messages/readResult"],
  "messages/checkMessage": ["messages/{checkMessage,createExaminer}"],
  "auth/credentialCache": ["auth/credentialCache"],
  "auth/iamPassword": ["auth/iam*"],
  "auth/sign": ["auth/sign/{canonicalUrl,sdkDate,signRequest}"],
};

/** Patterns of the tests that must notice when `file` (such as `src/http/judge.ts`) is changed. */
export function testsOf(file) {
  const name = file.replace(/^src\//, "").replace(/\.ts$/, "");
  const folder = name.slice(0, name.lastIndexOf("/"));
  const patterns = TESTS[name] ?? TESTS[folder] ?? [`${name.slice(0, name.indexOf("/"))}/**/*`];
  return patterns.map((pattern) => `test/${pattern}.test.ts`);
}
