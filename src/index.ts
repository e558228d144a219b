export { createSmsClient, type SmsClient } from "./createSmsClient.js";
export type { CallOptions, SmsClientOptions } from "./client.js";
export type { RequestOptions } from "./options.js";
export type { AddressOptions } from "./http/baseUrl.js";
export type { RetryOptions } from "./http/exchange.js";
export { SmnError, type Sent, type SmnErrorCode } from "./errors.js";
export { systemClock, type Clock } from "./clock.js";

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
export type { MessageIssue, MessageRule } from "./messages/messageIssue.js";
export { countSegments, type Segments } from "./messages/countSegments.js";
export type { Disposition, Outcome, OutcomeStatus } from "./messages/outcome.js";

export type { SmsDelivery } from "./delivery/createDelivery.js";
export type { SmsCallbacks } from "./delivery/callbacks.js";
export type { ReportQuery } from "./delivery/reportQuery.js";
export type { SmsCallback, SmsCallbackEventType, SmsReport, SmsSign } from "./delivery/types.js";
export {
  createPushVerifier,
  type PushVerifier,
  type PushVerifierOptions,
} from "./delivery/push/createPushVerifier.js";
export { verifyPush } from "./delivery/push/verifyPush.js";
export {
  createPushReceiver,
  type PushReceiver,
  type PushReceiverOptions,
} from "./delivery/push/createPushReceiver.js";
export { confirmSubscription, type ConfirmSubscriptionOptions } from "./delivery/push/confirmSubscription.js";
export type {
  OtherPushEvent,
  PushEvent,
  ReplyPushEvent,
  SmsReplyEvent,
  SmsStatusEvent,
  StatusPushEvent,
  SubscriptionConfirmationEvent,
  UnsubscribeConfirmationEvent,
} from "./delivery/push/pushEvent.js";

export type { Notice, SendAllOptions } from "./bulk/sendAllOptions.js";
export type {
  Attempt,
  IntentDetails,
  Journal,
  JournalRecord,
  ReconcilableJournal,
  Settlement,
  UnknownRecord,
} from "./bulk/journal.js";
export { openJournal, type FileJournal, type JournalOptions } from "./bulk/openJournal.js";
export type { KnownStatus } from "./bulk/statusTable.js";
export { correlationToken } from "./bulk/correlationToken.js";
export { reconcile } from "./bulk/reconcile/reconcile.js";
export type {
  OpenReason,
  Reconciled,
  ReconcileOptions,
  ReportSource,
  Verdict,
} from "./bulk/reconcile/reconcileOptions.js";
export { readJournal } from "./bulk/readJournal.js";
export { readJournalInOrder } from "./bulk/readJournalInOrder.js";

export type {
  CredentialProvider,
  Credentials,
  KeyCredentials,
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
