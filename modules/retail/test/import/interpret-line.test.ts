/** What a line says: problems in their order, exact amounts, times in any format of a mapping. */
import { describe, expect, it } from 'vitest';
import { LineInterpreter } from '../../src/import/interpret-line.ts';
import {
  builtInMappings,
  indexColumns,
  type Mapping,
  parseMapping,
  recogniseMapping,
} from '../../src/import/mapping.ts';

const mappingNamed = (name: string): Mapping => {
  const mapping = builtInMappings().find((one) => one.name === name);
  if (mapping === undefined) throw new Error(`no mapping ${name}`);
  return mapping;
};
const SHOP = ['Description', 'Quantity', 'InvoiceDate', 'UnitPrice', 'CustomerID', 'Country'];
const TILL = [
  '小票号',
  '门店',
  '交易时间',
  '会员卡号',
  '商品编码',
  '商品名称',
  '类别',
  '数量',
  '单价',
];
const interpreter = (name: string, header: readonly string[]) =>
  new LineInterpreter(mappingNamed(name), indexColumns(mappingNamed(name), header), header.length);

describe('a line of the web shop', () => {
  const shop = interpreter('online-retail', SHOP);
  const line = (over: Partial<Record<string, string>> = {}): string[] => {
    const good = {
      Description: ' LANTERN ',
      Quantity: '6',
      InvoiceDate: '2010-12-01T08:26:00Z',
      UnitPrice: '3.39',
      CustomerID: '17850',
      Country: 'UK',
    };
    return SHOP.map((name) => ({ ...good, ...over })[name] ?? '');
  };

  it('becomes a line of the basket of that customer at that moment', () => {
    expect(shop.interpret(2, line())).toEqual({
      lineNo: 2,
      receiptNo: 'OR-17850-20101201T082600Z',
      customerNo: '17850',
      storeCode: 'WEB-OR',
      at: new Date('2010-12-01T08:26:00Z'),
      productCode: 'LANTERN',
      productName: 'LANTERN',
      category: 'GIFTWARE',
      quantityMilli: 6_000n,
      priceMinor: 339n,
      amountMinor: 2_034n,
    });
  });

  it.each([
    ['-12', '1.65', -12_000n, 1_980n],
    ['1', '0.001', 1_000n, 0n],
    ['5', '0.001', 5_000n, 1n],
    ['3', '0.3333', 3_000n, 100n],
    ['80995', '2.08', 80_995_000n, 16_846_960n],
    ['1,234', '1', 1_234_000n, 123_400n],
    ['+2', '.5', 2_000n, 100n],
    ['2', '007.50', 2_000n, 1_500n],
  ])('%s at %s is %s thousandths worth %s fen', (quantity, price, quantityMilli, amountMinor) => {
    expect(shop.interpret(2, line({ Quantity: quantity, UnitPrice: price }))).toMatchObject({
      quantityMilli,
      amountMinor,
    });
  });

  const wrong = {
    CustomerID: '',
    InvoiceDate: 'x',
    Description: '',
    Quantity: 'x',
    UnitPrice: 'x',
  };
  it.each([
    ['CUSTOMER_MISSING', wrong],
    ['CUSTOMER_TOO_LONG', { ...wrong, CustomerID: 'c'.repeat(65) }],
    ['TIME_UNREADABLE', { ...wrong, CustomerID: '1' }],
    ['RECEIPT_UNREADABLE', { ...wrong, CustomerID: '顾客', InvoiceDate: '2010-12-01T08:26:00Z' }],
    ['PRODUCT_MISSING', { ...wrong, CustomerID: '1', InvoiceDate: '2010-12-01T08:26:00Z' }],
    ['PRODUCT_TOO_LONG', { Description: 'p'.repeat(65), Quantity: 'x' }],
    ['QUANTITY_UNREADABLE', { Quantity: '1e3', UnitPrice: 'x' }],
    ['QUANTITY_UNREADABLE', { Quantity: '1.2345', UnitPrice: 'x' }],
    ['QUANTITY_ZERO', { Quantity: '0.000', UnitPrice: 'x' }],
    ['PRICE_UNREADABLE', { UnitPrice: '£2' }],
    ['PRICE_NEGATIVE', { UnitPrice: '-11062.06' }],
    ['VALUE_TOO_BIG', { Quantity: '1000001' }],
    ['VALUE_TOO_BIG', { Quantity: '9'.repeat(40), UnitPrice: '9'.repeat(40) }],
  ])('is %s before anything that comes later in the order', (code, over) => {
    expect(shop.interpret(2, line(over))).toMatchObject({ lineNo: 2, code });
  });

  it('with too few or too many fields says how many', () => {
    expect(shop.interpret(2, ['a'])).toEqual({
      lineNo: 2,
      code: 'COLUMN_COUNT',
      params: { found: 1, expected: 6 },
    });
  });

  it.each([
    '2010-12-01T08:26:00Z',
    '2010-12-01T16:26:00+08:00',
    '2010-12-01 08:26:00Z',
    '2010-12-01T08:26Z',
  ])('may say the time as %s', (text) => {
    expect(shop.interpret(2, line({ InvoiceDate: text }))).toMatchObject({
      at: new Date('2010-12-01T08:26:00Z'),
    });
  });
  it.each(['2010-02-30T08:26:00Z', '2010-12-01T08:26:00', '2010-12-01', '01/12/2010 8:26'])(
    'may not say it as %s',
    (text) => {
      expect(shop.interpret(2, line({ InvoiceDate: text }))).toMatchObject({
        code: 'TIME_UNREADABLE',
      });
    },
  );
});

