/** The coupon module's part of the graph: offers written and explained, the session, and who sees what. */

import { lintSubgraph } from '@guildhall/shared/graphql/lint';
import { newId } from '@guildhall/shared/ids';
import type { Principal } from '@guildhall/shared/principal';
import { type ExecutionResult, execute, parse } from 'graphql';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { OPERATOR, type OpenHouse, openHouse, START, system } from './support/open-house.ts';

let house: OpenHouse;
let memberId: string;
let couponId: string;
let transactionId: string;
const retail = system('retail');
const as = (id: string): Principal => ({ kind: 'member', memberId: id, sessionId: 's' });
const auditor: Principal = {
  ...(OPERATOR as Extract<Principal, { kind: 'staff' }>),
  roles: ['auditor'],
};

async function ask(
  caller: Principal,
  query: string,
  variables: object = {},
  locale: 'en' | 'zh-CN' = 'en',
) {
  const { subgraph } = house.module('coupon');
  if (subgraph === undefined) throw new Error('No subgraph');
  const contextValue = subgraph.makeContext({
    caller,
    requestId: 'r',
    locale,
    now: house.clock.now(),
  });
  const { errors, data } = (await execute({
    schema: subgraph.schema,
    document: parse(query),
    contextValue,
    variableValues: { ...variables },
  })) as ExecutionResult;
  if (errors !== undefined) throw errors[0];
  return data as Record<string, unknown>;
}

const CREATE = `mutation ($input: CreateOfferInput!) { createOffer(input: $input) { __typename ... on Offer { id state version latestVersion
  benefits { kind pointsPerCny coupon { kind amount minimum honouredBy } } limits { scope ceiling used } funding { subsidiary shareBps } }
  ... on Refusal { code message path } } }`;
const offer = (over: object = {}) => ({
  idempotencyKey: house.key(),
  code: 'SPRING',
  name: { zh: '春季', en: 'Spring' },
  triggers: ['BASKET_BOUGHT'],
  condition: 'transaction.amountMinor >= cny("50.00") && !member.has("boat")',
  startsAt: new Date(START.getTime() - 1_000).toISOString(),
  benefits: [
    { pointsPerCny: { currency: 'POINT', rate: '1.5' } },
    {
      coupon: {
        name: { zh: '满减', en: 'Off' },
        kind: 'AMOUNT_OFF',
        amount: '20.00',
        minimum: '60.00',
        validDays: 30,
        honouredBy: ['retail'],
      },
    },
  ],
  funding: [{ subsidiary: 'retail', shareBps: 10_000 }],
  limits: [{ scope: 'TOTAL', measure: 'USES', ceiling: '100' }],
  ...over,
});

beforeAll(async () => {
  house = await openHouse();
  memberId = await house.member();
});
afterAll(() => house.close());

it('keeps the rules of the house', () => {
  expect(lintSubgraph(house.module('coupon').subgraph?.schema ?? (undefined as never))).toEqual([]);
});

