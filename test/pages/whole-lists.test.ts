/** What is taken away from a list holds all of it, or says how much: page after page, patiently, up to a stated end. */
import exceljs from 'exceljs';
import { describe, expect, it } from 'vitest';
import { allRows, type PageOf, pageOfRows } from '../../web/src/desk/all-rows.ts';
import { excelFile } from '../../web/src/desk/excel-file.ts';
import { TooMany } from '../../web/src/graphql/failures.ts';

/** A list of so many numbers, ten to a page, as the graph answers it. */
const listOf =
  (count: number): PageOf<number> =>
  async (after) => {
    const from = after === null ? 0 : Number(after);
    const nodes = Array.from({ length: Math.min(10, count - from) }, (_, index) => from + index);
    return pageOfRows({
      edges: nodes.map((node) => ({ node })),
      pageInfo: { hasNextPage: from + 10 < count, endCursor: String(from + nodes.length) },
    });
  };

describe('all rows', () => {
  it.each([0, 1, 10, 11, 37])('of a list of %i', async (count) => {
    const heard: number[] = [];
    const { rows, isWhole } = await allRows(listOf(count), {
      most: 1_000,
      onRows: (so) => heard.push(so),
    });
    expect(rows).toEqual(Array.from({ length: count }, (_, index) => index));
    expect(isWhole).toBe(true);
    expect(heard.at(-1)).toBe(count);
  });

  it.each([
    [30, 30, true],
    [31, 30, false],
    [35, 33, false],
    [33, 33, true],
  ])('of %i with an end at %i: whole %s', async (count, most, whole) => {
    const { rows, isWhole } = await allRows(listOf(count), { most });
    expect(rows).toHaveLength(Math.min(count, most));
    expect(isWhole).toBe(whole);
  });

  it('waits for a server that is asked too quickly, and misses nothing', async () => {
    const waited: number[] = [];
    let isBusy = true;
    const page: PageOf<number> = async (after) => {
      if (after === '10' && isBusy) {
        isBusy = false;
        throw new TooMany(7);
      }
      return listOf(25)(after);
    };
    const { rows } = await allRows(page, {
      most: 100,
      pause: async (seconds) => void waited.push(seconds),
    });
    expect(waited).toEqual([7]);
    expect(rows).toHaveLength(25);
  });

  it('fails as the server fails: half a list is never taken for a whole one', async () => {
    const page: PageOf<number> = async (after) => {
      if (after !== null) throw new Error('gone');
      return listOf(25)(after);
    };
    await expect(allRows(page, { most: 100 })).rejects.toThrow('gone');
  });
});

it('an Excel file holds the list and says what it is', async () => {
  const file = await excelFile({
    name: '对账单 2026/10',
    columns: [
      { key: 'no', title: '行号', text: ({ no }: { no: number }) => no },
      { key: 'amount', title: '金额', align: 'right', text: () => '-12.50' },
      { key: 'long', title: '编号', text: () => '12345678901234567890' },
      { key: 'at', title: '发生于', text: () => '2026-10-31T16:30:00.000Z' },
      { key: 'orders', title: '' },
    ],
    rows: [{ no: 1 }, { no: 2 }],
    about: { name: '说明', lines: [['是否完整', '是']] },
  });
  const book = new exceljs.Workbook();
  await book.xlsx.load(await file.arrayBuffer());
  const [sheet, about] = book.worksheets;
  expect(sheet?.name).toBe('对账单 2026 10');
  expect(sheet?.getRow(1).values).toEqual([undefined, '行号', '金额', '编号', '发生于']);
  expect(sheet?.rowCount).toBe(3);
  const [, no, amount, long, at] = (sheet?.getRow(3).values ?? []) as unknown[];
  expect([no, amount, long]).toEqual([2, -12.5, '12345678901234567890']);
  // Half past midnight in Shanghai, on the first of November.
  expect((at as Date).toISOString()).toBe('2026-11-01T00:30:00.000Z');
  expect(about?.getRow(1).values).toEqual([undefined, '是否完整', '是']);
});
