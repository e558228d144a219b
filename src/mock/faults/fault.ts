/** A failure that the sandbox can be told to show. Plain JSON. */
export type Fault =
  | ThrottleFault
  | TokenExpiredFault
  | StatusFault
  | LatencyFault
  | SocketFault
  | RedirectFault
  | GarbageFault
  | ResultsFault
  | CreatedFault
  | RejectFault;

/** When a fault is due. */
export interface FaultSchedule {
  /**
   * How often it happens: for `reject` the number of messages, otherwise of requests.
   * @default 1
   */
  times?: number | "always" | undefined;
  /**
   * The chance that it happens when it is due, from 0 to 1.
   * @default 1
   */
  probability?: number | undefined;
  /**
   * How many requests, counted from now, it lets pass first.
   * @default 0
   */
  after?: number | undefined;
  /**
   * The only operation whose requests it concerns, as `SmsBatchPublishWithDiffMessage` or `ListSmsMsgReport`.
   * @default every operation
   */
  operationId?: string | undefined;
}

/** A failure and when it is due. */
export type ScheduledFault = Fault & FaultSchedule;

/** Before the messages were accepted, or after: then they count as sent although the answer fails. */
export type FaultMoment = "before" | "after";

/** 429 `APIGW.0308`; nothing is accepted. */
export interface ThrottleFault {
  kind: "throttle";
  /** Seconds, sent as `Retry-After`. Default: no such header. */
  retryAfter?: number | undefined;
  /** Requests per `window` that the text names. @default 200 */
  limit?: number | undefined;
  /** @default "second" */
  window?: "second" | "minute" | undefined;
  /** Whether the text names limit and window. @default true */
  hint?: boolean | undefined;
}

/** 401 `APIGW.0307`; nothing is accepted. */
export interface TokenExpiredFault {
  kind: "tokenExpired";
}

/** An answer with any status. */
export interface StatusFault {
  kind: "status";
  /** 200 to 599 */
  status: number;
  /**
   * JSON, or a string that is sent as it is: HTML when it begins with `<`, otherwise plain text; `""` is an empty
   * body. Default: as `page` says.
   */
  body?: unknown;
  /**
   * The answer when there is no `body`: the document's example for the status, or a page of a load balancer.
   * @default "gateway" where the document has an example, and not one that proves after accepting that nothing was
   * accepted; otherwise "html"
   */
  page?: "gateway" | "html" | undefined;
  /** @default "before" */
  when?: FaultMoment | undefined;
}

/** The answer comes late; the messages were accepted at once. Comes on top of another fault. */
export interface LatencyFault {
  kind: "latency";
  /** Milliseconds */
  ms: number;
}

/** The connection fails: no answer ever, reset, or cut off in the middle of the answer's body. */
export interface SocketFault {
  /** No answer ever, a reset, or a body that breaks off. */
  kind: "stall" | "reset" | "truncate";
  /** Whether the messages were accepted before the connection failed. */
  when: FaultMoment;
}

/** A redirect; nothing is accepted. */
export interface RedirectFault {
  kind: "redirect";
  /** Where it leads. */
  location: string;
  /** @default 307 */
  status?: 301 | 302 | 303 | 307 | 308 | undefined;
}

/** The messages are accepted, but the 200 carries an HTML page, or JSON that breaks off. */
export interface GarbageFault {
  kind: "garbage200";
  /** @default "html" */
  body?: "html" | "json" | undefined;
}

/**
 * The messages are handled as usual, but the list of results is
 *
 * - `missing`: one short
 * - `extra`: one too long, by a number that was not in the request
 * - `renamed`: under a number that was not in the request, for one message
 * - `respelled`: under other spellings of the same numbers, with or without `+86` or `+`
 * - `reordered`: reversed, so that rejections come last
 * - `doubled`: showing one result twice
 * - `malformed`: showing one result that is neither accepted nor rejected
 */
export interface ResultsFault {
  kind: "results";
  /** What is wrong with the list. */
  change: ResultsChange;
}

/** What can be wrong with a list of results. */
export type ResultsChange =
  "missing" | "extra" | "renamed" | "respelled" | "reordered" | "doubled" | "malformed";

/** 201 instead of 200 */
export interface CreatedFault {
  kind: "created";
}

/** Messages are rejected one by one. Comes on top of another fault. */
export interface RejectFault {
  kind: "reject";
  /** `SMN.0227`, … */
  code: string;
  /** The numbers concerned, in any spelling. Default: every number. */
  numbers?: readonly string[] | undefined;
  /** @default the document's text for the code */
  message?: string | undefined;
  /** Sent along with the rejection. */
  sensitive_word?: string | undefined;
}
