/** What a list shows, under its filters, as an Excel file: page by page from the graph, written in the browser. */
import { DownloadOutlined } from '@ant-design/icons';
import { Button } from 'antd';
import { useState } from 'react';
import { shanghaiDay } from '../format/dates.ts';
import { toast } from '../ui/toast.tsx';
import type { Column } from './desk-table.tsx';
import { useDeskTexts } from './desk-texts.ts';

const MOST_ROWS = 5_000;

export interface RowsPage<Row> {
  readonly rows: readonly Row[];
  /** The cursor of the next page; null at the end. */
  readonly next: string | null;
}

export interface ExportProps<Row> {
  /** Name of the file and the sheet. */
  readonly name: string;
  readonly columns: readonly Column<Row>[];
  readonly page: (after: string | null) => Promise<RowsPage<Row>>;
}

export function ExportButton<Row>({ name, columns, page }: ExportProps<Row>) {
  const t = useDeskTexts();
  const [isBusy, setBusy] = useState(false);
  const run = async (): Promise<void> => {
    setBusy(true);
    try {
      const { rows, isWhole } = await allRows(page);
      await save(name, columns, rows);
      toast(t(isWhole ? 'exported' : 'exportCut', { count: rows.length }));
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error), { kind: 'problem' });
    } finally {
      setBusy(false);
    }
  };
  return (
    <Button
      icon={<DownloadOutlined aria-hidden="true" />}
      loading={isBusy}
      onClick={() => void run()}
    >
      {t(isBusy ? 'exporting' : 'exportExcel')}
    </Button>
  );
}

async function allRows<Row>(page: ExportProps<Row>['page']) {
  const rows: Row[] = [];
  let after: string | null = null;
  do {
    const { rows: more, next }: RowsPage<Row> = await page(after);
    rows.push(...more);
    after = next;
  } while (after !== null && rows.length < MOST_ROWS);
  return { rows, isWhole: after === null };
}

async function save<Row>(
  name: string,
  columns: readonly Column<Row>[],
  rows: readonly Row[],
): Promise<void> {
  const { Workbook } = await import('exceljs');
  const book = new Workbook();
  // Excel allows 31 characters and none of these in the name of a sheet.
  const sheet = book.addWorksheet(name.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31), {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  const told = columns.filter((column) => column.text !== undefined);
  sheet.columns = told.map(({ key, title }) => ({ key, header: title, width: 20 }));
  sheet.getRow(1).font = { bold: true };
  for (const row of rows) {
    const written = sheet.addRow(told.map((column) => cell(column.text?.(row), column.align)));
    written.eachCell((each) => {
      if (each.value instanceof Date) each.numFmt = 'yyyy-mm-dd hh:mm';
    });
  }
  const content = await book.xlsx.writeBuffer();
  const url = URL.createObjectURL(
    new Blob([content], {
      type: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
    }),
  );
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}-${shanghaiDay(new Date())}.xlsx`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

/** A moment as the graph tells it: UTC. */
const MOMENT = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
const SHANGHAI_MS = 8 * 3_600_000;

/**
 * Amounts that a float carries exactly become numbers, and so do counts, which stand at the right; what does not stays
 * text, digit by digit. Moments become dates that Excel sorts, in Shanghai's time: Excel knows of no zones.
 */
function cell(
  value: string | number | null | undefined,
  align: 'right' | undefined,
): string | number | Date {
  if (value === null || value === undefined) return '';
  if (typeof value === 'number') return value;
  if (MOMENT.test(value)) return new Date(Date.parse(value) + SHANGHAI_MS);
  const isExact = /^-?\d{1,12}\.\d{1,3}$/.test(value);
  const isCount = align === 'right' && /^-?\d{1,15}$/.test(value);
  return isExact || isCount ? Number(value) : value;
}
