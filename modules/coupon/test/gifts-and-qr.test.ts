/** Coupons given away, and what phones show at the counter. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { QR_SECONDS, qrKey, readQr, showQr } from '../src/qr.ts';
import { type Ask, askerOf, asMember, clerk } from './support/ask-graph.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import { expectOk, type OpenHouse, openHouse, system } from './support/open-house.ts';

let house: OpenHouse;
let ask: Ask;
beforeAll(async () => {
  house = await openHouse();
  ask = askerOf(house);
  await liveOffer(house, 'GIFTS', {
    subsidiaries: ['retail'],
    benefits: [couponBenefit({ transferable: true })],
  });
});
afterAll(() => house.close());

const basket = {
  subsidiary: 'retail',
  kind: 'BASKET_BOUGHT',
  lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n }],
};
const basketInput = {
  subsidiary: 'retail',
  kind: 'BASKET_BOUGHT',
  lines: [{ lineId: 'a', itemCode: 'i', category: 'c', amount: '50.00' }],
};

async function granted() {
  const memberId = await house.member();
  const bought = await house.record({ memberId, lines: { a: 6_000 } });
  const couponId =
    bought.effects.items.find(({ kind }) => kind === 'COUPON_ISSUED')?.couponId ?? '';
  return { memberId, couponId, transactionId: bought.transactionId };
}

const GIVE = `mutation ($input: GiveCouponInput!) { giveCoupon(input: $input) { ... on CouponGift { id code state } ... on Refusal { refusal: code message } } }`;
const TAKE = `mutation ($input: TakeCouponGiftInput!) { takeCouponGift(input: $input) { ... on Coupon { id code } ... on Refusal { refusal: code } } }`;
const BACK = `mutation ($input: TakeCouponGiftBackInput!) { takeCouponGiftBack(input: $input) { ... on CouponGift { state } ... on Refusal { refusal: code } } }`;
interface Given {
  readonly giveCoupon: { readonly id: string; readonly code: string };
}

describe('a gift', () => {
  it('is the taker’s under a new code; until then nobody can use it', async () => {
    const { memberId, couponId } = await granted();
    const other = await house.member();
    const { giveCoupon } = (await ask(asMember(memberId), GIVE, {
      input: { idempotencyKey: house.key(), couponId },
    })) as unknown as Given;
    const validate = async (as: string) => {
      const input = { memberId: as, basket, coupons: [couponId] };
      const quote = expectOk(await house.coupon.validate(system('retail'), input));
      return quote.refused[0]?.refusal.code ?? String(quote.discountMinor);
    };
    expect(await validate(memberId)).toBe('COUPON_OFFERED_AS_GIFT');
    const [before] = await house.rows<{ code: string }>(
      `SELECT code FROM coupon WHERE gift_until IS NOT NULL`,
    );
    const take = (as: string, code: string) =>
      ask(asMember(as), TAKE, { input: { idempotencyKey: house.key(), code } });
    expect(await take(memberId, giveCoupon.code)).toEqual({
      takeCouponGift: { refusal: 'GIFT_IS_YOUR_OWN' },
    });
    expect(await take(other, giveCoupon.code)).toMatchObject({ takeCouponGift: { id: couponId } });
    expect(await take(memberId, giveCoupon.code)).toEqual({
      takeCouponGift: { refusal: 'GIFT_NOT_OPEN' },
    });
    expect(await validate(other)).toBe('2000');
    expect(await validate(memberId)).toBe('COUPON_NOT_YOURS');
    const old = { memberId: other, basket, coupons: [before?.code ?? ''] };
    expect(
      expectOk(await house.coupon.validate(system('retail'), old)).refused[0]?.refusal.code,
    ).toBe('COUPON_NOT_FOUND');
  });

  it('taken back, or not taken in time, is the giver’s as before', async () => {
    const { memberId, couponId } = await granted();
    const give = async () =>
      (await ask(asMember(memberId), GIVE, {
        input: { idempotencyKey: house.key(), couponId, hours: 1 },
      })) as unknown as Given;
    const { giveCoupon } = await give();
    expect(await give()).toMatchObject({ giveCoupon: { refusal: 'COUPON_OFFERED_AS_GIFT' } });
    const back = await ask(asMember(memberId), BACK, {
      input: { idempotencyKey: house.key(), giftId: giveCoupon.id },
    });
    expect(back).toEqual({ takeCouponGiftBack: { state: 'TAKEN_BACK' } });
    const again = await give();
    house.clock.advance(3_601_000);
    const other = await house.member();
    const late = await ask(asMember(other), TAKE, {
      input: { idempotencyKey: house.key(), code: again.giveCoupon.code },
    });
    expect(late).toEqual({ takeCouponGift: { refusal: 'GIFT_EXPIRED' } });
    const quote = expectOk(
      await house.coupon.validate(system('retail'), { memberId, basket, coupons: [couponId] }),
    );
    expect(quote.discountMinor).toBe(2_000n);
  });

  it('declined, is the giver’s as before, and nobody can take it any more', async () => {
    const { memberId, couponId } = await granted();
    const { giveCoupon } = (await ask(asMember(memberId), GIVE, {
      input: { idempotencyKey: house.key(), couponId },
    })) as unknown as Given;
    const decline = (as: string) =>
      ask(
        asMember(as),
        `mutation ($input: DeclineCouponGiftInput!) { declineCouponGift(input: $input) {
           ... on CouponGiftDeclined { giftId } ... on Refusal { refusal: code message } } }`,
        { input: { idempotencyKey: house.key(), code: giveCoupon.code } },
      );
    const other = await house.member();
    expect(await decline(memberId)).toMatchObject({
      declineCouponGift: { refusal: 'GIFT_IS_YOUR_OWN' },
    });
    expect(await decline(other)).toEqual({ declineCouponGift: { giftId: giveCoupon.id } });
    expect(await decline(other)).toMatchObject({
      declineCouponGift: { refusal: 'GIFT_NOT_OPEN', message: 'This gift was declined' },
    });
    expect(
      await ask(asMember(other), TAKE, {
        input: { idempotencyKey: house.key(), code: giveCoupon.code },
      }),
    ).toEqual({ takeCouponGift: { refusal: 'GIFT_NOT_OPEN' } });
    const quote = expectOk(
      await house.coupon.validate(system('retail'), { memberId, basket, coupons: [couponId] }),
    );
    expect(quote.discountMinor).toBe(2_000n);
  });

  it('is taken once, however many try at once', async () => {
    const { memberId, couponId } = await granted();
    const { giveCoupon } = (await ask(asMember(memberId), GIVE, {
      input: { idempotencyKey: house.key(), couponId },
    })) as unknown as Given;
    const others = await Promise.all(Array.from({ length: 8 }, () => house.member()));
    const answers = await Promise.all(
      others.map((as) =>
        ask(asMember(as), TAKE, { input: { idempotencyKey: house.key(), code: giveCoupon.code } }),
      ),
    );
    expect(answers.filter((answer) => 'id' in (answer.takeCouponGift as object))).toHaveLength(1);
  });

  it('used by the taker is owed by who was granted it, when what it came of is undone', async () => {
    const { memberId, couponId, transactionId } = await granted();
    const other = await house.member();
    const { giveCoupon } = (await ask(asMember(memberId), GIVE, {
      input: { idempotencyKey: house.key(), couponId },
    })) as unknown as Given;
    await ask(asMember(other), TAKE, {
      input: { idempotencyKey: house.key(), code: giveCoupon.code },
    });
    const reserved = expectOk(
      await house.coupon.reserve(system('retail'), {
        idempotencyKey: house.key(),
        memberId: other,
        basket,
        coupons: [couponId],
      }),
    );
    expectOk(
      await house.coupon.redeem(system('retail'), {
        idempotencyKey: house.key(),
        reservationId: reserved.reservationId,
        orderRef: 'o-1',
      }),
    );
    await house.record({
      kind: 'GOODS_RETURNED',
      reverses: { transactionId },
      lines: { a: 6_000 },
    });
    const debts = await ask(
      asMember(memberId),
      `query ($r: [_Any!]!) { _entities(representations: $r) { ... on Member { couponDebts { amount } } } }`,
      {
        r: [{ __typename: 'Member', id: memberId }],
      },
    );
    expect(debts).toEqual({ _entities: [{ couponDebts: [{ amount: '20.00' }] }] });
  });
});

describe('a rotating QR code', () => {
  it('is checked with the public key alone, for a minute', () => {
    const key = qrKey('a secret of at least thirty-two characters');
    const now = house.clock.now();
    const subject = { kind: 'MEMBER', id: 'mem_01jpp4b8c6f5etxj8r2t3q9m7k' } as const;
    const { text, validUntil } = showQr(key, subject, now);
    expect(text.length).toBeLessThan(130);
    const at = (seconds: number) =>
      readQr(key.publicKey, text, new Date(now.getTime() + seconds * 1_000));
    expect(at(0)).toMatchObject({ ok: true, subject });
    expect(at(QR_SECONDS - 1)).toMatchObject({ ok: true });
    expect(at(QR_SECONDS + 1)).toEqual({ ok: false, fault: 'QR_EXPIRED' });
    expect(at(-60)).toEqual({ ok: false, fault: 'QR_EXPIRED' });
    expect(validUntil.getTime() - now.getTime()).toBeLessThanOrEqual(QR_SECONDS * 1_000);
    const forged = `${text.slice(0, 30)}${text[30] === 'A' ? 'B' : 'A'}${text.slice(31)}`;
    expect(readQr(key.publicKey, forged, now)).toEqual({ ok: false, fault: 'QR_NOT_OURS' });
    const other = qrKey('another secret of at least thirty-two characters');
    expect(readQr(other.publicKey, text, now)).toEqual({ ok: false, fault: 'QR_NOT_OURS' });
  });

  it('pays at the counter without naming the member; its photograph does not, a minute later', async () => {
    const { memberId, couponId } = await granted();
    const wallet = await ask(
      asMember(memberId),
      `query ($r: [_Any!]!) { memberQr { text } _entities(representations: $r) { ... on Member { coupons { id qr { text validUntil } printCode } } } }`,
      {
        r: [{ __typename: 'Member', id: memberId }],
      },
    );
    const { memberQr, _entities } = wallet as unknown as {
      memberQr: { text: string };
      _entities: [{ coupons: [{ qr: { text: string }; printCode: string }] }];
    };
    const [{ qr, printCode }] = _entities[0].coupons;
    const VALIDATE = `query ($input: ValidateBasketInput!) { validateBasket(input: $input) { discount refused { code message } } }`;
    const at = clerk('retail');
    const scan = (coupons: readonly string[], more: object = {}) =>
      ask(at, VALIDATE, { input: { basket: basketInput, coupons, ...more } });
    expect(await scan([qr.text])).toEqual({ validateBasket: { discount: '20.00', refused: [] } });
    expect(await scan([printCode])).toMatchObject({ validateBasket: { discount: '20.00' } });
    expect(await scan([couponId], { memberQr: memberQr.text })).toMatchObject({
      validateBasket: { discount: '20.00' },
    });
    const PRESENTED = `query ($text: String!) { presentedCode(text: $text) { how coupon { id } member { id } refusalCode } }`;
    expect(await ask(at, PRESENTED, { text: qr.text })).toEqual({
      presentedCode: {
        how: 'COUPON_QR',
        coupon: { id: couponId },
        member: { id: memberId },
        refusalCode: null,
      },
    });
    expect(await ask(at, PRESENTED, { text: couponId })).toMatchObject({
      presentedCode: { refusalCode: 'COUPON_NOT_FOUND' },
    });
    expect(await ask(clerk('auto'), PRESENTED, { text: qr.text })).toMatchObject({
      presentedCode: { coupon: null, member: null, refusalCode: 'COUPON_WRONG_SUBSIDIARY' },
    });
    house.clock.advance(61_000);
    expect(await scan([qr.text], { memberId })).toMatchObject({
      validateBasket: { discount: '0.00', refused: [{ code: 'QR_EXPIRED' }] },
    });
    await expect(scan([qr.text])).rejects.toThrow(/more than a minute old/);
    expect(await ask(at, PRESENTED, { text: memberQr.text })).toMatchObject({
      presentedCode: { refusalCode: 'QR_EXPIRED' },
    });
  });
});
