/** Events come again, processes die in between, offers change meanwhile: everything happens once. */
import type { DomainEvent } from '@guildhall/shared/events/event';
import { newId, newUuid, toUuid } from '@guildhall/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decideTransactions } from '../src/application/decide-transactions.ts';
import { repair } from '../src/application/repair.ts';
import { couponBenefit, liveOffer, offerDefinition, pointsBenefit } from './support/make-offer.ts';
import { expectOk, OPERATOR, type OpenHouse, openHouse } from './support/open-house.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openHouse();
  await liveOffer(house, 'EARN', { benefits: [pointsBenefit(), couponBenefit()] });
});
afterAll(() => house.close());

const transactionOf = (memberId: string, fen = 5_000) => ({
  transactionId: newId('txn', house.clock.now()),
  subsidiary: 'retail',
  externalId: house.key(),
  kind: 'BASKET_BOUGHT',
  memberId,
  occurredAt: house.clock.now().toISOString(),
  channel: 'STORE' as const,
  currency: 'CNY' as const,
  amountMinor: String(fen),
  lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: String(fen) }],
  attributes: {},
});
const couponsOf = (memberId: string) =>
  house.rows('SELECT id FROM coupon WHERE member_id = $1', [toUuid('mem', memberId)]);

describe('the same transaction', () => {
  it('told again under another event, twice at once, or in a batch with others, counts once', async () => {
    const memberId = await house.member();
    const transaction = transactionOf(memberId);
    const others = Array.from({ length: 3 }, () => transactionOf(memberId));
    await house.tell('retail.transaction-recorded', transaction);
    await Promise.all([
      house.tell('retail.transaction-recorded', transaction),
      house.tell('journal.transaction-accepted', transaction),
      house.tell('journal.transaction-accepted', transaction),
    ]);
    const { inbox } = house.module('coupon');
    const event = (payload: object) => ({
      id: newUuid(house.clock.now()),
      type: 'journal.transaction-accepted',
      version: 1,
      occurredAt: house.clock.now().toISOString(),
      recordedAt: house.clock.now().toISOString(),
      payload: { ...payload },
    });
    for (const other of others) await house.tell('retail.transaction-recorded', other);
    await Promise.all([
      inbox.handleAll([transaction, ...others].map(event)),
      inbox.handleAll([...others, transaction].map(event)),
    ]);
    expect(await house.points(memberId)).toBe(200n);
    expect(await couponsOf(memberId)).toHaveLength(4);
  });

  it('decided by a process that died before it posted is completed by the next', async () => {
    const memberId = await house.member();
    const transaction = transactionOf(memberId);
    const { kit } = house.module('coupon');
    await decideTransactions(kit, [transaction]);
    expect(await house.points(memberId)).toBe(0n);
    house.clock.advance(60_000);
    await repair(kit);
    await repair(kit);
    expect(await house.points(memberId)).toBe(50n);
    await house.tell('retail.transaction-recorded', transaction);
    // What could not be delivered is the relay's to deliver again.
    const [told] = await house.rows<DomainEvent>(
      `SELECT id, type, version, occurred_at AS "occurredAt", recorded_at AS "recordedAt", payload FROM outbox
       WHERE settled_at IS NULL AND type = 'coupon.effects-completed' AND payload ->> 'transactionId' = $1`,
      [transaction.transactionId],
    );
    if (told !== undefined) await house.module('journal').inbox.handle(told);
    expect((await house.effects(transaction.transactionId)).map(({ kind }) => kind)).toEqual([
      'POINTS_EARNED',
      'COUPON_ISSUED',
    ]);
  });

  it('returned before it was decided waits for its decision', async () => {
    const memberId = await house.member();
    const transaction = transactionOf(memberId);
    const undone = {
      ...transactionOf(memberId),
      kind: 'GOODS_RETURNED',
      reverses: { transactionId: transaction.transactionId },
    };
    await expect(house.tell('journal.transaction-accepted', undone)).rejects.toThrow(
      /not been decided yet/,
    );
    await house.tell('retail.transaction-recorded', transaction);
    await house.tell('journal.transaction-accepted', undone);
    await house.tell('journal.transaction-accepted', undone);
    expect(await house.points(memberId)).toBe(0n);
  });
});