describe('offers', () => {
  it('are created, published and counted', async () => {
    const { createOffer } = await ask(OPERATOR, CREATE, { input: offer() });
    expect(createOffer).toMatchObject({
      state: 'DRAFT',
      benefits: [
        { kind: 'POINTS_PER_CNY', pointsPerCny: '1.5' },
        {
          kind: 'COUPON',
          coupon: { kind: 'AMOUNT_OFF', amount: '20.00', minimum: '60.00', honouredBy: ['retail'] },
        },
      ],
      limits: [{ scope: 'TOTAL', ceiling: '100', used: '0' }],
    });
    const { id } = createOffer as { id: string };
    const published = await ask(
      OPERATOR,
      `mutation ($input: PublishOfferInput!) { publishOffer(input: $input) { ... on Offer { state } } }`,
      {
        input: { idempotencyKey: house.key(), offerId: id },
      },
    );
    expect(published.publishOffer).toEqual({ state: 'LIVE' });
    const bought = await house.record({ memberId, lines: { a: 6_000 } });
    transactionId = bought.transactionId;
    couponId = bought.effects.items.find(({ kind }) => kind === 'COUPON_ISSUED')?.couponId ?? '';
    expect(bought.effects.items[0]).toMatchObject({ amountMinor: '90' });
    const { offers } = await ask(
      auditor,
      `{ offers(first: 5) { edges { node { code limits { used } } } } }`,
    );
    expect(offers).toEqual({ edges: [{ node: { code: 'SPRING', limits: [{ used: '1' }] } }] });
  });

  it.each([
    [
      { condition: 'true &&\n transaction.amount > 3' },
      'CONDITION_MISTAKE',
      /line 2, column 14: There is no field “amount”/,
    ],
    [
      { funding: [{ subsidiary: 'retail', shareBps: 9_999 }] },
      'FUNDING_NOT_WHOLE',
      /9999 instead of 10000/,
    ],
    [{ benefits: [{}] }, 'BENEFIT_NOT_ONE', /exactly one/],
    [{ consents: ['MARKTING'] }, 'CONSENT_UNKNOWN', /no consent MARKTING; there are SERVICE/],
    [
      { benefits: [{ pointsPerCny: { currency: 'MILES', rate: '1' } }] },
      'CURRENCY_UNKNOWN',
      /MILES/,
    ],
    [{ segments: ['nobody'] }, 'SEGMENT_UNKNOWN', /nobody/],
    [{ limits: [{ scope: 'DAY', measure: 'USES', ceiling: '1.50' }] }, 'LIMIT_NOT_WHOLE', /whole/],
    [{ endsAt: '2020-01-01T00:00:00Z' }, 'OFFER_ENDS_BEFORE_START', /before it starts/],
  ])('refuse %j', async (over, code, message) => {
    const { createOffer } = await ask(OPERATOR, CREATE, {
      input: offer({ code: 'WRONG', ...over }),
    });
    expect(createOffer).toMatchObject({ __typename: 'ValidationRefusal', code });
    expect((createOffer as { message: string }).message).toMatch(message);
  });

  it('a draft that nobody will publish is laid aside', async () => {
    const { createOffer } = await ask(OPERATOR, CREATE, { input: offer({ code: 'ASIDE' }) });
    const { id } = createOffer as { id: string };
    const answer = await ask(
      OPERATOR,
      `mutation ($input: EndOfferInput!) { endOffer(input: $input) { ... on Offer { state } ... on Refusal { code message } } }`,
      { input: { idempotencyKey: house.key(), offerId: id } },
    );
    expect(answer).toEqual({ endOffer: { state: 'ENDED' } });
  });

  it('are written by operators only', async () => {
    for (const caller of [retail, as(memberId), auditor])
      await expect(ask(caller, CREATE, { input: offer() })).rejects.toThrow(/may not use/);
  });
});

describe('why', () => {
  const EXPLAIN = `query ($id: ID!) { explainTransaction(transactionId: $id) { complete offers { outcome { code message } condition { operator holds clauses { text holds } } } } }`;
  it('is told clause by clause to its member, its company and auditors, in their language', async () => {
    const expected = {
      complete: true,
      offers: [
        {
          outcome: { code: 'GRANTED', message: 'Given' },
          condition: {
            operator: 'AND',
            holds: true,
            clauses: [
              { text: 'transaction.amountMinor >= cny("50.00")', holds: true },
              { text: '!member.has("boat")', holds: true },
            ],
          },
        },
      ],
    };
    for (const caller of [as(memberId), retail, auditor])
      expect((await ask(caller, EXPLAIN, { id: transactionId })).explainTransaction).toEqual(
        expected,
      );
    expect(
      (await ask(system('auto'), EXPLAIN, { id: transactionId })).explainTransaction,
    ).toBeNull();
    const small = await house.record({ memberId, lines: { a: 100 } });
    const no = await ask(as(memberId), EXPLAIN, { id: small.transactionId }, 'zh-CN');
    expect(no.explainTransaction).toMatchObject({
      offers: [
        {
          outcome: { code: 'CONDITION_NOT_MET', message: '未满足活动条件' },
          condition: { holds: false },
        },
      ],
    });
  });
});

