/** The record: each transaction once, contradictions kept and shown, no more returned than was bought. */
import { newId } from '@guildhall/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Transaction } from '../src/index.ts';
import { MODULE, type OpenJournal, openJournal, transaction } from './support/open-journal.ts';

let house: OpenJournal;
beforeAll(async () => {
  house = await openJournal();
});
afterAll(() => house.close());

const announced = async (one: Transaction) =>
  (await house.published()).filter(({ payload }) => payload.externalId === one.externalId).length;
const conflictsOf = (externalId: string) =>
  house.rows<{ code: string; detail: { lineId?: string } }>(
    `SELECT code, detail FROM conflict WHERE external_id = '${externalId}' ORDER BY recorded_at, id`,
  );
const read = async ({ transactionId }: Transaction) =>
  (await house.door.transactions(MODULE, { ids: [transactionId] }))[0];

function returning(
  original: Transaction,
  lines?: readonly (readonly [string, string, number])[],
  over: Partial<Transaction> = {},
): Transaction {
  const back = lines?.map(([lineId, quantity, fen]) => ({
    lineId,
    quantity,
    amountMinor: String(fen),
  }));
  return transaction({
    kind: 'GOODS_RETURNED',
    lines: [],
    reverses: {
      transactionId: original.transactionId,
      ...(back === undefined ? {} : { lines: back }),
    },
    ...over,
  });
}

describe('the same transaction', () => {
  it('is recorded and announced once, however often and together with what it is told', async () => {
    const [one, two, three] = [transaction(), transaction(), transaction()];
    await house.tell(one);
    await house.tell(one, two, one, three, two);
    await Promise.all([house.tell(one), house.tell(three, one)]);
    for (const each of [one, two, three]) {
      expect(await announced(each)).toBe(1);
      expect(await read(each)).toMatchObject({ ...each, effects: { state: 'PENDING', items: [] } });
      expect(await conflictsOf(each.externalId)).toEqual([]);
    }
  });

  it('under a new id of a system that lost its memory is known again', async () => {
    const one = transaction();
    const again = { ...one, transactionId: newId('txn', house.clock.now()) };
    await house.tell(one);
    await house.tell(again);
    expect([await announced(one), await conflictsOf(one.externalId)]).toEqual([1, []]);
    expect(await read(again)).toBeNull();
  });

  it('with other content is a conflict: kept once, announced never', async () => {
    const one = transaction();
    const other = { ...one, transactionId: newId('txn', house.clock.now()), storeCode: 'S02' };
    await house.tell(one);
    await house.tell(other);
    await house.tell(other, transaction());
    expect(await conflictsOf(one.externalId)).toEqual([{ code: 'EXTERNAL_ID_REUSED', detail: {} }]);
    expect(await announced(one)).toBe(1);
  });
});

describe('a malformed message', () => {
  it.each([
    ['lines that do not sum', { amountMinor: '1' }, /sum to 10050/],
    [
      'a line twice',
      {
        lines: [1, 2].map(() => ({
          lineId: 'a',
          itemCode: 'i',
          category: 'c',
          quantity: '1',
          amountMinor: '5',
        })),
      },
      /same lineId/,
    ],
    [
      'a negative line',
      { lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: '-5' }] },
      /negative/,
    ],
  ] as const)('%s fails, and does not hold up its neighbours', async (_what, over, message) => {
    const good = transaction();
    const bad = { ...transaction(), ...over } as Transaction;
    const failed = await house.journal.inbox.tryAll(
      [bad, good].map((one) => house.event('retail.transaction-recorded', one)),
    );
    expect(failed).toHaveLength(1);
    expect(String(failed[0]?.error)).toMatch(message);
    expect(await announced(good)).toBe(1);
  });

  it('of another subsidiary than the one that tells it fails', async () => {
    const event = house.event('auto.transaction-recorded', transaction());
    await expect(house.journal.inbox.handle(event)).rejects.toThrow(
      /carries a transaction of "retail"/,
    );
  });
});

