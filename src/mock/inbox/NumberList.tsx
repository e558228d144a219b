import type { JSX } from "preact";
import type { InboxText } from "../account/inboxText.js";
import { Status } from "./Status.js";
import { VirtualList } from "./VirtualList.js";
import { timeText, usePage } from "./context.js";
import { follow, hrefOf } from "./route.js";

/** The numbers, the one with the newest text first. */
export function NumberList({
  byNumber,
}: {
  byNumber: ReadonlyMap<string, readonly InboxText[]>;
}): JSX.Element {
  const { t, route, go, language } = usePage();
  const rows = [...byNumber].map(([number, texts]) => ({ number, texts, last: texts.at(-1) }));
  rows.sort((a, b) => (b.last?.id ?? 0) - (a.last?.id ?? 0));
  return (
    <VirtualList
      label={t("numbersWithTexts")}
      items={rows}
      keyOf={({ number }) => number}
      estimate={84}
      render={({ number, texts, last }) => {
        const target = { view: "inbox", number, search: route.search } as const;
        return (
          <a
            class="row"
            href={hrefOf(target)}
            aria-current={number === route.number ? "true" : undefined}
            onClick={follow(go, target)}
          >
            <span class="line">
              <bdi class="number" dir="ltr">
                {last?.endpoint ?? number}
              </bdi>
              {texts.length > 1 && <span class="count">{t("textCount", { count: texts.length })}</span>}
            </span>
            {last !== undefined && (
              <>
                <bdi class="preview" dir="auto">
                  {last.text.slice(0, 120)}
                </bdi>
                <span class="line small">
                  <Status text={last} />
                  <time>{timeText(last.at, language)}</time>
                </span>
              </>
            )}
          </a>
        );
      }}
    />
  );
}
