import { Readable } from 'node:stream';
import { openWorkbook } from '@guildhall/shared/import/workbook';
import exceljs from 'exceljs';
import JSZip from 'jszip';
import { describe, expect, it } from 'vitest';

/** The same file with its parts in another order: legal, and what a racing writer now and then leaves. */
async function reordered(bytes: Buffer, order: readonly string[]): Promise<Buffer> {
  const zip = await JSZip.loadAsync(bytes);
  const turned = new JSZip();
  const rest = Object.keys(zip.files).filter((path) => !order.includes(path));
  for (const path of [...order, ...rest]) {
    const part = zip.file(path);
    if (part !== null) turned.file(path, await part.async('nodebuffer'));
  }
  return turned.generateAsync({ type: 'nodebuffer' });
}

describe('a workbook', () => {
  it('is read whatever the order of its parts', async () => {
    const book = new exceljs.Workbook();
    book.addWorksheet('会员').addRows([
      ['姓名', '手机'],
      ['王伟', '13800138000'],
    ]);
    const bytes = Buffer.from(await book.xlsx.writeBuffer());
    const late = await reordered(bytes, [
      'xl/sharedStrings.xml',
      'xl/_rels/workbook.xml.rels',
      'xl/worksheets/sheet1.xml',
    ]);
    for (const each of [bytes, late]) {
      const rows: unknown[] = [];
      for await (const sheet of openWorkbook(Readable.from([each])))
        for await (const row of sheet) rows.push(row.getCell(1).value);
      expect(rows).toEqual(['姓名', '王伟']);
    }
  });
});
