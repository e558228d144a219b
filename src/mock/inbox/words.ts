import { chinese } from "./chinese.js";
import { english, type Word } from "./english.js";

export type Language = "en" | "zh";

/** Looks up texts in a language and fills in what is in braces. */
export type Translate = (word: Word, values?: Readonly<Record<string, string | number>>) => string;

export function translator(language: Language): Translate {
  const words = language === "zh" ? chinese : english;
  return (word, values = {}) =>
    words[word].replace(/\{(\w+)\}/g, (_, name: string) => String(values[name] ?? ""));
}

/** `?lang=zh`, or the choice of the last visit, or the browser's language. */
export function firstLanguage(): Language {
  const asked = new URLSearchParams(location.search).get("lang") ?? stored() ?? navigator.language;
  return asked.toLowerCase().startsWith("zh") ? "zh" : "en";
}

const KEY = "smn-sms-language";

export function storeLanguage(language: Language): void {
  try {
    localStorage.setItem(KEY, language);
  } catch {
    // No storage: the choice lasts as long as the page.
  }
}

function stored(): string | null {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null;
  }
}
