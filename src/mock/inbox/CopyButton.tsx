import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { Translate } from "./words.js";

/** A button that copies a text, and says so for a while. */
export function CopyButton({ text, label, t }: { text: string; label: string; t: Translate }): JSX.Element {
  const [isCopied, setCopied] = useState(false);
  const onClick = (): void => {
    void copy(text).then(() => {
      setCopied(true);
      setTimeout(() => setCopied(false), 2000);
    });
  };
  return (
    <button type="button" class="copy" onClick={onClick}>
      <span aria-live="polite">{isCopied ? `✓ ${t("copied")}` : label}</span>
    </button>
  );
}

/** Pages of other addresses than localhost have no clipboard unless they are served by HTTPS. */
async function copy(text: string): Promise<void> {
  if (window.isSecureContext) {
    await navigator.clipboard.writeText(text);
    return;
  }
  const field = document.createElement("textarea");
  field.value = text;
  document.body.append(field);
  field.select();
  // eslint-disable-next-line @typescript-eslint/no-deprecated -- the only way without a secure context
  document.execCommand("copy");
  field.remove();
}
