import { messageRules, type PropertyRule } from "../../generated/messageRules.js";
import { isRecord } from "../base/errorBody.js";
import type { MessageIssue, MessageRule } from "../base/messageIssue.js";
import { isBlankText } from "./isBlankText.js";
import { isPlausibleNumber } from "./phoneNumber.js";

/** Options of the preflight. */
export interface CheckOptions {
  /**
   * Whether `endpoint` must be a plausible phone number: `true` for the built-in check, `false` for none (the
   * document's loose rule still holds), or a function of your own, for instance around libphonenumber. A number
   * on which the function throws is refused.
   * @default true
   */
  checkNumber?: boolean | ((endpoint: string) => boolean) | undefined;
}

interface CompiledRule extends PropertyRule {
  readonly name: string;
  readonly regexp: RegExp | undefined;
}

const RULES: readonly CompiledRule[] = Object.entries(messageRules).map(([name, rule]) => ({
  ...rule,
  name,
  regexp: rule.pattern === undefined ? undefined : new RegExp(rule.pattern, "u"),
}));

/** Control characters (C0, DEL, C1) but line feed and carriage return. */
const CONTROL_CHARACTER = /[\u0000-\u0009\u000b\u000c\u000e-\u001f\u007f-\u009f]/;
const SIGNATURE_HEAD = /^【[^【】]+】/u;

/**
 * The preflight of one message: every rule of the document and a few that a schema cannot say. Returns all
 * issues, an empty array for a message that may be sent. Never throws, whatever it is given; the issues never quote a
 * text or number.
 *
 * @example
 * ```ts
 * const issues = checkMessage({ endpoint: "12345", message: "hello", sign_id });
 * for (const { property, expected, received } of issues) console.log(property, expected, received);
 * ```
 */
export function checkMessage(message: unknown, options: CheckOptions = {}): MessageIssue[] {
  return checkSnapshot(takeSnapshot(message), options);
}

/** A message with every property read once, or why it cannot be read. */
export type Snapshot =
  { readonly value: Readonly<Record<string, unknown>> } | { readonly issue: MessageIssue };

/**
 * Copies the properties of a message that `JSON.stringify` would send: none that is inherited or not enumerable. A
 * getter that returns another value later has no effect. Never throws.
 */
export function takeSnapshot(message: unknown): Snapshot {
  try {
    if (!isRecord(message)) return { issue: issue("", "type", "an object", describeType(message)) };
    const toJSON = message["toJSON"];
    const value = { ...message };
    // Also what every object inherits: it would be called when the copy is written.
    if (typeof toJSON === "function" || typeof value["toJSON"] === "function")
      return { issue: issue("", "type", "a plain object", "an object with toJSON") };
    return { value };
  } catch {
    // A getter or a proxy that throws.
    return { issue: issue("", "type", "an object", "an object that cannot be read") };
  }
}

/** The preflight of a message that was read before. Never throws. */
export function checkSnapshot(snapshot: Snapshot, options: CheckOptions): MessageIssue[] {
  if ("issue" in snapshot) return [snapshot.issue];
  const { value: message } = snapshot;
  const issues: MessageIssue[] = [];
  let known = 0;
  for (const rule of RULES) {
    const isOwn = Object.hasOwn(message, rule.name);
    if (isOwn) known++;
    const value = isOwn ? message[rule.name] : undefined;
    if (value !== undefined) checkProperty(rule, value, issues);
    else if (rule.required) issues.push(issue(rule.name, "required", "a value", "nothing"));
  }
  if (known !== Object.keys(message).length) addUnknown(message, issues);
  checkText(own(message, "message"), issues);
  checkSignature(message, issues);
  checkNumber(own(message, "endpoint"), options.checkNumber ?? true, issues);
  return issues;
}

