/** What subsidiaries really send: other encodings, other separators, half lines, lines told twice. */
import { RefusalError } from '@guildhall/shared/outcome';
import { describe, expect, it } from 'vitest';
import { readReport, textOfReport } from '../src/application/read-report.ts';

const amounts = (csv: string) =>
  readReport(csv).map(({ reference, amountMinor }) => `${reference} ${amountMinor}`);

function problemOf(read: () => unknown): unknown {
  try {
    read();
  } catch (error) {
    if (error instanceof RefusalError) return { ...error.refusal.params };
    throw error;
  }
  return 'read';
}

describe('the encoding of a report', () => {
  // 参考号,金额 / pst_1,12.50 in GB18030.
  const gbk = Buffer.from([
    0xb2,
    0xce,
    0xbf,
    0xbc,
    0xba,
    0xc5,
    0x2c,
    0xbd,
    0xf0,
    0xb6,
    0xee,
    0x0a,
    ...Buffer.from('pst_1,12.50\n'),
  ]);

  it('is UTF-8, GBK or UTF-16', () => {
    expect(amounts(textOfReport(gbk))).toEqual(['pst_1 1250']);
    const text = '\uFEFF参考号,金额\r\npst_1,12.50\r\n';
    expect(amounts(textOfReport(Buffer.from(text)))).toEqual(['pst_1 1250']);
    expect(amounts(textOfReport(Buffer.from(text, 'utf16le')))).toEqual(['pst_1 1250']);
  });

  it('is text: a workbook or another binary file is told so', () => {
    expect(problemOf(() => textOfReport(Buffer.from('PK\u0003\u0004')))).toMatchObject({
      problem: expect.stringContaining('Excel'),
    });
    expect(problemOf(() => readReport('reference,amount\n\0,1'))).toMatchObject({ line: 1 });
  });
});

describe('the lines of a report', () => {
  it('may be separated by semicolons or tabs, and amounts written as people write them', () => {
    expect(amounts('来源;金额（元）\na;"1,234.56"\nb;-¥3.00'.replace('-¥3.00', '-3.00'))).toEqual([
      'a 123456',
      'b -300',
    ]);
    expect(amounts('Reference\tAmount\tnote\na\t¥5.00\tx\nb\t6.10元\ty')).toEqual([
      'a 500',
      'b 610',
    ]);
  });

  it('are summed by reference, and say where they stand', () => {
    expect(readReport('reference,amount\na,1.00\nb,2.00\na,1.00\n')).toEqual([
      { reference: 'a', amountMinor: '200', lines: [2, 4] },
      { reference: 'b', amountMinor: '200', lines: [3] },
    ]);
  });

  it('are refused with their number when half of one is missing or cannot be read', () => {
    expect(problemOf(() => readReport('reference,amount\na,1.00\nb'))).toMatchObject({ line: 3 });
    expect(problemOf(() => readReport('reference,amount\na,1.00\n,2.00'))).toMatchObject({
      line: 3,
    });
    expect(problemOf(() => readReport('reference,amount\na,1.005'))).toMatchObject({ line: 2 });
    expect(problemOf(() => readReport('reference,amount\na,"1.00'))).toMatchObject({
      problem: expect.stringMatching(/quote/i),
    });
    expect(problemOf(() => readReport('name,betrag\na,1'))).toMatchObject({
      line: 1,
      problem: expect.stringContaining('found: name, betrag'),
    });
    expect(problemOf(() => readReport(''))).toMatchObject({ line: 1 });
  });
});
