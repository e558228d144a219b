// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.
/** What a code says of a request. */
export interface ErrorVerdict {
  /** What the code condemns: one message, the whole request, or whatever the account sends. */
  readonly scope: "message" | "request" | "account";
  /** Whether messages may have been sent nevertheless. */
  readonly sent: "no" | "maybe";
  /** Whether a client may retry the request by itself. */
  readonly retry: "never" | "after_wait" | "after_renewal";
}

/** One row of the table of error codes. */
export interface ErrorCodeRow extends ErrorVerdict {
  readonly code: string;
  /** The usual HTTP status; null where the vendor names none. One code may have rows for several. */
  readonly http_status: number | null;
  readonly meaning: string;
}

/** The table, as JSON: each verdict with the meanings of its codes, by code and status. */
export const errorTable: string = `[[{"scope":"request","sent":"no","retry":"never"},{"SMN.0001 403":"the caller lacks the permission; in the table of 2019 the token is not valid or has expired",
"SMN.0015 400":"offset or limit out of range",
"SMN.0077 400":"status filter not valid",
"SMN.0090 400":"domain id not valid",
"SMN.0100 400":"event_type not valid",
"SMN.0102 400":"message_id not valid",
"SMN.0103 400":"start_time not valid",
"SMN.0104 400":"end_time not valid",
"SMN.0113 400":"time window not within the past 3 months",
"SMN.0114 400":"end_time not after start_time",
"SMN.0140 400":"topic of the failure event not valid",
"SMN.0141 400":"topic of the failure event does not exist",
"SMN.0142 400":"topic of the success event not valid",
"SMN.0143 400":"topic of the success event does not exist",
"SMN.0144 400":"topic of the reply event not valid",
"SMN.0145 400":"topic of the reply event does not exist",
"SMN.0159 400":"too many endpoints in one request",
"APIGW.0103 500":"the gateway has no backend for the API",
"APIGW.0104 500":"a plug-in of the gateway is missing",
"APIGW.0105 500":"the backend is not configured",
"APIGW.0106 400":"a parameter is missing or wrong",
"APIGW.0201 400":"malformed request",
"APIGW.0201 413":"body over 12 MB",
"APIGW.0201 414":"address over 32 KB",
"APIGW.0201 494":"a header over 32 KB, or all over 128 KB",
"APIGW.0602 400":"malformed request"}],
[{"scope":"message","sent":"no","retry":"never"},{"SMN.0009 403":"message empty or too long",
"SMN.0012 400":"endpoint malformed",
"SMN.0057 403":"send quota of this number used up (60 an hour, 200 in 12 hours)",
"SMN.0080 400":"sign_id not valid",
"SMN.0084 404":"signature does not exist",
"SMN.0087 400":"signature not approved",
"SMN.0151 400":"a promotional signature cannot send notifications",
"SMN.0160 400":"endpoint not valid",
"SMN.0190 201":"the same endpoint is in the request twice",
"SMN.0193 ":"signature is of the wrong type",
"SMN.0194 ":"signature has been deleted",
"SMN.0204 400":"promotional text lacks the opt-out",
"SMN.0216 400":"the signature in the text is not one of the account",
"SMN.0217 400":"the text carries no signature",
"SMN.0227 400":"text contains sensitive words",
"SMN.0229 400":"extend_src_id not valid"}],
[{"scope":"request","sent":"maybe","retry":"never"},{"SMN.0016 500":"database fault inside the service",
"SMN.0018 500":"internal fault of the service",
"SMN.0019 400":"fault of the message queue, perhaps after the messages were taken",
"SMN.0089 500":"billing system fault, try later",
"APIGW.0201 500":"fault inside the gateway",
"APIGW.0201 502":"no proper answer from the service",
"APIGW.0201 504":"the service did not answer in time",
"APIGW.0202 502":"no proper answer from the service",
"APIGW.0203 504":"the service did not answer in time",
"APIGW.0601 500":"fault inside the gateway",
"APIGW.0610 502":"no backend ready"}],
[{"scope":"request","sent":"no","retry":"after_renewal"},{"SMN.0022 403":"token not valid; in the table of 2019 the token that confirms a subscription",
"SMN.0165 403":"tenant token not valid",
"APIGW.0307 401":"token expired",
"IAM.0066 401":"token expired",
"IAM.0067 401":"token not valid"}],
[{"scope":"account","sent":"no","retry":"never"},{"SMN.0070 403":"account restricted, usually no balance",
"SMN.0071 403":"account suspended",
"SMN.0083 403":"account has not finished real-name authentication",
"SMN.0150 400":"real-name registration with the company certificate missing",
"SMN.0195 403":"enterprise real-name authentication missing",
"SMN.0228 403":"the account may not use this API",
"SMN.0261 400":"account balance too low",
"APIGW.0101 404":"unknown path, method or address",
"APIGW.0204 400":"TLS version not supported",
"APIGW.0301 401":"token or signature not accepted",
"APIGW.0302 403":"user may not call the API",
"APIGW.0303 401":"app authentication not accepted",
"APIGW.0304 403":"app may not call the API",
"APIGW.0305 401":"authentication not accepted",
"APIGW.0306 403":"access denied",
"APIGW.0310 403":"project not usable",
"APIGW.0311 401":"authentication not accepted",
"APIGW.0401 403":"caller address not known",
"APIGW.0402 403":"caller address not allowed",
"APIGW.0501 405":"quota of the app used up",
"APIGW.0502 405":"app frozen",
"APIGW.0607 400":"protocol not supported",
"APIGW.0802 403":"user not allowed in this region"}],
[{"scope":"request","sent":"no","retry":"after_wait"},{"APIGW.0308 429":"too many requests",
"APIGW.0605 500":"the gateway could not look up the service",
"APIGW.0606 500":"configuration of the gateway not loaded",
"APIGW.0608 500":"the gateway could not authenticate itself",
"APIGW.0609 500":"backend missing",
"APIGW.0611 500":"backend port missing",
"APIGW.0612 500":"loop in the gateway",
"APIGW.0613 503":"authentication step failed",
"APIGW.0705 500":"the gateway could not sign for the backend",
"IAM.0012 429":"too many requests to identity management"}]]`;

/** The words of the vendor's texts for them, in lower case. */
export const messageWords: string =
  "access account address admin again allowed already an and any api app apply approved authentication authorized available backend bad balance be been before bss by calculation call cannot certificate check client company complete configurations configured contact contain contains content continuing could currently customer database debugging deleted denied do does domain end endpoint endpoints enterprise entity environment error event eventtype example exceeds exceptions exist exists expired extend failed failure finish first following for forbidden found frozen has have headers iam id if in include incorrect information ins internal invalid ip is itself large later limit load match maximum message messages months must name necessary no not number obtain occurred of offset op or orchestration parameter past permission plug port producer project promotional protocol published quota reached real region registration replying request resolution resources response restricted role s selected sending sensitive server service signature signid sms src ssl start status success sufficient supported suspended system t td template tenant than the this threshold throttling time timeout to token too top topic try type unavailable unexpected unknown unsubscribe up updated uri urn use used user using valid value vpc way whether within words your";
