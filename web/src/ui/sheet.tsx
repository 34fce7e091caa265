/**
 * A dialog: from below on a phone, in the middle elsewhere. The element `dialog` keeps focus inside and Escape closes it;
 * the focus begins at what is marked `data-first` and goes back to what opened it, or to the page when that is gone.
 */
import { type ReactNode, useEffect, useId, useLayoutEffect, useRef } from 'react';
import { useCommonTexts } from '../i18n/house-texts.ts';
import { Button } from './button.tsx';
import { Icon } from './icons.tsx';
import css from './sheet.module.css';

export function Sheet({
  title,
  open,
  onClose,
  children,
}: {
  readonly title: string;
  readonly open: boolean;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const t = useCommonTexts();
  const id = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => {
    const element = dialog.current;
    if (open && element?.open === false) {
      element.showModal();
      // React gives `autoFocus` the focus before the dialog is open, when nothing inside can have it.
      element.querySelector<HTMLElement>('[data-first]')?.focus();
    }
    if (!open && element?.open === true) close(element);
  }, [open]);
  // Taken off the page while it is open: closed before, or the focus would be nowhere.
  useLayoutEffect(() => {
    const element = dialog.current;
    return () => {
      if (element?.open === true) close(element);
    };
  }, []);
  return (
    <dialog ref={dialog} className={css.sheet} aria-labelledby={id} onClose={onClose}>
      {open ? (
        <>
          <header className={css.head}>
            <h2 id={id}>{title}</h2>
            <button type="button" className={css.close} aria-label={t('close')} onClick={onClose}>
              <Icon name="close" size={20} />
            </button>
          </header>
          <div className={css.body}>{children}</div>
        </>
      ) : null}
    </dialog>
  );
}

/** The browser gives the focus back to what had it; where that has gone by what was done, the page itself has it. */
function close(element: HTMLDialogElement): void {
  element.close();
  setTimeout(() => {
    if (document.activeElement === document.body)
      document.getElementById('content')?.focus({ preventScroll: true });
  });
}

/** Asks before what cannot be undone; the safe answer has the focus. `kind` says whether something is lost by it. */
export function Confirm({
  title,
  hint,
  action,
  open,
  busy,
  disabled = false,
  kind = 'danger',
  onConfirm,
  onClose,
  children,
}: {
  readonly title: string;
  readonly hint?: string;
  readonly action: string;
  readonly open: boolean;
  readonly busy: boolean;
  /** Something that is asked for besides is not filled in yet. */
  readonly disabled?: boolean;
  readonly kind?: 'danger' | 'primary';
  readonly onConfirm: () => void;
  readonly onClose: () => void;
  readonly children?: ReactNode;
}) {
  const t = useCommonTexts();
  return (
    <Sheet title={title} open={open} onClose={onClose}>
      {hint === undefined ? null : <p className={css.hint}>{hint}</p>}
      {children}
      <div className={css.answers}>
        <Button data-first onClick={onClose} block>
          {t('cancel')}
        </Button>
        <Button kind={kind} busy={busy} disabled={disabled} onClick={onConfirm} block>
          {action}
        </Button>
      </div>
    </Sheet>
  );
}
