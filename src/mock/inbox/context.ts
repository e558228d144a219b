import { createContext } from "preact";
import { useContext, useState } from "preact/hooks";
import { call } from "./api.js";
import type { Go, Route } from "./route.js";
import type { Store } from "./store.js";
import type { Language, Translate } from "./words.js";

/** What every part of the page needs. */
export interface PageContext {
  readonly t: Translate;
  readonly language: Language;
  readonly store: Store;
  readonly route: Route;
  readonly go: Go;
}

const Context = createContext<PageContext | undefined>(undefined);
export const PageProvider = Context.Provider;

export function usePage(): PageContext {
  const page = useContext(Context);
  if (page === undefined) throw new Error("outside of the page");
  return page;
}

/** Calls control endpoints and keeps the reason when one refuses. */
export function useCall(): {
  act: (what: string, body?: unknown) => Promise<boolean>;
  failure: string | undefined;
} {
  const [failure, setFailure] = useState<string>();
  const act = async (what: string, body?: unknown): Promise<boolean> => {
    try {
      await call(what, body);
      setFailure(undefined);
      return true;
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
      return false;
    }
  };
  return { act, failure };
}

/** A time of the sandbox in the reader's own time zone. */
export function timeText(ms: number, language: Language): string {
  const options = { dateStyle: "medium", timeStyle: "medium" } as const;
  return new Intl.DateTimeFormat(language === "zh" ? "zh-CN" : "en-GB", options).format(ms);
}
