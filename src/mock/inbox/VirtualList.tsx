import { elementScroll, observeElementOffset, observeElementRect, Virtualizer } from "@tanstack/virtual-core";
import type { ComponentChildren, JSX } from "preact";
import { useLayoutEffect, useReducer, useRef, useState } from "preact/hooks";

export interface VirtualListProps<T> {
  readonly label: string;
  readonly items: readonly T[];
  readonly keyOf: (item: T) => string | number;
  /** The height of an item before it was measured, in pixels. */
  readonly estimate: number;
  /** Whether the end stays in sight when items are added there. */
  readonly isChat?: boolean;
  readonly render: (item: T) => ComponentChildren;
}

/** A list of any length of which only the visible items are in the page. Arrow keys move between the items' links. */
export function VirtualList<T>(props: VirtualListProps<T>): JSX.Element {
  const { label, items, keyOf, estimate, isChat = false, render } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [, redraw] = useReducer((count: number) => count + 1, 0);
  const [virtualizer] = useState(() => new Virtualizer<HTMLDivElement, HTMLLIElement>(options()));
  function options() {
    return {
      count: items.length,
      getScrollElement: () => scroller.current,
      estimateSize: () => estimate,
      getItemKey: (index: number) => {
        const item = items[index];
        return item === undefined ? index : keyOf(item);
      },
      overscan: 6,
      observeElementRect,
      observeElementOffset,
      scrollToFn: elementScroll,
      onChange: () => redraw(undefined),
    };
  }
  virtualizer.setOptions(options());
  useLayoutEffect(() => virtualizer._didMount(), []);
  useLayoutEffect(() => virtualizer._willUpdate());
  const isAtEnd = useRef(true);
  useLayoutEffect(() => {
    if (isChat && isAtEnd.current && items.length > 0)
      virtualizer.scrollToIndex(items.length - 1, { align: "end" });
  }, [items.length, isChat]);

  function onScroll(): void {
    const element = scroller.current;
    if (element !== null)
      isAtEnd.current = element.scrollHeight - element.scrollTop - element.clientHeight < 80;
  }

  function onKeyDown(event: KeyboardEvent): void {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const current = (event.target as HTMLElement).closest("li")?.dataset["index"];
    if (step === undefined || current === undefined || !(event.target as HTMLElement).matches("a")) return;
    const next = Number(current) + step;
    if (next < 0 || next >= items.length) return;
    event.preventDefault();
    virtualizer.scrollToIndex(next);
    requestAnimationFrame(() =>
      scroller.current?.querySelector<HTMLElement>(`li[data-index="${next}"] a`)?.focus(),
    );
  }

  return (
    <div class="scroller" ref={scroller} onScroll={onScroll} onKeyDown={onKeyDown} tabIndex={-1}>
      <ul aria-label={label} style={{ height: `${virtualizer.getTotalSize()}px` }}>
        {virtualizer.getVirtualItems().map(({ index, key, start }) => {
          const item = items[index];
          return (
            item !== undefined && (
              <li
                key={key}
                data-index={index}
                aria-setsize={items.length}
                aria-posinset={index + 1}
                ref={virtualizer.measureElement}
                style={{ transform: `translateY(${start}px)` }}
              >
                {render(item)}
              </li>
            )
          );
        })}
      </ul>
    </div>
  );
}
