/**
 * A list: a table where there is room, cards on a phone, a page at a time with the place kept in the address, and the
 * same columns as an Excel file.
 */
import { Button, Table } from 'antd';
import { type Key, type ReactNode, useSyncExternalStore } from 'react';
import { useLocation, useNavigate, useSearchParams } from 'react-router';
import { EmptyState } from '../ui/states.tsx';
import css from './desk.module.css';
import { useDeskTexts } from './desk-texts.ts';

export interface Column<Row> {
  readonly key: string;
  readonly title: string;
  readonly render: (row: Row) => ReactNode;
  /** For the Excel file; columns without one are left out of it. */
  readonly text?: (row: Row) => string | number | null | undefined;
  readonly align?: 'right';
  readonly width?: number;
  /** On a phone: the first `title` column heads the card, `mark` stands beside it; `hide` is left out there and on a tablet. */
  readonly phone?: 'title' | 'mark' | 'hide';
  /** Of use on the screen only: where a line leads. */
  readonly onPaper?: false;
}

export interface DeskTableProps<Row> {
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => Key;
  readonly loading?: boolean;
  readonly empty?: ReactNode;
  readonly expanded?: (row: Row) => ReactNode;
}

const phone = window.matchMedia('(max-width: 640px)');
const tablet = window.matchMedia('(max-width: 1100px)');

function useMatches(media: MediaQueryList): boolean {
  return useSyncExternalStore(
    (listener) => {
      media.addEventListener('change', listener);
      return () => media.removeEventListener('change', listener);
    },
    () => media.matches,
  );
}

export const useIsPhone = (): boolean => useMatches(phone);

export function DeskTable<Row>(props: DeskTableProps<Row>) {
  const isPhone = useIsPhone();
  const t = useDeskTexts();
  const empty = props.empty ?? (
    <EmptyState title={t('nothingFound')} hint={t('nothingFoundHint')} />
  );
  if (props.rows.length === 0 && props.loading !== true) return <>{empty}</>;
  return isPhone ? <Cards {...props} /> : <Wide {...props} />;
}

function Wide<Row>({ label, columns, rows, rowKey, loading, expanded }: DeskTableProps<Row>) {
  const isTablet = useMatches(tablet);
  const shown = columns.filter((column) => !isTablet || column.phone !== 'hide');
  return (
    <div className={css.tableWide}>
      <Table<{ row: Row }>
        aria-label={label}
        size="middle"
        pagination={false}
        loading={loading ?? false}
        dataSource={rows.map((row) => ({ row }))}
        rowKey={({ row }) => rowKey(row)}
        scroll={{ x: 'max-content' }}
        {...(expanded === undefined
          ? {}
          : { expandable: { expandedRowRender: ({ row }: { row: Row }) => expanded(row) } })}
        columns={shown.map(({ key, title, render, align, width, onPaper }) => ({
          key,
          ...(onPaper === false || title === '' ? { className: 'no-print' } : {}),
          title,
          ...(align === undefined ? {} : { align }),
          ...(width === undefined ? {} : { width }),
          render: (_value: unknown, { row }: { row: Row }) => render(row),
        }))}
      />
    </div>
  );
}

function Cards<Row>({ label, columns, rows, rowKey, loading, expanded }: DeskTableProps<Row>) {
  const title = columns.find((column) => column.phone === 'title') ?? columns[0];
  const marks = columns.filter((column) => column.phone === 'mark');
  const rest = columns.filter(
    (column) => column !== title && column.phone === undefined && column.title !== '',
  );
  const orders = columns.filter((column) => column.title === '' && column.phone !== 'hide');
  return (
    <ul className={css.cards} aria-label={label} aria-busy={loading ?? false}>
      {rows.map((row) => (
        <li key={rowKey(row)} className={css.card}>
          <div className={css.cardTitle}>
            <span>{title?.render(row)}</span>
            {marks.map((mark) => (
              <span key={mark.key}>{mark.render(row)}</span>
            ))}
          </div>
          <dl>
            {rest.map((column) => (
              <div key={column.key} className={css.cardRow}>
                <dt>{column.title}</dt>
                <dd>{column.render(row)}</dd>
              </div>
            ))}
          </dl>
          {orders.map((order) => (
            <div key={order.key}>{order.render(row)}</div>
          ))}
          {expanded?.(row)}
        </li>
      ))}
    </ul>
  );
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly endCursor?: string | null;
}

/** The cursor in the address; changing a filter goes back to the first page. */
export function useCursor(): string | null {
  const [parameters] = useSearchParams();
  return parameters.get('after');
}

export function Pager({
  pageInfo,
  total,
}: {
  readonly pageInfo: PageInfo | undefined;
  readonly total?: number | null | undefined;
}) {
  const t = useDeskTexts();
  const navigate = useNavigate();
  const { state } = useLocation();
  const [parameters] = useSearchParams();
  const after = parameters.get('after');
  const came = (state as { cameFrom?: boolean } | null)?.cameFrom === true;
  const go = (cursor: string | null) => {
    const next = new URLSearchParams(parameters);
    if (cursor === null) next.delete('after');
    else next.set('after', cursor);
    void navigate({ search: next.toString() }, { state: { cameFrom: cursor !== null } });
  };
  const isOnlyPage = after === null && pageInfo?.hasNextPage !== true;
  if (isOnlyPage && (total === undefined || total === null)) return null;
  return (
    <nav className={css.pager} aria-label={t('pages')}>
      {total === undefined || total === null ? null : <span>{t('total', { count: total })}</span>}
      {isOnlyPage ? null : (
        <span className={css.pagerButtons}>
          <Button disabled={after === null} onClick={() => (came ? void navigate(-1) : go(null))}>
            {came || after === null ? t('previous') : t('firstPage')}
          </Button>
          <Button
            disabled={pageInfo?.hasNextPage !== true}
            onClick={() => go(pageInfo?.endCursor ?? null)}
          >
            {t('next')}
          </Button>
        </span>
      )}
    </nav>
  );
}
