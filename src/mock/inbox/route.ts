import { useEffect, useState } from "preact/hooks";
import { numberKey } from "../../messages/phoneNumber.js";

export const views = ["inbox", "requests", "faults", "numbers", "account"] as const;
export type View = (typeof views)[number];

/** What the address says: `/?number=13800000001`, `/?view=requests`, `/?q=code`. */
export interface Route {
  readonly view: View;
  /** In the one form that all its spellings have. */
  readonly number: string | undefined;
  readonly search: string;
}

/** The address of a route. */
export function hrefOf({ view = "inbox", number, search = "" }: Partial<Route>): string {
  const query = new URLSearchParams();
  if (view !== "inbox") query.set("view", view);
  if (number !== undefined) query.set("number", number);
  if (search !== "") query.set("q", search);
  const text = query.toString();
  return text === "" ? "/" : `/?${text}`;
}

function routeNow(): Route {
  const query = new URLSearchParams(location.search);
  const view = views.find((name) => name === query.get("view")) ?? "inbox";
  const number = query.get("number");
  return { view, number: number === null ? undefined : numberKey(number), search: query.get("q") ?? "" };
}

export type Go = (route: Partial<Route>, options?: { replace?: boolean }) => void;

/** The route, and a function that goes to another one. */
export function useRoute(): [Route, Go] {
  const [route, setRoute] = useState(routeNow);
  useEffect(() => {
    const update = (): void => setRoute(routeNow());
    addEventListener("popstate", update);
    return () => removeEventListener("popstate", update);
  }, []);
  const go: Go = (next, { replace = false } = {}) => {
    history[replace ? "replaceState" : "pushState"](null, "", hrefOf(next));
    setRoute(routeNow());
  };
  return [route, go];
}

/** For links: follows them inside the page, but leaves new tabs to the browser. */
export function follow(go: Go, route: Partial<Route>): (event: MouseEvent) => void {
  return (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
    event.preventDefault();
    go(route);
  };
}
