/** What every page of the desks is made of: a head, panels, figures, facts. */
import { LeftOutlined } from '@ant-design/icons';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { usePageTitle } from '../ui/page-title.ts';
import css from './desk.module.css';
import { TONES } from './state-tag.tsx';
import type { Tone } from './words.ts';

export interface PageProps {
  readonly title: string;
  /** Beside the title: a state. */
  readonly mark?: ReactNode;
  readonly lead?: ReactNode;
  readonly back?: { readonly to: string; readonly label: string };
  readonly actions?: ReactNode;
  readonly children: ReactNode;
}

export function Page({ title, mark, lead, back, actions, children }: PageProps) {
  usePageTitle(title);
  return (
    <>
      <header className={css.head}>
        <div className={css.headWords}>
          {back === undefined ? null : (
            <Link to={back.to} className={`${css.crumb} no-print`}>
              <LeftOutlined aria-hidden="true" style={{ fontSize: 10 }} /> {back.label}
            </Link>
          )}
          <h1 className={css.title}>
            {title}
            {mark}
          </h1>
          {lead === undefined ? null : <div className={css.lead}>{lead}</div>}
        </div>
        {actions === undefined ? null : <div className={css.actions}>{actions}</div>}
      </header>
      {children}
    </>
  );
}

export interface PanelProps {
  readonly title?: ReactNode;
  readonly hint?: ReactNode;
  readonly extra?: ReactNode;
  /** Without room at the edges: for tables. */
  readonly flush?: boolean;
  /** For the screen only: forms and the like. */
  readonly noPrint?: boolean;
  readonly children: ReactNode;
}

export function Panel({
  title,
  hint,
  extra,
  flush = false,
  noPrint = false,
  children,
}: PanelProps) {
  return (
    <section className={`${css.panel} ${flush ? css.panelFlush : ''} ${noPrint ? 'no-print' : ''}`}>
      {title === undefined ? null : (
        <div className={css.panelHead}>
          <div>
            <h2 className={css.panelTitle}>{title}</h2>
            {hint === undefined ? null : <p className={css.panelHint}>{hint}</p>}
          </div>
          {extra}
        </div>
      )}
      {children}
    </section>
  );
}

export function Stack({ children }: { readonly children: ReactNode }) {
  return <div className={css.stack}>{children}</div>;
}

export function Columns({ children }: { readonly children: ReactNode }) {
  return <div className={css.columns}>{children}</div>;
}

export function WideAndSide({
  children,
  sideFirst = false,
}: {
  readonly children: ReactNode;
  /** The narrow part comes first, on a phone too. */
  readonly sideFirst?: boolean;
}) {
  return <div className={`${css.wideAndSide} ${sideFirst ? css.sideFirst : ''}`}>{children}</div>;
}

export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={css.figures}>{children}</dl>;
}

export function Figure({
  label,
  value,
  note,
}: {
  readonly label: string;
  readonly value: ReactNode;
  readonly note?: ReactNode;
}) {
  return (
    <div className={css.figure}>
      <dt className={css.figureLabel}>{label}</dt>
      <dd className={css.figureValue}>{value}</dd>
      {note === undefined ? null : <dd className={css.figureNote}>{note}</dd>}
    </div>
  );
}

/** Label and value, side by side as room allows; what is not known is left out. */
export function Facts({
  items,
  wide = false,
}: {
  readonly items: readonly (readonly [string, ReactNode])[];
  /** For sentences rather than values. */
  readonly wide?: boolean;
}) {
  return (
    <dl className={`${css.facts} ${wide ? css.factsWide : ''}`}>
      {items
        .filter(([, value]) => value !== null && value !== undefined && value !== '')
        .map(([label, value]) => (
          <div key={label}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

export function Note({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return <div className={`${css.note} ${TONES[tone]}`}>{children}</div>;
}
