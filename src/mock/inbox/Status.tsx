import type { JSX } from "preact";
import type { InboxText } from "../account/inboxText.js";
import { usePage } from "./context.js";

/** What became of a text: by words and by a mark, not by colour alone. */
export function Status({ text }: { text: InboxText }): JSX.Element {
  const { t } = usePage();
  const marks = { waiting: "…", delivered: "✓", failed: "✕", rejected: "⊘", received: "↩" };
  const { status, status_desc, code } = text;
  const isNever = status === "waiting" && text.reported_at === null;
  return (
    <span class={`status ${status}`}>
      <span aria-hidden="true">{marks[status]} </span>
      {t(isNever ? "neverReported" : status)}
      {status === "failed" && ` (${status_desc ?? ""})`}
      {status === "rejected" && ` (${code ?? ""})`}
    </span>
  );
}