describe('an offer that changes', () => {
  it('counts from the moment it is published, paused or ended, in every process', async () => {
    const memberId = await house.member();
    const earn = async () => {
      const { effects } = await house.record({ memberId, kind: 'FEE_PAID', lines: { a: 1_000 } });
      return effects.items.map(({ amountMinor }) => amountMinor);
    };
    expect(await earn()).toEqual([]);
    const offerId = await liveOffer(house, 'FEES', { triggers: ['FEE_PAID'] });
    expect(await earn()).toEqual(['10']);
    const move = (name: 'pauseOffer' | 'resumeOffer' | 'endOffer' | 'publishOffer') =>
      house.coupon[name](OPERATOR, { idempotencyKey: house.key(), offerId });
    expectOk(await move('pauseOffer'));
    expect(await earn()).toEqual([]);
    expectOk(await move('resumeOffer'));
    const definition = offerDefinition({
      triggers: ['FEE_PAID'],
      benefits: [pointsBenefit({ pointsPerCny: '2' })],
    });
    expectOk(
      await house.coupon.reviseOffer(OPERATOR, {
        idempotencyKey: house.key(),
        offerId,
        definition,
      }),
    );
    expect(await earn()).toEqual(['10']);
    expectOk(await move('publishOffer'));
    expect(await earn()).toEqual(['20']);
    expectOk(await move('endOffer'));
    expect(await earn()).toEqual([]);
    expect(await move('resumeOffer')).toMatchObject({ refusal: { code: 'OFFER_NOT_IN_STATE' } });
  });

  it('keeps the version that granted: a return is counted by it', async () => {
    const memberId = await house.member();
    const offerId = await liveOffer(house, 'VERSIONED', {
      triggers: ['VERSIONED'],
      benefits: [pointsBenefit({ pointsPerCny: '3' })],
    });
    const bought = await house.record({ memberId, kind: 'VERSIONED', lines: { a: 1_000, b: 500 } });
    const definition = offerDefinition({
      triggers: ['VERSIONED'],
      benefits: [pointsBenefit({ pointsPerCny: '100' })],
    });
    expectOk(
      await house.coupon.reviseOffer(OPERATOR, {
        idempotencyKey: house.key(),
        offerId,
        definition,
      }),
    );
    expectOk(await house.coupon.publishOffer(OPERATOR, { idempotencyKey: house.key(), offerId }));
    await house.record({
      memberId,
      kind: 'BACK',
      lines: { b: 500 },
      reverses: {
        transactionId: bought.transactionId,
        lines: [{ lineId: 'b', quantity: '1', amountMinor: '500' }],
      },
    });
    expect(await house.points(memberId)).toBe(30n);
  });
});

it('a frozen wallet earns nothing, and the limit it took goes back', async () => {
  const memberId = await house.member();
  await liveOffer(house, 'FROZEN', {
    triggers: ['FROZEN_WALLET'],
    limits: [{ phase: 'GRANT', scope: 'TOTAL', measure: 'MONEY', ceiling: '100' }],
  });
  await house.ledger.freezeMember(OPERATOR, { memberId, frozen: true });
  const { effects } = await house.record({ memberId, kind: 'FROZEN_WALLET', lines: { a: 9_000 } });
  expect(effects).toMatchObject({ state: 'COMPLETE', items: [] });
  const used = await house.rows<{ used: string }>(
    `SELECT used FROM counter JOIN offer ON offer.id = offer_id WHERE code = 'FROZEN'`,
  );
  expect(used).toEqual([{ used: '0' }]);
});
