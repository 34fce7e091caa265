/** What the pages of the phone are put together from. */
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useCommonTexts } from '../../i18n/house-texts.ts';
import { Icon, type IconName } from '../../ui/icons.tsx';
import { usePageTitle } from '../../ui/page-title.ts';
import css from './parts.module.css';

/** A page below a tab: its title, and the way back. `wide` is for pages of two columns. */
export function Page({
  title,
  back,
  wide = false,
  children,
}: {
  readonly title: string;
  readonly back: string;
  readonly wide?: boolean;
  readonly children: ReactNode;
}) {
  const t = useCommonTexts();
  usePageTitle(title);
  return (
    <>
      <header className={css.bar}>
        <Link to={back} className={css.back} aria-label={t('back')}>
          <Icon name="back" />
        </Link>
        <h1>{title}</h1>
      </header>
      <div className={wide ? css.stack : `${css.stack} ${css.narrow}`}>{children}</div>
    </>
  );
}

/** A tab's own page. */
export function TabPage({
  title,
  children,
}: {
  readonly title: string;
  readonly children: ReactNode;
}) {
  usePageTitle(title);
  return (
    <>
      <h1 className={css.tabTitle}>{title}</h1>
      <div className={css.stack}>{children}</div>
    </>
  );
}

/** Two halves: one under the other on a phone, beside each other where there is room. Read in this order. */
export function Columns({ children }: { readonly children: ReactNode }) {
  return <div className={css.columns}>{children}</div>;
}

/** A half of more than one part. */
export function Column({ children }: { readonly children: ReactNode }) {
  return <div className={css.column}>{children}</div>;
}

export function Section({
  title,
  hint,
  more,
  children,
}: {
  readonly title?: string;
  readonly hint?: string;
  readonly more?: { readonly to: string; readonly label: string };
  readonly children: ReactNode;
}) {
  return (
    <section className={css.section}>
      {title === undefined ? null : (
        <div className={css.sectionHead}>
          <h2>{title}</h2>
          {more === undefined ? null : <Link to={more.to}>{more.label}</Link>}
        </div>
      )}
      {hint === undefined ? null : <p className={css.sectionHint}>{hint}</p>}
      {children}
    </section>
  );
}

export function Card({
  padded = false,
  children,
}: {
  readonly padded?: boolean;
  readonly children: ReactNode;
}) {
  return <div className={padded ? `${css.card} ${css.padded}` : css.card}>{children}</div>;
}

interface RowProps {
  readonly title: ReactNode;
  readonly hint?: ReactNode;
  readonly icon?: IconName;
  readonly side?: ReactNode;
  readonly to?: string;
}

export function Row({ title, hint, icon, side, to }: RowProps) {
  const inside = (
    <>
      {icon === undefined ? null : (
        <span className={css.rowMark}>
          <Icon name={icon} size={22} />
        </span>
      )}
      <span className={css.rowText}>
        <span className={css.rowTitle}>{title}</span>
        {hint === undefined ? null : <span className={css.rowHint}>{hint}</span>}
      </span>
      {side === undefined ? null : <span className={css.rowSide}>{side}</span>}
    </>
  );
  return to === undefined ? (
    <div className={css.row}>{inside}</div>
  ) : (
    <Link to={to} className={css.row}>
      {inside}
      <Icon name="chevron" size={16} className={css.chevron} />
    </Link>
  );
}

export function Chip({
  kind,
  children,
}: {
  readonly kind?: 'good' | 'warn' | 'bad';
  readonly children: ReactNode;
}) {
  return <span className={`${css.chip} ${kind === undefined ? '' : css[kind]}`}>{children}</span>;
}

/** Name and value, side by side. */
export function Facts({ facts }: { readonly facts: readonly (readonly [string, ReactNode])[] }) {
  return (
    <dl className={css.facts}>
      {facts.map(([name, value]) => (
        <div key={name} style={{ display: 'contents' }}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

export function Notice({
  title,
  children,
}: {
  readonly title: string;
  readonly children?: ReactNode;
}) {
  return (
    <div className={css.notice}>
      <strong>{title}</strong>
      {children}
    </div>
  );
}