describe('the session and the wallet', () => {
  const MEMBER = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Member { coupons { id code state terms { name { zh } } offer { code } } offers { code offer { code } } } } }`;
  const wallet = async (caller: Principal, id = memberId) =>
    (
      (await ask(caller, MEMBER, { ids: [{ __typename: 'Member', id }] }))._entities as {
        coupons: { code: string | null; state: string }[] | null;
        offers: object[] | null;
      }[]
    )[0];

  it('shows the member everything, the company what it honours, and nobody else anything', async () => {
    expect(await wallet(as(memberId))).toMatchObject({
      coupons: [
        {
          id: couponId,
          state: 'ISSUED',
          offer: { code: 'SPRING' },
          terms: { name: { zh: '满减' } },
        },
      ],
      offers: [{ code: 'GRANTED', offer: { code: 'SPRING' } }],
    });
    expect((await wallet(as(memberId)))?.coupons?.[0]?.code).toMatch(/^.{4}-.{4}-.{4}$/);
    expect(await wallet(as(await house.member()))).toEqual({ coupons: null, offers: null });
    const COUPONS = `query ($ids: [_Any!]!) { _entities(representations: $ids) { ... on Member { coupons { code } } } }`;
    const seen = async (caller: Principal) =>
      (await ask(caller, COUPONS, { ids: [{ __typename: 'Member', id: memberId }] }))._entities;
    expect(await seen(retail)).toEqual([{ coupons: [{ code: null }] }]);
    expect(await seen(system('auto'))).toEqual([{ coupons: [] }]);
  });

  it('validates, reserves, redeems and reverses', async () => {
    const basket = (amount: string) => ({
      memberId,
      coupons: [couponId],
      basket: {
        subsidiary: 'retail',
        kind: 'BASKET_BOUGHT',
        lines: [{ lineId: 'a', itemCode: 'i', category: 'c', amount }],
      },
    });
    const QUOTE = `query ($input: ValidateBasketInput!) { validateBasket(input: $input) { payable refused { code message coupon { id } } applicable { discount } } }`;
    expect((await ask(retail, QUOTE, { input: basket('47.60') })).validateBasket).toEqual({
      payable: '47.60',
      applicable: [],
      refused: [
        {
          code: 'COUPON_MINIMUM_NOT_REACHED',
          message: '12.40 more qualifies: at least 60.00',
          coupon: { id: couponId },
        },
      ],
    });
    const RESERVE = `mutation ($input: ReserveCouponsInput!) { reserveCoupons(input: $input) { ... on CouponReservation { id status payable lines { discount } } ... on Refusal { code } } }`;
    const { reserveCoupons } = await ask(retail, RESERVE, {
      input: { ...basket('80.00'), idempotencyKey: house.key() },
    });
    expect(reserveCoupons).toMatchObject({
      status: 'OPEN',
      payable: '60.00',
      lines: [{ discount: '20.00' }],
    });
    const reservationId = (reserveCoupons as { id: string }).id;
    const REDEEM = `mutation ($input: RedeemReservationInput!) { redeemReservation(input: $input) { ... on CouponRedemption { id lines { discount reversed } } ... on Refusal { code } } }`;
    const { redeemReservation } = await ask(retail, REDEEM, {
      input: { reservationId, orderRef: 'o-1', idempotencyKey: house.key() },
    });
    expect(redeemReservation).toMatchObject({ lines: [{ discount: '20.00', reversed: '0.00' }] });
    const REVERSE = `mutation ($input: ReverseRedemptionInput!) { reverseRedemption(input: $input) { ... on CouponRedemptionReversed { reversed restoredCoupons { state } } ... on Refusal { code } } }`;
    const { reverseRedemption } = await ask(retail, REVERSE, {
      input: {
        redemptionId: (redeemReservation as { id: string }).id,
        idempotencyKey: house.key(),
      },
    });
    expect(reverseRedemption).toEqual({
      reversed: '20.00',
      restoredCoupons: [{ state: 'ISSUED' }],
    });
  });
});

describe('ended by hand', () => {
  const act = async (caller: Principal, name: string, input: object) => {
    const type = `${name.charAt(0).toUpperCase()}${name.slice(1)}Input`;
    const query = `mutation ($input: ${type}!) { ${name}(input: $input) { ... on Coupon { state } ... on CouponDebtWaived { debtId } ... on Refusal { code } } }`;
    return (await ask(caller, query, { input: { idempotencyKey: house.key(), ...input } }))[name];
  };

  it('a member gives up their own coupon, an operator takes one back; a debt is waived', async () => {
    expect(await act(as(await house.member()), 'relinquishCoupon', { couponId })).toEqual({
      code: 'COUPON_NOT_FOUND',
    });
    expect(await act(as(memberId), 'relinquishCoupon', { couponId })).toEqual({
      state: 'RELINQUISHED',
    });
    expect(await act(OPERATOR, 'revokeCoupon', { couponId })).toEqual({
      code: 'COUPON_NOT_IN_STATE',
    });
    const bought = await house.record({ memberId, lines: { a: 6_000 } });
    const second =
      bought.effects.items.find(({ kind }) => kind === 'COUPON_ISSUED')?.couponId ?? '';
    expect(await act(OPERATOR, 'revokeCoupon', { couponId: second })).toEqual({ state: 'REVOKED' });
    expect(await act(OPERATOR, 'waiveCouponDebt', { debtId: newId('dbt', START) })).toEqual({
      code: 'DEBT_NOT_FOUND',
    });
  });
});
