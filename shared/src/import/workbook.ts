/**
 * An .xlsx file read as a stream, sheet by sheet, row by row. exceljs looks a sheet's name up in the workbook's own part,
 * and fails when a file stores its sheets before that part, as some writers do now and then: here such a sheet has no name.
 */
import type { Readable } from 'node:stream';
import exceljs from 'exceljs';

export function openWorkbook(source: string | Readable): exceljs.stream.xlsx.WorkbookReader {
  const book = new exceljs.stream.xlsx.WorkbookReader(source, {
    sharedStrings: 'cache',
    worksheets: 'emit',
    styles: 'cache',
  });
  return Object.assign(book, { model: { sheets: [] } });
}
