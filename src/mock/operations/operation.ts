import type { SandboxState } from "../account/sandboxState.js";

/** A request that passed authentication and the document's rules. */
export interface OperationCall {
  readonly request_id: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Fits the document's schema; undefined where the operation has no body. */
  readonly body: unknown;
}

/**
 * Carries out an operation and returns the body of its 200.
 *
 * @throws {Refused} to answer with an error
 */
export type OperationHandler = (call: OperationCall, state: SandboxState) => object;
