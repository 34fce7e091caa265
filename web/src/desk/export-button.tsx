/** What a list shows, under its filters, as an Excel file: all of it, or it says in the file how much there is. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { formatDateTime, shanghaiDay } from '../format/dates.ts';
import { formatDecimal } from '../format/numbers.ts';
import { toast } from '../ui/toast.tsx';
import { type AllRows, allRows, type PageOf } from './all-rows.ts';
import type { Column } from './desk-table.tsx';
import { sayDesk, useDeskTexts } from './desk-texts.ts';
import { saveAs } from './download.ts';
import { excelFile } from './excel-file.ts';

/** What a browser writes within seconds. */
const MOST_ROWS = 50_000;

export interface ExportProps<Row> {
  /** Name of the file and the sheet. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly page: PageOf<Row>;
}

export function ExportButton<Row>({ name, columns, page }: ExportProps<Row>) {
  const t = useDeskTexts();
  const [count, setCount] = useState<number>();
  const isBusy = count !== undefined;
  const run = async (): Promise<void> => {
    setCount(0);
    try {
      const all = await allRows(page, { most: MOST_ROWS, onRows: setCount });
      const file = await excelFile({ name, columns, rows: all.rows, about: aboutOf(name, all) });
      saveAs(file, `${name}-${shanghaiDay(new Date())}.xlsx`);
      toast(t(all.isWhole ? 'exported' : 'exportCut', { count: counted(all) }));
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), { kind: 'problem' });
    } finally {
      setCount(undefined);
    }
  };
  return (
    <Button
      icon={<DownloadOutlined aria-hidden="true" />}
      loading={isBusy}
      onClick={() => void run()}
    >
      {isBusy
        ? `${t('exporting')}${count === 0 ? '' : ` ${formatDecimal(String(count))}`}`
        : t('exportExcel')}
    </Button>
  );
}

const counted = ({ rows }: AllRows<unknown>): string => formatDecimal(String(rows.length));

/** The address names the filters: whoever opens it sees the same list. */
function aboutOf(name: string, all: AllRows<unknown>) {
  const address = new URL(window.location.href);
  for (const place of ['after', 'line', 'show']) address.searchParams.delete(place);
  return {
    name: sayDesk('aboutFile'),
    lines: [
      [sayDesk('aboutList'), name],
      [sayDesk('aboutRows'), all.rows.length],
      [
        sayDesk('aboutWhole'),
        all.isWhole ? sayDesk('wholeYes') : sayDesk('exportCut', { count: counted(all) }),
      ],
      [sayDesk('aboutWhen'), formatDateTime(new Date().toISOString())],
      [sayDesk('aboutAddress'), decodeURI(address.href)],
    ] as const,
  };
}