describe('a line of the Chinese till', () => {
  const till = interpreter('chinese-till', TILL);
  const line = [
    'A0001',
    '世纪大道店',
    '2026/3/5 9:07:30',
    '88001',
    '6901',
    '纯牛奶 1 L',
    '乳品',
    '0.755',
    '12.8',
  ];

  it('is read in local time, with its own receipt, store and category', () => {
    expect(till.interpret(2, line)).toMatchObject({
      receiptNo: 'TILL-A0001',
      storeCode: 'SH-001',
      at: new Date('2026-03-05T01:07:30Z'),
      productName: '纯牛奶 1 L',
      category: '乳品',
      quantityMilli: 755n,
      amountMinor: 966n,
    });
  });
  it('of a store that the mapping does not name is reported', () => {
    expect(till.interpret(2, line.with(1, '外滩店'))).toMatchObject({
      code: 'STORE_UNKNOWN',
      params: { found: '外滩店' },
    });
  });
  it('of a day that does not exist is reported', () => {
    expect(till.interpret(2, line.with(2, '2026/2/29 9:00:00'))).toMatchObject({
      code: 'TIME_UNREADABLE',
    });
  });
});

describe('a mapping', () => {
  it('is recognised by the header, in whatever order the columns are', () => {
    expect(recogniseMapping([...SHOP].reverse())?.name).toBe('online-retail');
    expect(recogniseMapping(TILL)?.name).toBe('chinese-till');
    expect(recogniseMapping(['a', 'b'])).toBeUndefined();
  });
  it('says which column is not in the file', () => {
    expect(() => indexColumns(mappingNamed('online-retail'), ['Description'])).toThrow(
      'no column InvoiceDate, CustomerID, Quantity, UnitPrice',
    );
  });
  it.each([
    ['{', 'is not JSON'],
    ['{}', 'is not a mapping'],
    [JSON.stringify({ ...mappingNamed('online-retail'), store: undefined }), 'Say "store"'],
    [JSON.stringify({ ...mappingNamed('online-retail'), colums: {} }), 'colums'],
  ])('%s is refused with what is wrong', (text, message) => {
    expect(() => parseMapping(text, 'my.json')).toThrow(message);
  });
});
