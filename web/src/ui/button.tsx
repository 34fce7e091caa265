/** Buttons and links that look like buttons. Touch targets are 44 px or more. */
import type { ComponentProps } from 'react';
import { Link } from 'react-router';
import css from './button.module.css';

interface Look {
  readonly kind?: 'primary' | 'normal' | 'danger' | 'plain';
  readonly size?: 'small' | 'normal' | 'large';
  readonly block?: boolean;
}

function classesOf({ kind = 'normal', size = 'normal', block = false }: Look): string {
  return [
    css.button,
    kind === 'normal' ? '' : css[kind],
    size === 'normal' ? '' : css[size],
    block ? css.block : '',
  ]
    .filter(Boolean)
    .join(' ');
}

export function Button({
  kind,
  size,
  block,
  busy = false,
  disabled = false,
  children,
  ...rest
}: Look & { readonly busy?: boolean } & Omit<ComponentProps<'button'>, 'className'>) {
  return (
    <button
      type="button"
      {...rest}
      disabled={disabled || busy}
      aria-busy={busy}
      className={classesOf({ ...(kind && { kind }), ...(size && { size }), block: block ?? false })}
    >
      {busy ? <span className={css.spinner} aria-hidden="true" /> : null}
      {children}
    </button>
  );
}

export function ButtonLink({
  kind,
  size,
  block,
  ...rest
}: Look & Omit<ComponentProps<typeof Link>, 'className'>) {
  return (
    <Link
      {...rest}
      className={classesOf({ ...(kind && { kind }), ...(size && { size }), block: block ?? false })}
    />
  );
}
