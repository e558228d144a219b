import type { JSX } from "preact";
import { useEffect, useReducer, useState } from "preact/hooks";
import { Account } from "./Account.js";
import { Faults } from "./Faults.js";
import { Inbox } from "./Inbox.js";
import { Numbers } from "./Numbers.js";
import { Requests } from "./Requests.js";
import { PageProvider } from "./context.js";
import { follow, hrefOf, useRoute, views, type View } from "./route.js";
import type { Store } from "./store.js";
import { firstLanguage, storeLanguage, translator } from "./words.js";

const parts: Record<View, () => JSX.Element> = {
  inbox: Inbox,
  requests: Requests,
  faults: Faults,
  numbers: Numbers,
  account: Account,
};

/** The whole page. */
export function App({ store }: { store: Store }): JSX.Element {
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  useEffect(() => store.subscribe(() => redraw(undefined)), [store]);
  const [language, setLanguage] = useState(firstLanguage);
  const [route, go] = useRoute();
  const t = translator(language);
  useEffect(() => {
    document.documentElement.lang = language === "zh" ? "zh-CN" : "en";
    document.title = t("title");
  }, [language]);
  const toggle = (): void => {
    const other = language === "zh" ? "en" : "zh";
    storeLanguage(other);
    setLanguage(other);
  };
  const counts: Partial<Record<View, number>> = {
    inbox: store.summary?.texts ?? 0,
    requests: store.summary?.requests ?? 0,
    faults: store.summary?.faults.length ?? 0,
  };
  const Part = parts[route.view];
  return (
    <PageProvider value={{ t, language, store, route, go }}>
      <a class="skip" href="#content">
        {t("skip")}
      </a>
      <header>
        <h1>{t("title")}</h1>
        <p role="status" class={store.isOnline ? "state live" : "state"}>
          {store.isOnline ? t("live") : t("offline")}
        </p>
        <button type="button" class="language" lang={language === "zh" ? "en" : "zh-CN"} onClick={toggle}>
          {t("language")}
        </button>
        <nav aria-label={t("views")}>
          {views.map((view) => (
            <a
              key={view}
              href={hrefOf({ view })}
              aria-current={view === route.view ? "page" : undefined}
              onClick={follow(go, { view })}
            >
              {t(view)} {counts[view] !== undefined && <span class="count">{counts[view]}</span>}
            </a>
          ))}
        </nav>
      </header>
      <main id="content" tabIndex={-1} class={route.view}>
        <Part />
      </main>
    </PageProvider>
  );
}
