/** Batches: made in parts that survive a crash, paused and closed, brought by others, claimed once, exported. */

import { randomBytes } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { generateCodes, makePart } from '../src/application/generate-codes.ts';
import { createBatch, moveBatch } from '../src/application/manage-batches.ts';
import { newCouponCodes, readCouponCode } from '../src/domain/coupons/coupon-code.ts';
import { batchesById, codesOfBatch } from '../src/storage/batches.ts';
import { type Ask, askerOf, asMember } from './support/ask-graph.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import {
  expectOk,
  OPERATOR,
  type OpenHouse,
  openHouse,
  refusalOf,
  system,
} from './support/open-house.ts';

let house: OpenHouse;
let ask: Ask;
let offerId: string;
const retail = system('retail');

beforeAll(async () => {
  house = await openHouse();
  ask = askerOf(house);
  offerId = await liveOffer(house, 'CODES', { triggers: ['CODE'], benefits: [couponBenefit()] });
});
afterAll(() => house.close());

const kit = () => house.module('coupon').kit;
const batch = async (id: string) => (await batchesById(kit().db.sql(), [id]))[0];
async function newBatch(
  code: string,
  size: number,
  origin: 'GENERATED' | 'IMPORTED' = 'GENERATED',
) {
  const input = { idempotencyKey: house.key(), code, offerId, size, origin };
  return expectOk(await createBatch(kit(), OPERATOR, input)).batchId;
}
const codes = async (id: string) => codesOfBatch(kit().db.sql(), id, undefined, 10_000);
const basket = {
  subsidiary: 'retail',
  kind: 'BASKET_BOUGHT',
  lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n }],
};

describe('codes made here', () => {
  it('are all different, well-formed, and there to the last one', async () => {
    const id = await newBatch('SPRING', 2_500);
    expect(await batch(id)).toMatchObject({ state: 'PENDING', made: 0 });
    await generateCodes(kit());
    expect(await batch(id)).toMatchObject({ state: 'READY', made: 2_500 });
    const made = (await codes(id)).map(({ code }) => code);
    expect(new Set(made).size).toBe(2_500);
    expect(made.every((code) => readCouponCode(code) === code)).toBe(true);
  });

  it('go on where a process died, with progress; several processes make none twice', async () => {
    const id = await newBatch('RESUMED', 1_000);
    expect(await makePart(kit(), 300)).toBe(true);
    expect(await batch(id)).toMatchObject({ state: 'GENERATING', made: 300 });
    await Promise.all([makePart(kit(), 300), makePart(kit(), 300), makePart(kit(), 300)]);
    await generateCodes(kit());
    expect(await batch(id)).toMatchObject({ state: 'READY', made: 1_000 });
    expect(await codes(id)).toHaveLength(1_000);
    // Desks that watch hear of each part, in the transaction that made it.
    const { rows } = await sql<{ made: number; state: string }>`
      SELECT (payload ->> 'made')::int AS made, payload ->> 'state' AS state FROM outbox
      WHERE type = 'coupon.batch-moved' AND payload ->> 'batchId' = ${id} ORDER BY made`.execute(
      kit().db.sql(),
    );
    expect(rows[0]).toEqual({ made: 300, state: 'GENERATING' });
    expect(rows.at(-1)).toEqual({ made: 1_000, state: 'READY' });
    expect(new Set(rows.map(({ made }) => made)).size).toBe(rows.length);
  });

  it('are not made while the batch is paused, and cannot be used unless it is ready', async () => {
    const id = await newBatch('PAUSED', 20);
    await makePart(kit(), 10);
    const move = (what: 'PAUSE' | 'RESUME' | 'CLOSE') =>
      moveBatch(kit(), OPERATOR, what, { idempotencyKey: house.key(), batchId: id });
    expectOk(await move('PAUSE'));
    expect(await makePart(kit())).toBe(false);
    const memberId = await house.member();
    const [one] = await codes(id);
    const validate = async () => {
      const input = { memberId, basket, coupons: [one?.code ?? ''] };
      const { applicable, refused } = expectOk(await house.coupon.validate(retail, input));
      return refused[0]?.refusal.code ?? String(applicable[0]?.discountMinor);
    };
    expect(await validate()).toBe('COUPON_BATCH_NOT_OPEN');
    expectOk(await move('RESUME'));
    await generateCodes(kit());
    expect(await batch(id)).toMatchObject({ state: 'READY', made: 20 });
    expect(await validate()).toBe('2000');
    expectOk(await move('CLOSE'));
    expect(await validate()).toBe('COUPON_BATCH_NOT_OPEN');
    expect(refusalOf(await move('RESUME'))).toBe('BATCH_NOT_IN_STATE');
  });

  it('belong to the first member who claims one', async () => {
    const id = await newBatch('CLAIMED', 2);
    await generateCodes(kit());
    const [one] = await codes(id);
    const [first, second] = [await house.member(), await house.member()];
    const claim = (memberId: string) =>
      ask(
        asMember(memberId),
        `mutation ($input: ClaimCouponInput!) { claimCoupon(input: $input) { ... on Coupon { id usableNow code } ... on Refusal { code message } } }`,
        { input: { idempotencyKey: house.key(), code: one?.code } },
      );
    const { claimCoupon } = await claim(first);
    expect(claimCoupon).toMatchObject({ id: one?.couponId, usableNow: true });
    expect(await claim(second)).toMatchObject({ claimCoupon: { code: 'COUPON_NOT_YOURS' } });
    expect(
      refusalOf(
        await house.coupon.claimCoupon(OPERATOR, {
          idempotencyKey: house.key(),
          memberId: second,
          code: one?.couponId ?? '',
        }),
      ),
    ).toBe('COUPON_NOT_FOUND');
    const shown = await ask(
      OPERATOR,
      `query ($id: ID!) { couponBatch(id: $id) { state made size progressBps claimed used exportPath } }`,
      { id },
    );
    expect(shown).toEqual({
      couponBatch: {
        state: 'READY',
        made: 2,
        size: 2,
        progressBps: 10_000,
        claimed: 1,
        used: 0,
        exportPath: `/coupon-batches/${id}/codes.csv`,
      },
    });
  });
});

