/** Parts of a page, one at a time, the chosen one in the address. Scrolls sideways where there is little room. */
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef } from 'react';
import { useFilters } from '../routing/use-filters.ts';
import css from './desk.module.css';

export interface TabItem {
  readonly key: string;
  readonly label: string;
  readonly count?: number | undefined;
  readonly children: ReactNode;
}

export function Tabs({
  label,
  items,
}: {
  readonly label: string;
  readonly items: readonly TabItem[];
}) {
  const [{ tab }, setFilters] = useFilters(['tab']);
  const id = useId();
  const list = useRef<HTMLDivElement>(null);
  // Where there is little room the chosen one may lie outside: it is moved into sight, and nothing else moves.
  useEffect(() => {
    const bar = list.current;
    const shown = bar?.querySelector<HTMLElement>('[aria-selected="true"]');
    if (bar === null || shown === null || shown === undefined) return;
    bar.scrollLeft = shown.offsetLeft - bar.offsetLeft - (bar.clientWidth - shown.offsetWidth) / 2;
  }, [tab]);
  const chosen = items.find(({ key }) => key === tab) ?? items[0];
  if (chosen === undefined) return null;
  const choose = (key: string) => setFilters({ tab: key === items[0]?.key ? null : key });
  const onKey = (event: KeyboardEvent) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) return;
    const at = (items.indexOf(chosen) + step + items.length) % items.length;
    const next = items[at];
    if (next === undefined) return;
    choose(next.key);
    list.current?.querySelectorAll<HTMLButtonElement>('[role="tab"]')[at]?.focus();
  };
  return (
    <div>
      <div ref={list} className={`${css.tabs} no-print`} role="tablist" aria-label={label}>
        {items.map(({ key, label: name, count }) => (
          <button
            key={key}
            type="button"
            role="tab"
            id={`${id}-${key}`}
            aria-selected={key === chosen.key}
            aria-controls={`${id}-panel`}
            tabIndex={key === chosen.key ? 0 : -1}
            className={css.tab}
            onClick={() => choose(key)}
            onKeyDown={onKey}
          >
            {name}
            {count === undefined || count === 0 ? null : (
              <span className={css.navCount}>{count}</span>
            )}
          </button>
        ))}
      </div>
      <div role="tabpanel" id={`${id}-panel`} aria-labelledby={`${id}-${chosen.key}`}>
        {chosen.children}
      </div>
    </div>
  );
}
