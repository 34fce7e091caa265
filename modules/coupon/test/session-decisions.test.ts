/** Every no at the counter is kept with its trace, and told to each reader in their words. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { RULES_IN_WORDS } from '../src/domain/plain-words/rule-words.ts';
import { NAMED_RULES } from '../src/domain/rules/index.ts';
import { type Ask, askerOf, asMember, clerk } from './support/ask-graph.ts';
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
beforeAll(async () => {
  house = await openHouse();
  ask = askerOf(house);
});
afterAll(() => house.close());

it('names every rule in words', () => {
  expect(RULES_IN_WORDS).toEqual(NAMED_RULES.map(([name]) => name));
});

it('keeps what was refused, once, and tells it to member, clerk and auditor', async () => {
  await liveOffer(house, 'FIFTY', {
    subsidiaries: ['retail'],
    benefits: [
      couponBenefit({
        minimumMinor: '5000',
        condition: 'basket.channel == "APP" || member.has("dwelling")',
      }),
    ],
  });
  const memberId = await house.member();
  const bought = await house.record({ memberId, lines: { a: 6_000 } });
  const couponId =
    bought.effects.items.find(({ kind }) => kind === 'COUPON_ISSUED')?.couponId ?? '';
  const basket = (fen: bigint) => ({
    subsidiary: 'retail',
    storeCode: 'S01',
    kind: 'BASKET_BOUGHT',
    lines: [{ lineId: 'a', itemCode: 'i', category: 'c', quantity: '1', amountMinor: fen }],
  });
  const retail = system('retail');
  const quote = await house.coupon.validate(retail, {
    memberId,
    basket: basket(3_760n),
    coupons: [couponId, '7KQ2-M9XA-4TPC'],
  });
  expect(expectOk(quote).refused).toHaveLength(2);
  house.clock.advance(1_000);
  const wish = {
    idempotencyKey: house.key(),
    memberId,
    basket: basket(6_000n),
    coupons: [couponId],
  };
  expect(refusalOf(await house.coupon.reserve(retail, wish))).toBe('COUPON_CONDITION_NOT_MET');
  expect(refusalOf(await house.coupon.reserve(retail, wish))).toBe('COUPON_CONDITION_NOT_MET');
  const LIST = `query ($filter: SessionDecisionFilter, $as: ExplanationReader) { sessionDecisions(first: 10, filter: $filter) { edges { node {
    step storeCode amount code coupons { named applied code message words(audience: $as) } } } } }`;
  const read = async (
    caller: Parameters<Ask>[0],
    variables: object = {},
    locale: 'en' | 'zh-CN' = 'en',
  ) => {
    const { sessionDecisions } = (await ask(caller, LIST, variables, locale)) as unknown as {
      sessionDecisions: {
        edges: {
          node: Record<string, unknown> & {
            coupons: { named: string; message: string; words: string[] }[];
          };
        }[];
      };
    };
    return sessionDecisions.edges.map(({ node }) => node);
  };
  const own = await read(asMember(memberId), {}, 'zh-CN');
  expect(own).toHaveLength(2);
  expect(own[0]).toMatchObject({
    step: 'RESERVE',
    storeCode: 'S01',
    amount: '60.00',
    code: 'COUPON_CONDITION_NOT_MET',
  });
  expect(own[0]?.coupons[0]?.words).toEqual([
    '✗ 满足使用条件',
    '未满足：渠道为 APP',
    '未满足：会员有住宅',
  ]);
  const [first, unknown] = own[1]?.coupons ?? [];
  expect(first).toMatchObject({
    applied: false,
    code: 'COUPON_MINIMUM_NOT_REACHED',
    message: '满 50.00 元可用，还差 12.40 元',
  });
  expect(unknown?.named).toBe('7KQ2…');
  const [seen] = await read(clerk('retail'));
  expect(seen?.coupons[0]?.words).toContain('✓ It has not expired');
  expect(await read(clerk('auto'))).toEqual([]);
  const [audited] = await read(OPERATOR, {
    filter: { code: 'COUPON_CONDITION_NOT_MET' },
    as: 'AUDITOR',
  });
  expect(audited?.coupons[0]?.words.at(-2)).toBe('✗ the channel is APP [basket.channel == "APP"]');
  const told = await ask(
    asMember(memberId),
    `query ($id: ID!) { explainTransaction(transactionId: $id) { offers { words outcome { code } } } }`,
    { id: bought.transactionId },
  );
  expect(told).toEqual({
    explainTransaction: {
      offers: [{ words: ['Given', 'Got “Money off”'], outcome: { code: 'GRANTED' } }],
    },
  });
});