describe('a return', () => {
  it('takes back by line and in parts, and at last all that is left', async () => {
    const one = transaction();
    await house.tell(one);
    const half = returning(one, [['a', '1', 3_000]]);
    await house.tell(half);
    const rest = returning(one);
    await house.tell(rest);
    const lines = await house.rows(
      `SELECT l.line_id, quantity, l.amount_minor, returned_quantity, returned_minor FROM transaction_line l
       JOIN transaction t ON t.id = l.transaction_id WHERE t.external_id = '${one.externalId}' ORDER BY 1`,
    );
    expect(lines).toEqual([
      {
        line_id: 'a',
        quantity: '2',
        amount_minor: '6000',
        returned_quantity: '2',
        returned_minor: '6000',
      },
      {
        line_id: 'b',
        quantity: '1.5',
        amount_minor: '4050',
        returned_quantity: '1.5',
        returned_minor: '4050',
      },
    ]);
    const taken = await house.rows(
      `SELECT r.line_id, r.quantity, r.amount_minor FROM reversed_line r JOIN transaction t ON t.id = r.reversal_id
       WHERE t.external_id = '${rest.externalId}' ORDER BY 1`,
    );
    expect(taken).toEqual([
      { line_id: 'a', quantity: '1', amount_minor: '3000' },
      { line_id: 'b', quantity: '1.5', amount_minor: '4050' },
    ]);
    expect([await announced(half), await announced(rest)]).toEqual([1, 1]);
  });

  it('that is told again is the same return, not a second one', async () => {
    const one = transaction();
    await house.tell(one);
    const back = returning(one, [['b', '1.5', 4_050]]);
    await Promise.all([house.tell(back), house.tell(back), house.tell(back)]);
    expect([await announced(back), await conflictsOf(back.externalId)]).toEqual([1, []]);
  });

  it('together with its purchase, in one delivery', async () => {
    const one = transaction();
    const back = returning(one);
    await house.tell(one, back);
    expect([await announced(one), await announced(back)]).toEqual([1, 1]);
  });

  it('before its purchase waits for it', async () => {
    const one = transaction();
    const back = returning(one);
    await expect(house.tell(back)).rejects.toThrow(/not on record yet/);
    await house.tell(one);
    await house.tell(back);
    expect(await announced(back)).toBe(1);
  });

  it.each([
    ['RETURN_EXCEEDS_PURCHASE', [['a', '2.5', 6_000]], 'a'],
    ['RETURN_EXCEEDS_PURCHASE', [['a', '1', 6_001]], 'a'],
    ['RETURN_LINE_UNKNOWN', [['z', '1', 1]], 'z'],
    [
      'RETURN_LINE_TWICE',
      [
        ['a', '1', 1],
        ['a', '1', 1],
      ],
      'a',
    ],
    ['RETURN_OF_NOTHING', [], undefined],
  ] as const)('%s is a conflict', async (code, lines, lineId) => {
    const one = transaction();
    await house.tell(one);
    const back = returning(one, lines);
    await house.tell(back);
    expect(await conflictsOf(back.externalId)).toEqual([
      { code, detail: lineId === undefined ? {} : { lineId } },
    ]);
    expect(await announced(back)).toBe(0);
  });

  it('of a return, of another company, or of what is all back is a conflict', async () => {
    const one = transaction();
    await house.tell(one);
    const whole = returning(one);
    await house.tell(whole);
    const again = returning(one);
    const ofReturn = returning(whole);
    const foreign = returning(one, undefined, { subsidiary: 'auto' });
    await house.tell(again, ofReturn);
    await house.tell(foreign);
    const codes = await Promise.all(
      [again, ofReturn, foreign].map(async (each) => (await conflictsOf(each.externalId))[0]?.code),
    );
    expect(codes).toEqual([
      'RETURN_OF_NOTHING',
      'RETURN_OF_A_RETURN',
      'RETURN_OF_ANOTHER_SUBSIDIARY',
    ]);
  });

  it('in a crowd never takes back more than was bought', async () => {
    const one = transaction({
      lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '10', amountMinor: '1000' }],
    });
    await house.tell(one);
    await Promise.all(
      Array.from({ length: 20 }, () => house.tell(returning(one, [['a', '1', 100]]))),
    );
    const [line] = await house.rows<{ returned_quantity: string; returned_minor: string }>(
      `SELECT returned_quantity, returned_minor FROM transaction_line l JOIN transaction t ON t.id = l.transaction_id WHERE t.external_id = '${one.externalId}'`,
    );
    const kept = await house.rows(
      `SELECT 1 FROM conflict c JOIN transaction t ON t.id = c.transaction_id WHERE t.external_id = '${one.externalId}'`,
    );
    expect([line?.returned_quantity, line?.returned_minor, kept.length]).toEqual([
      '10',
      '1000',
      10,
    ]);
  });
});

it('what came of a transaction is stored once and shown with it', async () => {
  const one = transaction();
  await house.tell(one);
  const effects = [
    {
      kind: 'POINTS_EARNED',
      memberId: 'mem_1',
      offerId: 'off_1',
      transferId: 'trf_1',
      amountMinor: '100',
      currency: 'POINT',
      scale: 0,
    },
    { kind: 'COUPON_ISSUED', memberId: 'mem_1', couponId: 'cpn_1' },
  ];
  const told = { transactionId: one.transactionId, effects };
  await house.journal.inbox.handle(house.event('coupon.effects-completed', told));
  await house.journal.inbox.handle(house.event('coupon.effects-completed', told));
  expect((await read(one))?.effects).toMatchObject({
    state: 'COMPLETE',
    completedAt: house.clock.now(),
    items: effects,
  });
  const early = { transactionId: newId('txn', house.clock.now()), effects };
  await expect(
    house.journal.inbox.handle(house.event('coupon.effects-completed', early)),
  ).rejects.toThrow(/not on record/);
});
