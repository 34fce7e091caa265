/** A table as an Excel file, written in the browser; the writer is loaded when it is wanted. */

export interface Sheet {
  readonly columns: readonly string[];
  /** Amounts as decimal text: numbers that Excel holds exactly become numbers, the rest stay text. */
  readonly rows: readonly (readonly string[])[];
}

const TYPE = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
/** Excel calculates with 15 digits. */
const EXACT_NUMBER = /^-?(0|[1-9]\d*)\.\d{1,8}$/;

const cell = (text: string): string | number =>
  EXACT_NUMBER.test(text) && text.replace(/\D/g, '').length <= 15 ? Number(text) : text;

export async function downloadSheet(name: string, { columns, rows }: Sheet): Promise<void> {
  const { Workbook } = await import('exceljs');
  const book = new Workbook();
  const sheet = book.addWorksheet(name.slice(0, 31), { views: [{ state: 'frozen', ySplit: 1 }] });
  sheet.addRow([...columns]).font = { bold: true };
  for (const row of rows) sheet.addRow(row.map(cell));
  for (let column = 1; column <= columns.length; column += 1) sheet.getColumn(column).width = 20;
  const url = URL.createObjectURL(new Blob([await book.xlsx.writeBuffer()], { type: TYPE }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.xlsx`;
  link.click();
  URL.revokeObjectURL(url);
}
