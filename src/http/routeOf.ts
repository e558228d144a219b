/** The words of the document's paths; anything else in a path is a parameter, or may be one. */
const WORDS = new Set([
  "v2",
  "notifications",
  "sms",
  "batch_sms",
  "report",
  "message",
  "sms_sign",
  "callback",
]);
/** The parameter that follows a word. */
const PARAMETERS: Readonly<Record<string, string>> = {
  v2: "{project_id}",
  message: "{message_id}",
  sms_sign: "{sign_id}",
};

/** A path with its parameters by name, for telemetry. */
export function routeOf(pathname: string): string {
  const parts = pathname.split("/");
  return parts
    .map((part, at) => {
      const name = PARAMETERS[parts[at - 1] ?? ""];
      if (name !== undefined && part !== "") return name;
      return part === "" || WORDS.has(part) ? part : "{}";
    })
    .join("/");
}
