/**
 * Rows as an Excel file, written in the browser: the list itself, and a sheet that says what the list is, from where and
 * whether it is all of it. The writer is loaded when it is wanted.
 */
const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';

export interface SheetColumn<Row> {
  readonly key: string;
  readonly title: string;
  /** Columns without one are left out. */
  readonly text?: ((row: Row) => string | number | null | undefined) | undefined;
  readonly align?: 'right' | undefined;
}

export interface ExcelFile<Row> {
  /** Of the sheet. */
  readonly name: string;
  readonly columns: readonly SheetColumn<Row>[];
  readonly rows: readonly Row[];
  /** A sheet of its own behind the list: its name, and what it says. */
  readonly about: {
    readonly name: string;
    readonly lines: readonly (readonly [string, string | number])[];
  };
}

export async function excelFile<Row>(file: ExcelFile<Row>): Promise<Blob> {
  const { Workbook } = await import('exceljs');
  const book = new Workbook();
  const sheet = book.addWorksheet(sheetName(file.name), {
    views: [{ state: 'frozen', ySplit: 1 }],
  });
  const told = file.columns.filter((column) => column.text !== undefined);
  sheet.columns = told.map(({ key, title }) => ({ key, header: title, width: 20 }));
  sheet.getRow(1).font = { bold: true };
  for (const row of file.rows) {
    const written = sheet.addRow(told.map((column) => cell(column.text?.(row), column.align)));
    written.eachCell((each) => {
      if (each.value instanceof Date) each.numFmt = 'yyyy-mm-dd hh:mm';
    });
  }
  const about = book.addWorksheet(sheetName(file.about.name));
  about.columns = [{ width: 20 }, { width: 80 }];
  for (const line of file.about.lines) about.addRow([...line]);
  about.getColumn(1).font = { bold: true };
  return new Blob([await book.xlsx.writeBuffer()], { type: TYPE });
}

/** Excel allows 31 characters and none of these in the name of a sheet. */
const sheetName = (name: string): string => name.replace(/[\\/*?:[\]]/g, ' ').slice(0, 31);

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
