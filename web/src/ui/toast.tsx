/** A short word at the edge of the screen, read out by screen readers, with an undo where there is one. */
import { useEffect, useSyncExternalStore } from 'react';
import css from './toast.module.css';

interface Toast {
  readonly id: number;
  readonly text: string;
  readonly kind: 'done' | 'problem';
  readonly action?: { readonly label: string; readonly run: () => void } | undefined;
}

const listeners = new Set<() => void>();
let shown: Toast | undefined;
let count = 0;

function show(toast: Toast | undefined): void {
  shown = toast;
  for (const listener of listeners) listener();
}

export function toast(
  text: string,
  { kind = 'done', action }: Partial<Pick<Toast, 'kind' | 'action'>> = {},
): void {
  count += 1;
  show({ id: count, text, kind, action });
}

export function ToastPlace() {
  const current = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => shown,
  );
  useEffect(() => {
    if (current === undefined) return;
    const timer = setTimeout(() => show(undefined), current.action === undefined ? 4_000 : 8_000);
    return () => clearTimeout(timer);
  }, [current]);
  return (
    <div className={css.place} role="status" aria-live="polite">
      {current === undefined ? null : (
        <div key={current.id} className={`${css.toast} ${css[current.kind]}`}>
          <span>{current.text}</span>
          {current.action === undefined ? null : (
            <button
              type="button"
              className={css.action}
              onClick={() => {
                current.action?.run();
                show(undefined);
              }}
            >
              {current.action.label}
            </button>
          )}
        </div>
      )}
    </div>
  );
}
