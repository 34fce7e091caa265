/** One labelled field with its hint and its fault, tied together for screen readers. */
import { type ComponentProps, type ReactNode, useId } from 'react';
import css from './field.module.css';

interface Parts {
  readonly label: string;
  readonly hint?: ReactNode;
  readonly fault?: string | undefined;
  readonly hideLabel?: boolean;
}

function Wrap({
  id,
  label,
  hint,
  fault,
  hideLabel = false,
  children,
}: Parts & { readonly id: string; readonly children: ReactNode }) {
  return (
    <div className={css.field}>
      <label htmlFor={id} className={hideLabel ? 'visually-hidden' : css.label}>
        {label}
      </label>
      {children}
      {hint === undefined ? null : (
        <p id={`${id}-hint`} className={css.hint}>
          {hint}
        </p>
      )}
      {fault === undefined ? null : (
        <p id={`${id}-fault`} className={css.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}

const described = (id: string, hint: ReactNode, fault: string | undefined) => ({
  'aria-invalid': fault !== undefined,
  'aria-describedby':
    [hint === undefined ? '' : `${id}-hint`, fault === undefined ? '' : `${id}-fault`]
      .filter(Boolean)
      .join(' ') || undefined,
});

export function TextField({
  label,
  hint,
  fault,
  hideLabel,
  ...rest
}: Parts & Omit<ComponentProps<'input'>, 'className' | 'id'>) {
  const id = useId();
  return (
    <Wrap id={id} label={label} hint={hint} fault={fault} hideLabel={hideLabel ?? false}>
      <input id={id} className={css.input} {...rest} {...described(id, hint, fault)} />
    </Wrap>
  );
}

export function SelectField({
  label,
  hint,
  fault,
  hideLabel,
  options,
  ...rest
}: Parts & {
  readonly options: readonly { readonly value: string; readonly label: string }[];
} & Omit<ComponentProps<'select'>, 'className' | 'id'>) {
  const id = useId();
  return (
    <Wrap id={id} label={label} hint={hint} fault={fault} hideLabel={hideLabel ?? false}>
      <select id={id} className={css.input} {...rest} {...described(id, hint, fault)}>
        {options.map(({ value, label: text }) => (
          <option key={value} value={value}>
            {text}
          </option>
        ))}
      </select>
    </Wrap>
  );
}
