/** A dialog: from below on a phone, in the middle elsewhere. The element `dialog` keeps focus inside and Escape closes it. */
import { type ReactNode, useEffect, useId, useRef } from 'react';
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
    if (open && dialog.current?.open === false) dialog.current.showModal();
    if (!open && dialog.current?.open === true) dialog.current.close();
  }, [open]);
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

/** Asks before what cannot be undone; the safe answer has the focus. `kind` says whether something is lost by it. */
export function Confirm({
  title,
  hint,
  action,
  open,
  busy,
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
        <Button autoFocus onClick={onClose} block>
          {t('cancel')}
        </Button>
        <Button kind={kind} busy={busy} onClick={onConfirm} block>
          {action}
        </Button>
      </div>
    </Sheet>
  );
}