describe('codes of others', () => {
  it('are taken over once each, and pay as they are written', async () => {
    const id = await newBatch('BRAND-X', 0, 'IMPORTED');
    const importThem = (list: readonly string[]) =>
      house.coupon.importCodes(OPERATOR, { idempotencyKey: house.key(), batchId: id, codes: list });
    expect(
      expectOk(
        await importThem(['brand-x-0001', 'brand-x-0002', 'no blanks', 'x', 'brand-x-0002']),
      ),
    ).toEqual({
      batchId: id,
      imported: 2,
      known: [],
      malformed: ['no blanks', 'x'],
    });
    expect(expectOk(await importThem(['brand-x-0002', 'brand-x-0003']))).toMatchObject({
      imported: 1,
      known: ['brand-x-0002'],
    });
    expect(await batch(id)).toMatchObject({ state: 'READY', size: 3, made: 3 });
    const input = { memberId: await house.member(), basket, coupons: ['brand-x-0003'] };
    expect(expectOk(await house.coupon.validate(retail, input)).discountMinor).toBe(2_000n);
    const generated = await newBatch('OURS', 5);
    expect(
      refusalOf(
        await house.coupon.importCodes(OPERATOR, {
          idempotencyKey: house.key(),
          batchId: generated,
          codes: ['abcd'],
        }),
      ),
    ).toBe('BATCH_IS_GENERATED');
  });

  it('cannot be made of what is bound to a thing, nor of an offer that was never published', async () => {
    const bound = await liveOffer(house, 'BOUND', {
      triggers: ['CODE'],
      benefits: [couponBenefit({ bind: { asset: 'vehicle', from: 'MEMBER', attribute: null } })],
    });
    const order = (of: string) =>
      createBatch(kit(), OPERATOR, {
        idempotencyKey: house.key(),
        code: `B-${of.slice(-4)}`.toUpperCase(),
        offerId: of,
        size: 1,
        origin: 'GENERATED',
      });
    expect(refusalOf(await order(bound))).toBe('COUPON_CANNOT_BE_A_CODE');
  });
});

it('codes made in one buffer are as fair and as checked as single ones', () => {
  const made = newCouponCodes(20_000, randomBytes);
  expect(new Set(made).size).toBe(20_000);
  expect(made.every((code) => readCouponCode(code) === code)).toBe(true);
  const counts = new Map<string, number>();
  for (const code of made)
    for (const character of code.slice(0, 11))
      counts.set(character, (counts.get(character) ?? 0) + 1);
  const expected = (20_000 * 11) / 31;
  for (const count of counts.values())
    expect(Math.abs(count - expected)).toBeLessThan(6 * Math.sqrt(expected));
});
