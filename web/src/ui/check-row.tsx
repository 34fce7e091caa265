/** A row that is chosen or not: the whole row is the check box's label. */
import type { ReactNode } from 'react';
import css from './check-row.module.css';

export function CheckRow({
  checked,
  onChange,
  disabled = false,
  title,
  hint,
  side,
}: {
  readonly checked: boolean;
  readonly onChange?: (checked: boolean) => void;
  readonly disabled?: boolean;
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  readonly side?: ReactNode;
}) {
  return (
    <label className={css.row} data-disabled={disabled || undefined}>
      <input
        type="checkbox"
        checked={checked}
        disabled={disabled}
        onChange={(event) => onChange?.(event.target.checked)}
      />
      <span className={css.text}>
        <span className={css.title}>{title}</span>
        {hint === undefined ? null : <span className={css.hint}>{hint}</span>}
      </span>
      {side === undefined ? null : <span className={css.side}>{side}</span>}
    </label>
  );
}
