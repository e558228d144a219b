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

export type { Notice, SendAllOptions } from "./bulk/sendAllOptions.js";
export type { Journal, JournalRecord, Settlement } from "./bulk/journal.js";
export { openJournal, type FileJournal, type JournalOptions } from "./bulk/openJournal.js";
export type { KnownStatus } from "./bulk/statusTable.js";
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
