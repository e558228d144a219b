import type { JSX } from "preact";
import { useState } from "preact/hooks";
import type { InboxText } from "../account/inboxText.js";
import { Bubble } from "./Bubble.js";
import { Failure } from "./Failure.js";
import { VirtualList } from "./VirtualList.js";
import { useCall, usePage } from "./context.js";
import { follow, hrefOf } from "./route.js";

/** The texts of one number, as on its phone, and a field to reply as it. */
export function Thread({ number, texts }: { number: string; texts: readonly InboxText[] }): JSX.Element {
  const { t, go, route, store } = usePage();
  const { act, failure } = useCall();
  const [reply, setReply] = useState("");
  const back = { view: "inbox", search: route.search } as const;
  const name = texts.at(-1)?.endpoint ?? number;
  const submit = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (await act("POST replies", { endpoint: name, reply })) setReply("");
  };
  return (
    <section class="thread" aria-label={t("textsOf", { number: name })}>
      <div class="line head">
        <a href={hrefOf(back)} class="back" onClick={follow(go, back)}>
          ← {t("back")}
        </a>
        <h2>
          <bdi dir="ltr">{name}</bdi>
        </h2>
        <a href={hrefOf({ number })} onClick={follow(go, { number })}>
          {t("link")}
        </a>
      </div>
      {texts.length === 0 ? (
        <p class="note">{t(route.search === "" ? "noTexts" : "nothingFound")}</p>
      ) : (
        <VirtualList
          label={t("textsOf", { number: name })}
          items={texts}
          keyOf={({ id }) => id}
          estimate={130}
          isChat
          render={(text) => <Bubble text={text} act={act} />}
        />
      )}
      <form class="reply" onSubmit={(event) => void submit(event)}>
        <label>
          <span class="unseen">{t("replyText")}</span>
          <input
            required
            maxLength={256}
            placeholder={t("reply")}
            value={reply}
            onInput={(event) => setReply(event.currentTarget.value)}
          />
        </label>
        <button type="submit">{t("send")}</button>
      </form>
      {store.summary?.has_callback === false && <p class="note">{t("noCallback")}</p>}
      <Failure reason={failure} />
    </section>
  );
}
