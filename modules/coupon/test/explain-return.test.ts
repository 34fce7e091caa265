/** A return is explained: what was counted again, what was taken back, what had been used meanwhile, to each reader. */
import type { Principal } from '@guildhall/shared/principal';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Ask, askerOf, asMember, clerk } from './support/ask-graph.ts';
import { couponBenefit, liveOffer, pointsBenefit } from './support/make-offer.ts';
import { expectOk, type OpenHouse, openHouse, system } from './support/open-house.ts';

let house: OpenHouse;
let ask: Ask;
const auditor: Principal = {
  ...({ kind: 'staff', roles: ['auditor'] } as const),
  ...{ personId: 'anna', accountId: 'anna' },
};
beforeAll(async () => {
  house = await openHouse();
  ask = askerOf(house);
});
afterAll(() => house.close());

interface Explained {
  readonly undoes: string | null;
  readonly left: string | null;
  readonly paid: readonly string[];
  readonly offers: readonly {
    readonly words: readonly string[];
    readonly outcome: { readonly code: string; readonly offer: { readonly code: string } };
  }[];
}
async function explained(
  id: string,
  caller: Parameters<Ask>[0],
  locale: 'en' | 'zh-CN',
): Promise<Explained> {
  const { explainTransaction } = await ask(
    caller,
    `query ($id: ID!) { explainTransaction(transactionId: $id) { undoes left paid
       offers { words outcome { code offer { code } } } } }`,
    { id },
    locale,
  );
  return explainTransaction as Explained;
}
const wordsOf = ({ offers }: Explained, code: string) =>
  offers.find(({ outcome }) => outcome.offer.code === code)?.words;

const back = (memberId: string, transactionId: string, lineId: string, fen: number) =>
  house.record({
    kind: 'GOODS_RETURNED',
    memberId,
    lines: { [lineId]: fen },
    reverses: {
      transactionId,
      lines: [{ lineId, quantity: String(fen / 3_000), amountMinor: String(fen) }],
    },
  });

it('says what was counted again, kept and taken back, and what is owed for a coupon used meanwhile', async () => {
  await liveOffer(house, 'EARN', { benefits: [pointsBenefit()] });
  await liveOffer(house, 'GIFT', {
    condition: 'transaction.amountMinor >= cny("80.00")',
    benefits: [couponBenefit({ name: { zh: '满减', en: 'Money off' } })],
  });
  await liveOffer(house, 'ANY', { triggers: ['BASKET_BOUGHT'], benefits: [couponBenefit()] });
  const memberId = await house.member();
  const bought = await house.record({ memberId, lines: { a: 7_000, b: 3_000 } });
  const gift = (await house.effects(bought.transactionId)).find(
    ({ kind, offerId }) => kind === 'COUPON_ISSUED' && offerId !== undefined,
  );
  const given = await explained(bought.transactionId, asMember(memberId), 'zh-CN');
  expect(wordsOf(given, 'EARN')).toEqual(['已发放', '得到 100 积分']);
  expect(given.undoes).toBeNull();

  const issued = await house.rows<{ id: string; code: string }>(
    `SELECT c.code, c.id FROM coupon c JOIN offer o ON o.id = c.offer_id WHERE o.code = 'GIFT'`,
  );
  expect(gift).toBeDefined();
  const held = expectOk(
    await house.coupon.reserve(system('retail'), {
      idempotencyKey: house.key(),
      memberId,
      coupons: [issued[0]?.code ?? ''],
      basket: {
        subsidiary: 'retail',
        kind: 'BASKET_BOUGHT',
        lines: [{ lineId: 'x', itemCode: 'i', category: 'c', quantity: '1', amountMinor: 5_000n }],
      },
    }),
  );
  const second = await house.record({
    memberId,
    lines: { x: 5_000 },
    reservationIds: [held.reservationId],
  });
  expect((await explained(second.transactionId, asMember(memberId), 'en')).paid).toEqual([
    '“Money off” took off CNY 20',
  ]);

  const small = await back(memberId, bought.transactionId, 'b', 1_500);
  const kept = await explained(small.transactionId, asMember(memberId), 'zh-CN');
  expect(kept).toMatchObject({ undoes: bought.transactionId, left: '85.00', paid: [] });
  expect(wordsOf(kept, 'EARN')).toEqual(['按剩余部分重新计算，减少', '收回 15 积分']);
  expect(wordsOf(kept, 'GIFT')).toEqual(['剩余部分仍符合条件，保留']);

  const large = await back(memberId, bought.transactionId, 'b', 1_500);
  const gone = await explained(large.transactionId, asMember(memberId), 'zh-CN');
  expect(gone.left).toBe('70.00');
  expect(wordsOf(gone, 'GIFT')).toEqual([
    '剩余部分不再符合条件，收回',
    '「满减」已在别处用掉，应补 20 元',
    '未满足：交易金额不低于 80 元',
  ]);
  expect(wordsOf(await explained(large.transactionId, clerk('retail'), 'en'), 'GIFT')).toEqual([
    'What is left no longer qualifies: taken back',
    '“Money off” had been used meanwhile: CNY 20 is owed',
    '✗ the amount is at least CNY 80',
  ]);
  expect(wordsOf(await explained(large.transactionId, auditor, 'en'), 'GIFT')?.[0]).toBe(
    'What is left no longer qualifies: taken back [TAKEN_BACK, v1]',
  );
  // The earlier return is explained as it was, whatever came back later.
  expect(await explained(small.transactionId, asMember(memberId), 'zh-CN')).toEqual(kept);

  const whole = await house.record({
    ...{ kind: 'GOODS_RETURNED', memberId, lines: { x: 5_000 } },
    reverses: { transactionId: second.transactionId },
  });
  const all = await explained(whole.transactionId, asMember(memberId), 'en');
  expect(all).toMatchObject({ left: '0.00', paid: ['Given back to “Money off”: CNY 20'] });
  expect(wordsOf(all, 'ANY')).toEqual([
    'What is left no longer qualifies: taken back',
    'Taken back: “Money off”',
  ]);
  expect(await explained(whole.transactionId, clerk('auto'), 'en')).toBeNull();
});

it('a better offer is named where another gave way to it', async () => {
  const group = { stacking: { group: 'ONE', exclusive: false, priority: 0 } };
  await liveOffer(house, 'LESS', {
    ...group,
    triggers: ['SERVICE_DONE'],
    benefits: [pointsBenefit()],
  });
  await liveOffer(house, 'MORE', {
    ...group,
    name: { zh: '双倍积分', en: 'Twice the points' },
    triggers: ['SERVICE_DONE'],
    benefits: [pointsBenefit({ pointsPerCny: '2' })],
  });
  const memberId = await house.member();
  const done = await house.record({
    ...{ memberId, subsidiary: 'auto', kind: 'SERVICE_DONE' },
    lines: { a: 5_000 },
  });
  const words = wordsOf(await explained(done.transactionId, asMember(memberId), 'zh-CN'), 'LESS');
  expect(words).toEqual(['已享受更优惠的同类活动：「双倍积分」']);
});
