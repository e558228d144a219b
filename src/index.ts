export { createSmsClient, type SmsClient } from "./createSmsClient.js";
export type { CallOptions, SmsClientOptions } from "./client.js";
export type { RequestOptions } from "./http/requestOptions.js";
export type { AddressOptions } from "./http/baseUrl.js";
export type { RetryOptions } from "./http/retryOptions.js";
export {
  SmnError,
  type PlainError,
  type Sent,
  type SmnErrorCode,
  type SmnErrorDetails,
} from "./base/errors.js";
export { toPlain, type Plain } from "./base/toPlain.js";
export type { JournalReason } from "./base/journalReason.js";
export { systemClock, type Clock } from "./base/clock.js";
export type { Fetch, FetchInit, FetchResponse } from "./base/fetchTransport.js";

export type {
  AcceptedResult,
  BatchRequest,
  BatchResponse,
  CommitResult,
  ErrorBody,
  RejectedResult,
  SmsMessage,
} from "./messages/types.js";
export { checkMessage, type CheckOptions } from "./messages/checkMessage.js";
export type { MessageIssue, MessageRule } from "./base/messageIssue.js";
export { countSegments, type Segments } from "./messages/countSegments.js";
export type { Disposition, Outcome, OutcomeStatus } from "./messages/outcome.js";

export type {
  ChannelMessages,
  ClaimLostMessage,
  JournalTrace,
  MarkTrace,
  OutcomeCount,
  OutcomeMessage,
  PauseMessage,
  QueueMessage,
  RequestTrace,
  SendTrace,
  SweepMessage,
  TelemetryError,
  TracingMessages,
} from "./messages/telemetryMessages.js";

export type { Destination, SmsDelivery } from "./reports/createDelivery.js";
export type { SmsCallbacks } from "./reports/callbacks.js";
export type { ReportOptions } from "./reports/listReports.js";
export type { ReportQuery } from "./reports/reportQuery.js";
export type { SmsCallback, SmsCallbackEventType, SmsReport, SmsSign } from "./reports/types.js";
export {
  createPushVerifier,
  type PushVerifier,
  type PushVerifierOptions,
} from "./push/createPushVerifier.js";
export { verifyPush } from "./push/verifyPush.js";
export {
  createPushReceiver,
  type PushReceiver,
  type PushReceiverOptions,
} from "./push/createPushReceiver.js";
export { confirmSubscription, type ConfirmSubscriptionOptions } from "./push/confirmSubscription.js";
export type {
  OtherPushEvent,
  PushEvent,
  ReplyPushEvent,
  SmsReplyEvent,
  SmsStatusEvent,
  StatusPushEvent,
  SubscriptionConfirmationEvent,
  UnsubscribeConfirmationEvent,
} from "./push/pushEvent.js";

export type { Notice, SendAllOptions } from "./bulk/sendAllOptions.js";
export type {
  AcceptedRecord,
  Attempt,
  IntendedRange,
  IntentDetails,
  Journal,
  JournalRecord,
  JournalSender,
  ReconcilableJournal,
  Settlement,
  TimeSpan,
  UnknownRecord,
} from "./journal/journal.js";
export type { FileJournal } from "./journal/fileJournal.js";
export type { JournalOptions } from "./journal/journalOptions.js";
export { openJournal } from "./journal/openJournal.js";
export { numberDigest } from "./journal/numberDigest.js";
export type { KnownStatus } from "./journal/statusTable.js";
export { correlationToken } from "./journal/correlationToken.js";
export { reconcile } from "./reconcile/reconcile.js";
export type {
  ControlFailure,
  OpenReason,
  Reconciled,
  ReconcileOptions,
  ReportSource,
  Verdict,
} from "./reconcile/reconcileOptions.js";
export { readJournal } from "./journal/readJournal.js";
export { readJournalInOrder } from "./journal/readJournalInOrder.js";

export type {
  CredentialProvider,
  Credentials,
  KeyCredentials,
  ProviderContext,
  ResolvedCredentials,
  TokenCredentials,
} from "./auth/credentials.js";
export { environment, type EnvironmentOptions } from "./auth/environment.js";
export { profile, type ProfileOptions } from "./auth/profile.js";
export { ecsMetadata, type EcsMetadataOptions } from "./auth/ecsMetadata.js";
export { iamPassword, type IamPasswordOptions } from "./auth/iamPassword.js";
export { defaultCredentials, type DefaultCredentialsOptions } from "./auth/defaultCredentials.js";
export {
  signRequest,
  type SignableRequest,
  type SigningKey,
  type SignOptions,
} from "./auth/sign/signRequest.js";
