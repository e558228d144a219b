import type { Transport } from "../base/wire.js";

/** A token of identity management (IAM), scoped to the project that sends. */
export interface TokenCredentials {
  /** Sent as `X-Auth-Token`. */
  token: string;
  /** The project that the token is scoped to. */
  projectId?: string | undefined;
  ak?: never;
  sk?: never;
  securityToken?: never;
}

/** An access key, permanent or (with a security token) temporary. Requests are signed; the SK is never sent. */
export interface KeyCredentials {
  /** Access key id. */
  ak: string;
  /** Secret access key. */
  sk: string;
  /** Belongs to a temporary key; sent as `X-Security-Token`. */
  securityToken?: string | undefined;
  /** The project to send from, where the source of the key names one. */
  projectId?: string | undefined;
  token?: never;
}

/**
 * The credentials that a provider returns. `console.log` and `JSON.stringify` show those of this package's providers without
 * keys and tokens; `{ ...credentials }` is a copy with them.
 */
export type ResolvedCredentials = (TokenCredentials | KeyCredentials) & {
  /**
   * When they stop working: a `Date`, milliseconds since the epoch, or an ISO 8601 time with `Z` or an offset.
   * Credentials without it are kept until the service refuses them.
   */
  expiresAt?: Date | number | string | undefined;
};

/** What a client gives its provider of credentials. A provider that calls another one passes it on. */
export interface ProviderContext {
  /** The way that the client's messages go, with its `fetch`, agent and proxy. */
  readonly transport: Transport;
}

/**
 * Gets credentials when they are needed, and again ahead of their expiry. It is never called twice at the same
 * time. An error that is no `SmnError` is reported without its text, which may hold secrets.
 */
export type CredentialProvider = (context?: ProviderContext) => Promise<ResolvedCredentials>;

/** A token, an access key, or a function that gets one of them. */
export type Credentials = TokenCredentials | KeyCredentials | CredentialProvider;
