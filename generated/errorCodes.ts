// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.
/** One row of the table of error codes. */
export interface ErrorCodeRow {
  readonly code: string;
  /** The usual HTTP status; null where the vendor names none. One code may stand for several. */
  readonly http_status: number | null;
  /** The vendor's text. */
  readonly message: string;
  readonly meaning: string;
  /** What the code condemns: one message, the whole request, or whatever the account sends. */
  readonly scope: "message" | "request" | "account";
  /** Whether messages may have been sent nevertheless. */
  readonly sent: "no" | "maybe";
  /** Whether a client may repeat the request by itself. */
  readonly repeat: "never" | "after_wait" | "after_renewal";
}

export const errorCodes: readonly ErrorCodeRow[] = [
 {
  "code": "SMN.0001",
  "http_status": 403,
  "message": "No permission to request resources.",
  "meaning": "the caller lacks the permission",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0009",
  "http_status": 403,
  "message": "Parameter: Message is invalid.",
  "meaning": "message empty or too long",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0012",
  "http_status": 400,
  "message": "Parameter: Endpoint is invalid.",
  "meaning": "endpoint malformed",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0015",
  "http_status": 400,
  "message": "Parameter: Offset or limit is invalid.",
  "meaning": "offset or limit out of range",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0016",
  "http_status": 500,
  "message": "Database Exceptions.",
  "meaning": "database fault inside the service",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "SMN.0018",
  "http_status": 500,
  "message": "Service internal error.",
  "meaning": "internal fault of the service",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "SMN.0019",
  "http_status": 400,
  "message": "Producer Exceptions.",
  "meaning": "fault of the message queue, perhaps after the messages were taken",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "SMN.0022",
  "http_status": 403,
  "message": "Parameter: token is invalid.",
  "meaning": "token not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "after_renewal"
 },
 {
  "code": "SMN.0057",
  "http_status": 403,
  "message": "The number of SMS messages exceeds the limit.",
  "meaning": "send quota of this number used up (60 an hour, 200 in 12 hours)",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0070",
  "http_status": 403,
  "message": "No permission to request resources. The role is op_restricted. Contact customer service.",
  "meaning": "account restricted, usually no balance",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0071",
  "http_status": 403,
  "message": "No permission to request resources.Role is op_suspended.",
  "meaning": "account suspended",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0077",
  "http_status": 400,
  "message": "Parameter: Status is invalid.",
  "meaning": "status filter not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0080",
  "http_status": 400,
  "message": "The signId parameter is invalid.",
  "meaning": "sign_id not valid",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0083",
  "http_status": 403,
  "message": "Finish real-name authentication before continuing.",
  "meaning": "account has not finished real-name authentication",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0084",
  "http_status": 404,
  "message": "The SMS message signature could not be found.",
  "meaning": "signature does not exist",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0087",
  "http_status": 400,
  "message": "The SMS message signature has not been approved.",
  "meaning": "signature not approved",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0089",
  "http_status": 500,
  "message": "An error occurred in the BSS system. Try again later.",
  "meaning": "billing system fault, try later",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "SMN.0090",
  "http_status": 400,
  "message": "Invalid domain ID.",
  "meaning": "domain id not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0100",
  "http_status": 400,
  "message": "The eventType parameter is invalid.",
  "meaning": "event_type not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0102",
  "http_status": 400,
  "message": "Parameter: message_id is invalid.",
  "meaning": "message_id not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0103",
  "http_status": 400,
  "message": "The start_time parameter value is invalid.",
  "meaning": "start_time not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0104",
  "http_status": 400,
  "message": "The end_time parameter value is invalid.",
  "meaning": "end_time not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0113",
  "http_status": 400,
  "message": "The start time and end time must be within the past 3 months.",
  "meaning": "time window not within the past 3 months",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0114",
  "http_status": 400,
  "message": "The end time must be later than the start time.",
  "meaning": "end_time not after start_time",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0140",
  "http_status": 400,
  "message": "The topic URN configured for the message sending failure event is invalid.",
  "meaning": "topic of the failure event not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0141",
  "http_status": 400,
  "message": "The topic configured for the message sending failure event does not exist.",
  "meaning": "topic of the failure event does not exist",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0142",
  "http_status": 400,
  "message": "The topic URN configured for the message sending success event is invalid.",
  "meaning": "topic of the success event not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0143",
  "http_status": 400,
  "message": "The topic configured for the message sending success event does not exist.",
  "meaning": "topic of the success event does not exist",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0144",
  "http_status": 400,
  "message": "The topic URN configured for the response message event is invalid.",
  "meaning": "topic of the reply event not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0145",
  "http_status": 400,
  "message": "The topic configured for the response message event does not exist.",
  "meaning": "topic of the reply event does not exist",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0150",
  "http_status": 400,
  "message": "Complete real-name registration using your company's certificate.",
  "meaning": "real-name registration with the company certificate missing",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0151",
  "http_status": 400,
  "message": "The message signature type cannot be promotional.",
  "meaning": "a promotional signature cannot send notifications",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0159",
  "http_status": 400,
  "message": "The number of endpoints has reached the maximum allowed.",
  "meaning": "too many endpoints in one request",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0160",
  "http_status": 400,
  "message": "Invalid endpoint.",
  "meaning": "endpoint not valid",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0165",
  "http_status": 403,
  "message": "Parameter: tenant_token is invalid.",
  "meaning": "tenant token not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "after_renewal"
 },
 {
  "code": "SMN.0190",
  "http_status": 201,
  "message": "This endpoint already exists.",
  "meaning": "the same endpoint stands twice in the request",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0193",
  "http_status": null,
  "message": "The message signature type does not match.",
  "meaning": "signature is of the wrong type",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0194",
  "http_status": null,
  "message": "The message signature has been deleted.",
  "meaning": "signature has been deleted",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0195",
  "http_status": 403,
  "message": "Complete enterprise real-name authentication first.",
  "meaning": "enterprise real-name authentication missing",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0204",
  "http_status": 400,
  "message": "Promotional SMS messages must contain the way to unsubscribe in the end, for example, by replying \"TD\", or \"T\".",
  "meaning": "promotional text lacks the opt-out",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0216",
  "http_status": 400,
  "message": "The template content does not include any valid SMS message signature.",
  "meaning": "the signature in the text is not one of the account",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0217",
  "http_status": 400,
  "message": "The template content does not include any SMS message signature.",
  "meaning": "the text carries no signature",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0227",
  "http_status": 400,
  "message": "The message contains sensitive words.",
  "meaning": "text contains sensitive words",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0228",
  "http_status": 403,
  "message": "Do not have permission to use this API. Contact customer service to apply for permission.",
  "meaning": "the account may not use this API",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0229",
  "http_status": 400,
  "message": "Parameter: Invalid extend_src_id.",
  "meaning": "extend_src_id not valid",
  "scope": "message",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "SMN.0261",
  "http_status": 400,
  "message": "Check whether your account balance is sufficient and top up your account if necessary.",
  "meaning": "account balance too low",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0101",
  "http_status": 404,
  "message": "The API does not exist or has not been published in the environment.",
  "meaning": "unknown path, method or address",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0103",
  "http_status": 500,
  "message": "The backend does not exist.",
  "meaning": "the gateway has no backend for the API",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0104",
  "http_status": 500,
  "message": "The plug-ins do not exist.",
  "meaning": "a plug-in of the gateway is missing",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0105",
  "http_status": 500,
  "message": "The backend configurations do not exist.",
  "meaning": "the backend is not configured",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0106",
  "http_status": 400,
  "message": "Orchestration error.",
  "meaning": "a parameter is missing or wrong",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 400,
  "message": "Bad request.",
  "meaning": "malformed request",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 413,
  "message": "Request entity too large.",
  "meaning": "body over 12 MB",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 414,
  "message": "Request URI too large.",
  "meaning": "address over 32 KB",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 494,
  "message": "Request headers too large.",
  "meaning": "a header over 32 KB, or all over 128 KB",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 500,
  "message": "Unexpected error.",
  "meaning": "fault inside the gateway",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 502,
  "message": "Backend unavailable.",
  "meaning": "no proper answer from the service",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0201",
  "http_status": 504,
  "message": "Backend timeout.",
  "meaning": "the service did not answer in time",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0202",
  "http_status": 502,
  "message": "Backend unavailable.",
  "meaning": "no proper answer from the service",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0203",
  "http_status": 504,
  "message": "Backend timeout.",
  "meaning": "the service did not answer in time",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0204",
  "http_status": 400,
  "message": "SSL protocol is not supported.",
  "meaning": "TLS version not supported",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0301",
  "http_status": 401,
  "message": "Incorrect IAM authentication information.",
  "meaning": "token or signature not accepted",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0302",
  "http_status": 403,
  "message": "The IAM user is not authorized to access the API.",
  "meaning": "user may not call the API",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0303",
  "http_status": 401,
  "message": "Incorrect app authentication information.",
  "meaning": "app authentication not accepted",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0304",
  "http_status": 403,
  "message": "The app is not authorized to access the API.",
  "meaning": "app may not call the API",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0305",
  "http_status": 401,
  "message": "Incorrect authentication information.",
  "meaning": "authentication not accepted",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0306",
  "http_status": 403,
  "message": "API access denied.",
  "meaning": "access denied",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0307",
  "http_status": 401,
  "message": "The token must be updated.",
  "meaning": "token expired",
  "scope": "request",
  "sent": "no",
  "repeat": "after_renewal"
 },
 {
  "code": "APIGW.0308",
  "http_status": 429,
  "message": "The throttling threshold has been reached.",
  "meaning": "too many requests",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0310",
  "http_status": 403,
  "message": "The project is unavailable.",
  "meaning": "project not usable",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0311",
  "http_status": 401,
  "message": "Incorrect debugging authentication information.",
  "meaning": "authentication not accepted",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0401",
  "http_status": 403,
  "message": "Unknown client IP address.",
  "meaning": "caller address not known",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0402",
  "http_status": 403,
  "message": "The IP address is not authorized to access the API.",
  "meaning": "caller address not allowed",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0501",
  "http_status": 405,
  "message": "The app quota has been used up.",
  "meaning": "quota of the app used up",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0502",
  "http_status": 405,
  "message": "The app has been frozen.",
  "meaning": "app frozen",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0601",
  "http_status": 500,
  "message": "Internal server error.",
  "meaning": "fault inside the gateway",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0602",
  "http_status": 400,
  "message": "Bad request.",
  "meaning": "malformed request",
  "scope": "request",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0605",
  "http_status": 500,
  "message": "Domain name resolution failed.",
  "meaning": "the gateway could not look up the service",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0606",
  "http_status": 500,
  "message": "Failed to load the API configurations.",
  "meaning": "configuration of the gateway not loaded",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0607",
  "http_status": 400,
  "message": "The following request protocol is supported.",
  "meaning": "protocol not supported",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "APIGW.0608",
  "http_status": 500,
  "message": "Failed to obtain the admin token.",
  "meaning": "the gateway could not authenticate itself",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0609",
  "http_status": 500,
  "message": "The VPC backend does not exist.",
  "meaning": "backend missing",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0610",
  "http_status": 502,
  "message": "No backend available.",
  "meaning": "no backend ready",
  "scope": "request",
  "sent": "maybe",
  "repeat": "never"
 },
 {
  "code": "APIGW.0611",
  "http_status": 500,
  "message": "The backend port does not exist.",
  "meaning": "backend port missing",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0612",
  "http_status": 500,
  "message": "An API cannot call itself.",
  "meaning": "loop in the gateway",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0613",
  "http_status": 503,
  "message": "The IAM service is currently unavailable.",
  "meaning": "authentication step failed",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0705",
  "http_status": 500,
  "message": "Backend signature calculation failed.",
  "meaning": "the gateway could not sign for the backend",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "APIGW.0802",
  "http_status": 403,
  "message": "The IAM user is forbidden in the currently selected region.",
  "meaning": "user not allowed in this region",
  "scope": "account",
  "sent": "no",
  "repeat": "never"
 },
 {
  "code": "IAM.0012",
  "http_status": 429,
  "message": "The throttling threshold has been reached.",
  "meaning": "too many requests to identity management",
  "scope": "request",
  "sent": "no",
  "repeat": "after_wait"
 },
 {
  "code": "IAM.0066",
  "http_status": 401,
  "message": "The token has expired.",
  "meaning": "token expired",
  "scope": "request",
  "sent": "no",
  "repeat": "after_renewal"
 },
 {
  "code": "IAM.0067",
  "http_status": 401,
  "message": "Invalid token.",
  "meaning": "token not valid",
  "scope": "request",
  "sent": "no",
  "repeat": "after_renewal"
 }
];