function checkProperty(rule: CompiledRule, value: unknown, issues: MessageIssue[]): void {
  const { name } = rule;
  if (typeof value !== "string") {
    issues.push(issue(name, "type", "a string", describeType(value)));
    return;
  }
  const units = value.length;
  if (rule.minLength !== undefined && units < rule.minLength)
    issues.push(issue(name, "minLength", `at least ${rule.minLength} characters`, `${units} characters`));
  // Code points are never more than UTF-16 units: count them only when it matters.
  if (rule.maxLength !== undefined && units > rule.maxLength) {
    const characters = codePoints(value);
    if (characters > rule.maxLength)
      issues.push(
        issue(name, "maxLength", `at most ${rule.maxLength} characters`, `${characters} characters`),
      );
  }
  if (rule.maxBytes !== undefined && units * 3 > rule.maxBytes) {
    const bytes = Buffer.byteLength(value);
    if (bytes > rule.maxBytes)
      issues.push(issue(name, "maxBytes", `at most ${rule.maxBytes} bytes of UTF-8`, `${bytes} bytes`));
  }
  if (rule.enum !== undefined && !rule.enum.includes(value)) {
    const choices = rule.enum.map((choice) => JSON.stringify(choice)).join(" or ");
    issues.push(issue(name, "enum", `the string ${choices}`, "another string"));
  }
  if (rule.regexp?.test(value) === false)
    issues.push(issue(name, "pattern", `to match ${rule.pattern ?? ""}`, describeText(value)));
  if (!isWellFormed(value))
    issues.push(issue(name, "well_formed", "well-formed Unicode", "half of a surrogate pair"));
}

/** Blank texts are billed like others, and carriers drop or garble control characters. */
function checkText(text: unknown, issues: MessageIssue[]): void {
  if (typeof text !== "string" || text === "") return;
  if (isBlankText(text))
    issues.push(issue("message", "blank_text", "a text that can be seen", "nothing but blanks"));
  const found = CONTROL_CHARACTER.exec(text)?.[0];
  if (found === undefined) return;
  const code = found.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");
  issues.push(
    issue(
      "message",
      "control_character",
      "no control characters but line breaks",
      `a control character (U+${code})`,
    ),
  );
}

function checkSignature(message: Readonly<Record<string, unknown>>, issues: MessageIssue[]): void {
  const sign_id = own(message, "sign_id");
  const flag = own(message, "message_include_sign_flag");
  const text = own(message, "message");
  if (flag === "true") {
    if (typeof text === "string" && !SIGNATURE_HEAD.test(text))
      issues.push(
        issue("message", "signature_head", "the signature in 【】 at the head", "a text without it"),
      );
  } else if (sign_id === undefined && (flag === undefined || flag === "false")) {
    issues.push(
      issue("sign_id", "sign_id_or_flag", 'a sign_id, or message_include_sign_flag "true"', "neither"),
    );
  }
}

function checkNumber(
  endpoint: unknown,
  check: boolean | ((endpoint: string) => boolean),
  issues: MessageIssue[],
): void {
  if (check === false || typeof endpoint !== "string") return;
  if (issues.some(({ property }) => property === "endpoint")) return; // one complaint about a number is enough
  const plausible = check === true ? isPlausibleNumber(endpoint) : accepts(check, endpoint);
  if (!plausible) {
    const expected = "a mainland China mobile number, or + and country code";
    issues.push(issue("endpoint", "phone", expected, describeText(endpoint)));
  }
}

/** Libraries for phone numbers throw on numbers that they cannot parse. */
function accepts(check: (endpoint: string) => boolean, endpoint: string): boolean {
  try {
    return check(endpoint);
  } catch {
    return false;
  }
}

/** Own properties only. */
function own(message: Readonly<Record<string, unknown>>, name: string): unknown {
  return Object.hasOwn(message, name) ? message[name] : undefined;
}

function addUnknown(message: Readonly<Record<string, unknown>>, issues: MessageIssue[]): void {
  const names = Object.keys(messageRules);
  for (const key of Object.keys(message)) {
    if (names.includes(key)) continue;
    // A key can be anything, even a number or a text: name it only when it looks like a name.
    const shown = /^[A-Za-z_]\w{0,39}$/.test(key) ? key : "(unprintable)";
    issues.push(issue(shown, "unknown_property", `one of ${names.join(", ")}`, "a property of another name"));
  }
}

/** Native in every runtime that is supported, but not yet in the library of types. */
function isWellFormed(text: string): boolean {
  return (text as string & { isWellFormed(): boolean }).isWellFormed();
}

function codePoints(text: string): number {
  let count = 0;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    const isPair = unit >= 0xd800 && unit < 0xdc00 && (text.charCodeAt(i + 1) & 0xfc00) === 0xdc00;
    if (isPair) i++;
    count++;
  }
  return count;
}

function issue(property: string, rule: MessageRule, expected: string, received: string): MessageIssue {
  return { property, rule, expected, received };
}

function describeType(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "an array";
  if (value === undefined) return "nothing";
  return typeof value === "object" ? "an object" : `a ${typeof value}`;
}

function describeText(value: string): string {
  const digits = value.replace(/\D/g, "").length;
  return digits === value.length
    ? `${digits} digits`
    : `${value.length} characters, ${digits} of them digits`;
}
