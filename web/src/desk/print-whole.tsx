/**
 * A list on paper: every row under the filters, not the page that the screen shows. The rows are fetched first, laid out
 * as one table that only paper sees, and then the browser is asked to print.
 */
import { PrinterOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { type Key, type ReactNode, useState } from 'react';
import { flushSync } from 'react-dom';
import { formatDecimal } from '../format/numbers.ts';
import { toast } from '../ui/toast.tsx';
import { type AllRows, allRows, type PageOf } from './all-rows.ts';
import css from './desk.module.css';
import type { Column } from './desk-table.tsx';
import { useDeskTexts } from './desk-texts.ts';

/** About a hundred sheets of paper; whoever needs more takes the Excel file. */
const MOST_ROWS = 5_000;

export interface WholePrint<Row> {
  /** What is laid out for paper; undefined while nobody prints. */
  readonly paper: AllRows<Row> | undefined;
  /** How many rows have come, while they come. */
  readonly fetched: number | undefined;
  readonly print: () => Promise<void>;
}

export function useWholePrint<Row>(page: PageOf<Row>): WholePrint<Row> {
  const [paper, setPaper] = useState<AllRows<Row>>();
  const [fetched, setFetched] = useState<number>();
  const print = async (): Promise<void> => {
    setFetched(0);
    try {
      const all = await allRows(page, { most: MOST_ROWS, onRows: setFetched });
      flushSync(() => {
        setPaper(all);
        setFetched(undefined);
      });
      window.addEventListener('afterprint', () => setPaper(undefined), { once: true });
      window.print();
    } catch (error) {
      setFetched(undefined);
      toast(error instanceof Error ? error.message : String(error), { kind: 'problem' });
    }
  };
  return { paper, fetched, print };
}

export function PrintButton<Row>({ of: { fetched, print } }: { readonly of: WholePrint<Row> }) {
  const t = useDeskTexts();
  return (
    <Button
      icon={<PrinterOutlined aria-hidden="true" />}
      loading={fetched !== undefined}
      onClick={() => void print()}
    >
      {fetched === undefined
        ? t('print')
        : `${t('laidOut')}${fetched === 0 ? '' : ` ${formatDecimal(String(fetched))}`}`}
    </Button>
  );
}

/** The list as the screen shows it, which paper shows in full; printed past the button, it says that it is a part. */
export function WithPaper<Row>({
  of: { paper },
  label,
  columns,
  rowKey,
  isPart,
  children,
}: {
  readonly of: WholePrint<Row>;
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rowKey: (row: Row) => Key;
  /** The screen shows one page of several. */
  readonly isPart: boolean;
  readonly children: ReactNode;
}) {
  const t = useDeskTexts();
  if (paper === undefined)
    return (
      <>
        {isPart ? <p className={css.onPaper}>{t('paperPart')}</p> : null}
        {children}
      </>
    );
  const told = columns.filter(({ onPaper, title }) => onPaper !== false && title !== '');
  return (
    <>
      <div className="no-print">{children}</div>
      <div className={css.onPaper}>
        {paper.isWhole ? null : (
          <p>{t('paperCut', { count: formatDecimal(String(paper.rows.length)) })}</p>
        )}
        <table className={css.paper} aria-label={label}>
          <thead>
            <tr>
              {told.map(({ key, title, align }) => (
                <th key={key} scope="col" data-align={align}>
                  {title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {paper.rows.map((row) => (
              <tr key={rowKey(row)}>
                {told.map(({ key, render, align }) => (
                  <td key={key} data-align={align}>
                    {render(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}
