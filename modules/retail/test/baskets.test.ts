/** Baskets and returns through the door, on a real database. */

import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  CLERK,
  codeOf,
  expectOk,
  type OpenRetail,
  OTHER_SYSTEM,
  openRetail,
  START,
  TILL,
} from './support/open-retail.ts';

describe('baskets', () => {
  let shop: OpenRetail;
  beforeAll(async () => {
    shop = await openRetail();
  });
  afterAll(() => shop.close());

  const basket = (receiptNo: string, over: object = {}) => ({
    idempotencyKey: receiptNo,
    receiptNo,
    storeCode: 'SH-001',
    channel: 'STORE' as const,
    lines: [
      { productCode: 'MILK', quantity: '2' },
      { productCode: 'APPLE', quantity: '0.755' },
      { productCode: 'MILK', quantity: '2', amountMinor: 2_000n },
    ],
    ...over,
  });
  /** What the journal is told under that number. */
  const told = async (externalId: string): Promise<Record<string, unknown>> => {
    const kit = shop.house.local.get('retail')?.kit;
    if (kit === undefined) throw new Error('retail is not open');
    const { rows } = await sql<{ payload: Record<string, unknown> }>`
      SELECT payload FROM outbox WHERE payload->>'externalId' = ${externalId}`.execute(
      kit.db.sql(),
    );
    if (rows.length !== 1) throw new Error(`${rows.length} events are called ${externalId}`);
    return rows[0]?.payload ?? {};
  };

  it('are priced from the catalogue, keep identical lines apart, and tell the journal', async () => {
    const { basketId, transactionId } = await expectOk(shop.door.recordBasket(TILL, basket('R-1')));
    const [stored] = await shop.door.baskets(CLERK, { ids: [basketId] });
    // 2 x 12.50 + 0.755 x 12.80 (9.664) + 20.00 as the till said
    expect(stored).toMatchObject({
      amountMinor: 5_466n,
      discountMinor: 0n,
      paidMinor: 5_466n,
      state: 'BOUGHT',
      transactionId,
    });
    const lines = await shop.door.basketLines(CLERK, { basketIds: [basketId] });
    expect(
      lines.map(({ lineNo, quantity, amountMinor }) => [lineNo, quantity, amountMinor]),
    ).toEqual([
      [1, '2', 2_500n],
      [2, '0.755', 966n],
      [3, '2', 2_000n],
    ]);
    const event = await told('R-1');
    expect(event).toMatchObject({
      transactionId,
      externalId: 'R-1',
      amountMinor: '5466',
      subsidiary: 'retail',
    });
    expect(event.lines).toHaveLength(3);
  });

  it('count once: the same key answers again, the same receipt under another key is refused', async () => {
    const first = await shop.door.recordBasket(TILL, basket('R-2'));
    expect(await shop.door.recordBasket(TILL, basket('R-2'))).toEqual(first);
    expect(await codeOf(shop.door.recordBasket(TILL, basket('R-2', { channel: 'APP' })))).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    expect(
      await codeOf(shop.door.recordBasket(TILL, basket('R-2', { idempotencyKey: 'again' }))),
    ).toBe('RECEIPT_ALREADY_RECORDED');
  });

  it('count once when the till sends one receipt several times at the same moment', async () => {
    const answers = await Promise.all(
      Array.from({ length: 8 }, (_, turn) =>
        codeOf(shop.door.recordBasket(TILL, basket('R-RACE', { idempotencyKey: `race-${turn}` }))),
      ),
    );
    expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
    expect(answers.filter((code) => code === 'RECEIPT_ALREADY_RECORDED')).toHaveLength(7);
  });

  it.each([
    ['RETAIL_NOT_YOURS', OTHER_SYSTEM, { storeCode: 'NONE-1' }],
    ['STORE_UNKNOWN', TILL, { storeCode: 'NONE-1', boughtAt: new Date('2030-01-01') }],
    [
      'BASKET_IN_FUTURE',
      TILL,
      { boughtAt: new Date('2030-01-01'), lines: [{ productCode: 'X', quantity: '1' }] },
    ],
    [
      'STORE_CLOSED',
      TILL,
      { boughtAt: new Date('2019-01-01'), lines: [{ productCode: 'X', quantity: '1' }] },
    ],
    ['PRODUCT_UNKNOWN', TILL, { lines: [{ productCode: 'X', quantity: '0.5' }], coupons: ['c'] }],
    [
      'QUANTITY_NOT_WHOLE',
      TILL,
      { lines: [{ productCode: 'MILK', quantity: '0.5' }], coupons: ['c'] },
    ],
    ['COUPONS_NEED_MEMBER', TILL, { receiptNo: 'R-1', coupons: ['c'] }],
    ['RECEIPT_ALREADY_RECORDED', TILL, { receiptNo: 'R-1' }],
  ])(
    'are refused with %s before anything that comes later in the order',
    async (code, caller, over) => {
      expect(await codeOf(shop.door.recordBasket(caller, basket(`R-${code}`, over)))).toBe(code);
    },
  );

  it('leave no trace when they are refused, and replay the same no', async () => {
    const wish = basket('R-COUPON', { coupons: ['GH-1'] });
    const first = await shop.door.recordBasket(TILL, wish);
    expect(first).toMatchObject({ ok: false, refusal: { code: 'COUPONS_NEED_MEMBER' } });
    expect(await shop.door.recordBasket(TILL, wish)).toEqual(first);
    expect(
      await shop.door.basketPage(TILL, { filter: { receiptNo: 'R-COUPON' }, page: { limit: 5 } }),
    ).toEqual([]);
  });

  it('come in pages, newest first, and are seen by those whose they are', async () => {
    for (let hour = 1; hour <= 5; hour += 1) {
      await expectOk(
        shop.door.recordBasket(
          TILL,
          basket(`PAGE-${hour}`, { boughtAt: new Date(START.getTime() - hour * 3_600_000) }),
        ),
      );
    }
    const filter = { boughtBefore: START, boughtFrom: new Date(START.getTime() - 6 * 3_600_000) };
    const first = await shop.door.basketPage(CLERK, { filter, page: { limit: 3 } });
    const last = first.at(-1);
    const after = [last?.boughtAt.toISOString() ?? '', last?.id ?? ''];
    const second = await shop.door.basketPage(CLERK, { filter, page: { limit: 3, after } });
    expect([...first, ...second].map(({ receiptNo }) => receiptNo)).toEqual([
      'PAGE-1',
      'PAGE-2',
      'PAGE-3',
      'PAGE-4',
      'PAGE-5',
    ]);
    expect(await shop.door.basketPage(OTHER_SYSTEM, { filter, page: { limit: 3 } })).toEqual([]);
    expect(await shop.door.baskets(OTHER_SYSTEM, { ids: first.map(({ id }) => id) })).toEqual([]);
  });

  describe('that come back', () => {
    const sell = async (receiptNo: string) =>
      (await expectOk(shop.door.recordBasket(TILL, basket(receiptNo)))).basketId;
    const back = (basketId: string, returnNo: string, over: object = {}) => ({
      idempotencyKey: returnNo,
      basketId,
      returnNo,
      reason: 'UNWANTED' as const,
      lines: [{ lineNo: 1, quantity: '1' }],
      ...over,
    });

    it('come back by line and quantity, and the journal hears which transaction is undone', async () => {
      const basketId = await sell('B-1');
      const { returnId } = await expectOk(shop.door.returnGoods(CLERK, back(basketId, 'RET-1')));
      expect(await shop.door.returns(CLERK, { ids: [returnId] })).toMatchObject([
        {
          amountMinor: 1_250n,
          refundMinor: 1_250n,
          lines: [{ lineNo: 1, quantity: '1', amountMinor: 1_250n }],
        },
      ]);
      const [stored] = await shop.door.baskets(CLERK, { ids: [basketId] });
      expect(stored).toMatchObject({
        state: 'PARTLY_RETURNED',
        returnedMinor: 1_250n,
        refundedMinor: 1_250n,
      });
      expect(await told('return:RET-1')).toMatchObject({
        externalId: 'return:RET-1',
        reverses: {
          transactionId: stored?.transactionId,
          lines: [{ lineId: '1', quantity: '1', amountMinor: '1250' }],
        },
      });
    });

    it('come back wholly, and then nothing is left', async () => {
      const basketId = await sell('B-2');
      await expectOk(shop.door.returnGoods(CLERK, back(basketId, 'RET-2', { lines: undefined })));
      const [stored] = await shop.door.baskets(CLERK, { ids: [basketId] });
      expect(stored).toMatchObject({ state: 'RETURNED', returnedMinor: 5_466n });
      expect((await told('return:RET-2')).reverses).toEqual({
        transactionId: stored?.transactionId,
      });
      expect(await codeOf(shop.door.returnGoods(CLERK, back(basketId, 'RET-2b')))).toBe(
        'BASKET_ALREADY_RETURNED',
      );
    });

    it('come back once when two counters take the last piece at the same moment', async () => {
      const basketId = await sell('B-3');
      await expectOk(shop.door.returnGoods(CLERK, back(basketId, 'RET-3')));
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, turn) =>
          codeOf(shop.door.returnGoods(CLERK, back(basketId, `RET-3-${turn}`))),
        ),
      );
      expect(answers.filter((code) => code === 'accepted')).toHaveLength(1);
      expect(answers.filter((code) => code === 'RETURN_EXCEEDS_PURCHASE')).toHaveLength(7);
      const lines = await shop.door.basketLines(CLERK, { basketIds: [basketId] });
      expect(lines[0]).toMatchObject({
        quantity: '2',
        returnedQuantity: '2',
        returnedMinor: 2_500n,
      });
    });

    it.each([
      ['RETAIL_NOT_YOURS', OTHER_SYSTEM, { basketId: 'bsk_none' }],
      ['BASKET_UNKNOWN', CLERK, { basketId: 'bsk_none', returnedAt: new Date('2030-01-01') }],
      [
        'RETURN_IN_FUTURE',
        CLERK,
        { returnedAt: new Date('2030-01-01'), lines: [{ lineNo: 9, quantity: '1' }] },
      ],
      ['RETURN_LINE_UNKNOWN', CLERK, { returnNo: 'RET-1', lines: [{ lineNo: 9, quantity: '1' }] }],
      ['RETURN_ALREADY_RECORDED', CLERK, { returnNo: 'RET-1' }],
    ])(
      'are refused with %s before anything that comes later in the order',
      async (code, caller, over) => {
        const basketId = await sell(`B-${code}`);
        expect(
          await codeOf(shop.door.returnGoods(caller, back(basketId, `RET-${code}`, over))),
        ).toBe(code);
      },
    );
  });
});
