import type { SignatureReport } from "../access/signatureReport.js";

/** A request that arrived, without its headers and body. */
export interface RequestRecord {
  /** As in the answer. */
  request_id: string;
  /** `GET`, `POST`, … */
  method: string;
  /** Without the query; cut after 200 characters. */
  path: string;
  /** The document's operation; undefined when method and path belong to none. */
  operationId?: string | undefined;
  /** The kind of credentials that it carried, valid or not. */
  auth: "token" | "signature" | "none";
  /** The fault that happened to it, except latency and rejections. */
  fault?: string | undefined;
  /** The status of the answer, 0 until there is one and where a fault broke the connection. */
  status: number;
  /** Messages that it carried and that were accepted. */
  accepted?: number | undefined;
  /** Messages that it carried and that were rejected one by one. */
  rejected?: number | undefined;
  /** The code of the error that it was answered with. */
  code?: string | undefined;
  /** The text for the code. */
  reason?: string | undefined;
  /** Why its signature was refused. */
  signature?: SignatureReport | undefined;
  /** Milliseconds since the epoch */
  at: number;
}
