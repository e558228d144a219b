import type { JSX } from "preact";
import type { InboxText } from "../account/inboxText.js";
import { CopyButton } from "./CopyButton.js";
import { Status } from "./Status.js";
import { timeText, usePage } from "./context.js";
import { follow, hrefOf } from "./route.js";

export interface BubbleProps {
  readonly text: InboxText;
  readonly act: (what: string, body?: unknown) => Promise<boolean>;
}

/** One text as a phone shows it, and what became of it. */
export function Bubble({ text, act }: BubbleProps): JSX.Element {
  const { t, language, go } = usePage();
  const [, sign = "", body = ""] = /^(【[^【】]*】)?([^]*)$/u.exec(text.text) ?? [];
  const report = (status_desc: string) => () =>
    void act("POST deliveries", { message_id: text.message_id, status_desc });
  return (
    <article class={`bubble ${text.status}`}>
      {/* Isolated: marks of right-to-left writing must not reach beyond the text. */}
      <p class="text">
        <bdi dir="auto">
          {sign !== "" && <strong>{sign}</strong>}
          {body}
        </bdi>
      </p>
      {text.verification_code !== null && (
        <CopyButton
          text={text.verification_code}
          label={t("copyCode", { code: text.verification_code })}
          t={t}
        />
      )}
      <p class="line small">
        <Status text={text} />
        <time dateTime={new Date(text.at).toISOString()}>{timeText(text.at, language)}</time>
        {text.kind === "text" && (
          <span>{text.parts === 1 ? t("onePart") : t("parts", { count: text.parts })}</span>
        )}
        {text.run !== null && (
          <a href={hrefOf({ search: text.run })} onClick={follow(go, { search: text.run })}>
            {t("run", { run: text.run.slice(0, 8) })}
          </a>
        )}
      </p>
      {text.reason !== null && (
        <p class="small">
          <bdi>
            {text.code}: {text.reason}
          </bdi>
        </p>
      )}
      {text.status === "waiting" && (
        <p class="line">
          <button type="button" onClick={report("DELIVRD")}>
            {t("deliver")}
          </button>
          <button type="button" onClick={report("UNDELIV")}>
            {t("fail")}
          </button>
        </p>
      )}
    </article>
  );
}
