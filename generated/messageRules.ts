// Made from openapi/smn-sms.yaml by `npm run generate`. Do not edit.
/** What the document asks of one property of a message. */
export interface PropertyRule {
  readonly type: "string";
  readonly required: boolean;
  readonly minLength?: number;
  /** In characters (code points). */
  readonly maxLength?: number;
  /** In bytes of UTF-8. */
  readonly maxBytes?: number;
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

/** The properties of a message, by name. */
export const messageRules: Readonly<Record<string, PropertyRule>> = {
  "endpoint": {
    "type": "string",
    "minLength": 5,
    "maxLength": 40,
    "pattern": "^\\+?(?:[ -]?[0-9]){5,20}[ -]?$",
    "required": true
  },
  "message": {
    "type": "string",
    "minLength": 1,
    "maxLength": 490,
    "required": true
  },
  "sign_id": {
    "type": "string",
    "minLength": 1,
    "maxLength": 64,
    "pattern": "^[0-9A-Za-z_-]+$",
    "required": false
  },
  "message_include_sign_flag": {
    "type": "string",
    "enum": [
      "false",
      "true"
    ],
    "required": false
  },
  "extend_src_id": {
    "type": "string",
    "minLength": 1,
    "maxLength": 8,
    "pattern": "^[0-9]+$",
    "required": false
  },
  "extend_code": {
    "type": "string",
    "minLength": 1,
    "maxLength": 32,
    "maxBytes": 32,
    "required": false
  }
};

/** Limits of one request: number of messages, bytes of its body (the gateway's limit for signed requests). */
export const requestLimits: { readonly minItems: number; readonly maxItems: number; readonly maxBytes: number } = {"minItems":1,"maxItems":999,"maxBytes":12582912};
