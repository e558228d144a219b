import type { JSX } from "preact";
import { useEffect, useRef, useState } from "preact/hooks";
import type { InboxText } from "../account/inboxText.js";
import { numberKey } from "../../messages/phoneNumber.js";
import { NumberList } from "./NumberList.js";
import { Thread } from "./Thread.js";
import { usePage } from "./context.js";

/** Every number on one side, the texts of the chosen one on the other. */
export function Inbox(): JSX.Element {
  const { t, store, route, go } = usePage();
  const { search, number } = route;
  const all = [...store.texts.values()];
  const found = search === "" ? all : all.filter(isFoundBy(search));
  const byNumber = new Map<string, InboxText[]>();
  for (const text of found) {
    const list = byNumber.get(text.number);
    if (list === undefined) byNumber.set(text.number, [text]);
    else list.push(text);
  }
  const box = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if (event.key !== "/" || (event.target as HTMLElement).matches("input, textarea, select")) return;
      event.preventDefault();
      box.current?.focus();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  const hasNumber = number !== undefined;
  return (
    <>
      <News count={store.summary?.texts ?? 0} />
      <div class={hasNumber ? "side hidden-when-small" : "side"}>
        <form role="search" onSubmit={(event) => event.preventDefault()}>
          <input
            ref={box}
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            value={search}
            onInput={(event) => {
              const text = event.currentTarget.value;
              go({ ...route, search: text }, { replace: true });
            }}
          />
        </form>
        <p role="status" class="note">
          {search !== "" && t("shownOf", { shown: found.length, count: all.length })}
        </p>
        {byNumber.size === 0 ? (
          <p class="note">{t(search === "" ? "noTexts" : "nothingFound")}</p>
        ) : (
          <NumberList byNumber={byNumber} />
        )}
      </div>
      {hasNumber ? (
        <Thread number={number} texts={byNumber.get(number) ?? []} />
      ) : (
        <p class="note hidden-when-small">{t("chooseNumber")}</p>
      )}
    </>
  );
}

function isFoundBy(search: string): (text: InboxText) => boolean {
  const wanted = search.toLowerCase();
  const key = numberKey(search);
  return ({ endpoint, number, text, run, request_id, code, extend_code }) =>
    number === key ||
    [endpoint, number, text, run, request_id, code, extend_code].some((value) =>
      value?.toLowerCase().includes(wanted),
    );
}

/** Tells those who listen that texts have come, at most once a second. */
function News({ count }: { count: number }): JSX.Element {
  const { t } = usePage();
  const [told, setTold] = useState({ count, news: 0 });
  useEffect(() => {
    const timer = setTimeout(() => {
      if (count !== told.count) setTold({ count, news: Math.max(0, count - told.count) });
    }, 1000);
    return () => clearTimeout(timer);
  }, [count, told.count]);
  return (
    <p role="status" class="unseen">
      {told.news > 0 && t("newTexts", { count: told.news })}
    </p>
  );
}
