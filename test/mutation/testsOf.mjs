/**
 * The tests that concern a file, where not all of its room do: the more there are, the longer every mutant takes.
 * Keys are the file's path below `src/`, values are patterns below `test/`.
 */
const TESTS = {
  "bulk/batch": ["bulk/batch"],
  "bulk/intake": ["bulk/{run*,resume,stopEarly}"],
  "bulk/outbox": ["bulk/outbox"],
  "bulk/pacer": ["bulk/pacer", "bulk/requesterPace"],
  "bulk/planner": ["bulk/planner", "bulk/batches"],
  "bulk/recorder": ["bulk/recorder"],
  "bulk/requester": ["bulk/{requester*,resume}"],
  "bulk/checkJournal": ["bulk/resume"],
  "bulk/nextAction": ["bulk/runJournal"],
  "bulk/recordIntent": ["bulk/recordIntent"],
  "bulk/linger": ["bulk/run"],
  "bulk/stopErrors": ["bulk/{stopEarly,resume,runJournal}"],
  "bulk/resumeGuard": ["bulk/resumeGuard"],
  "bulk/run": ["bulk/{run*,resume,stopEarly,batches}"],
  "bulk/source": ["bulk/source"],
  "base/fetchTransport": ["http/transports"],
  "http/advice": ["http/judge*"],
  "http/clockAdvice": ["http/judge*"],
  "http/dispositionOf": ["http/judge*"],
  "http/exchange": ["http/exchange*"],
  "http/isOwnRefusal": ["http/judge*"],
  "http/judge": ["http/judge*"],
  "http/keptConnections": ["http/{transports,answerBehind,connections}"],
  "http/nodeTransport": ["http/{transports,answerBehind}"],
  "http/onceConnected": ["http/{transports,connections}"],
  "http/readTaken": ["http/readTaken"],
  "http/quotable": ["http/{small,judge,exchange}"],
  "http/baseUrl": ["http/small"],
  "http/retryOptions": ["http/small"],
  "journal/isTorn": ["journal/isTorn"],
  "journal/readLines": ["journal/readLines"],
  "journal/journalLine": ["journal/journalLine"],
  "journal/journalLock": ["journal/journalLock*"],
  "journal/lineWriter": ["journal/lineWriter"],
  "journal/lockHolder": ["journal/lockHolder"],
  "journal/fileJournal": ["journal/{durable,attempts,journalOptions}"],
  "journal/openJournal": ["journal/{journalOptions,clockName}"],
  "journal/recover": ["journal/{durable,attempts,damage}"],
  "journal/scanJournal": ["journal/scanJournal"],
  "reconcile/chooseControls": ["reconcile/chooseControls"],
  "reconcile/measureClocks": ["reconcile/measureClocks"],
  "reconcile/reportWindows": ["reconcile/reportWindows"],
  "reconcile/controlSample": ["reconcile/controlSample"],
  "reconcile/findings": ["reconcile/findings"],
  "reconcile/inputCodes": ["reconcile/inputCodes"],
  "reconcile/listingDelay": ["reconcile/listingDelay"],
  "reconcile/ownCodes": ["reconcile/ownCodes"],
  "reconcile/settlementOf": ["reconcile/settlementOf"],
  "reconcile/strayCodes": ["reconcile/strayCodes"],
  "reconcile/readWindow": ["reconcile/readWindow"],
  "reconcile/judgeUnknown": ["reconcile/judgeUnknown"],
  "reconcile/nearby": ["reconcile/nearby"],
  "messages/correlate": ["messages/correlate*"],
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
