/**
 * An outside brand joins: a coffee house that honours what the group's bank partner pays for. It comes in by its own client
 * and its own clerks, brings its own codes, and sees what happens at its own counters and nothing else. Over HTTP.
 */
import { SteppedClock } from '@guildhall/shared/clock';
import iconv from 'iconv-lite';
import request from 'supertest';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type Caller,
  startTestGuildhall,
  type TestGuildhall,
} from '../../support/test-guildhall.ts';
import { order, refusal } from '../car-to-home/orders.ts';

let guildhall: TestGuildhall;
const clock = new SteppedClock(new Date('2026-03-10T02:00:00Z'));
const people = {} as Record<
  'operator' | 'auditor' | 'retail' | 'coffee' | 'barista' | 'bank' | 'member' | 'other',
  Caller
>;
const made = {} as Record<'offer' | 'member' | 'other' | 'atCoffee' | 'atRetail', string>;
const PASSWORD = 'a brand of its own, long enough';

const text = (zh: string, en: string) => ({ zh, en });
const LATTE = {
  ...{ code: 'LATTE', name: text('拿铁立减', 'Money off a latte'), owner: 'group' },
  ...{ triggers: ['CODE'], startsAt: '2026-01-01T00:00:00Z' },
  funding: [{ subsidiary: 'bank', shareBps: 10_000 }],
  benefits: [
    {
      coupon: {
        name: text('拿铁券', 'Latte coupon'),
        ...{ kind: 'AMOUNT_OFF', amount: '8.00', validDays: 60 },
        honouredBy: ['coffee', 'retail'],
      },
    },
  ],
  limits: [{ phase: 'REDEEM', scope: 'TOTAL', measure: 'MONEY', ceiling: '80.00' }],
};

/** A system of a company, let in by the operator as any other. */
async function clientOf(subsidiary: string): Promise<Caller> {
  const clientId = `${subsidiary}-till`;
  const { clientSecret } = await order<{ clientSecret: string }>(
    people.operator,
    'registerClient',
    'ClientCredentials',
    { clientId, subsidiary, name: `${subsidiary} till` },
    'clientId clientSecret',
  );
  const { body } = await request(guildhall.url)
    .post('/oauth2/token')
    .auth(clientId, clientSecret)
    .type('form')
    .send({ grant_type: 'client_credentials' })
    .expect(200);
  return guildhall.as(body.access_token as string);
}

/** A clerk of a company, who replaces the first password at the first login. */
async function clerkOf(subsidiary: string, name: string): Promise<Caller> {
  const { personId } = await order<{ personId: string }>(
    people.operator,
    'registerPerson',
    'RegisteredPerson',
    { name },
    'personId',
  );
  const login = `${name}-${subsidiary}`;
  await order(
    people.operator,
    'registerAccount',
    'RegisteredAccount',
    { personId, login, password: PASSWORD, roles: ['clerk'], subsidiary },
    'accountId',
  );
  const { tokens } = await order<{ tokens: { accessToken: string } }>(
    guildhall.anonymous,
    'loginStaff',
    'StaffLogin',
    { login, password: PASSWORD, newPassword: `${PASSWORD} and new` },
    'tokens { accessToken }',
  );
  return guildhall.as(tokens.accessToken);
}

beforeAll(async () => {
  guildhall = await startTestGuildhall({ clock });
  people.operator = await guildhall.staff('zhou', ['operator']);
  people.auditor = await guildhall.staff('qian', ['auditor']);
  people.retail = await guildhall.system('retail');
  for (const [code, honours] of [
    ['coffee', true],
    ['bank', false],
  ] as const)
    await order(
      people.operator,
      'registerPartner',
      'Partner',
      { code, name: text(code, code), funds: true, honours },
      'code',
    );
  people.coffee = await clientOf('coffee');
  people.bank = await clientOf('bank');
  people.barista = await clerkOf('coffee', 'bei');
  made.offer = (
    await order<{ id: string }>(people.operator, 'createOffer', 'Offer', LATTE, 'id')
  ).id;
  await order(people.operator, 'publishOffer', 'Offer', { offerId: made.offer }, 'state');
  for (const [name, phone] of [
    ['member', '+8613800138061'],
    ['other', '+8613800138062'],
  ] as const) {
    people[name] = await guildhall.member(phone);
    made[name] = (await people[name].ask<{ me: { id: string } }>('{ me { id } }')).me.id;
  }
});
afterAll(() => guildhall.stop());

async function give(memberId: string): Promise<string> {
  const wish = { offerId: made.offer, memberId };
  return (await order<{ id: string }>(people.operator, 'issueCoupon', 'Coupon', wish, 'id')).id;
}
const basket = (subsidiary: string, amount = '30.00') => ({
  ...{ subsidiary, kind: 'BASKET_BOUGHT' },
  lines: [{ lineId: 'a', itemCode: 'LATTE', category: 'DRINK', amount }],
});
const reserve = (caller: Caller, subsidiary: string, memberId: string, coupon: string) =>
  order<{ id: string; discount: string }>(
    caller,
    'reserveCoupons',
    'CouponReservation',
    { basket: basket(subsidiary), memberId, coupons: [coupon] },
    'id discount',
  );
const redeem = (caller: Caller, reservationId: string, orderRef: string) =>
  order<{ id: string }>(
    caller,
    'redeemReservation',
    'CouponRedemption',
    { reservationId, orderRef },
    'id',
  );

interface Seen {
  readonly subsidiary: string;
  readonly orderRef: string;
  readonly member: { readonly id: string } | null;
}
async function redemptions(caller: Caller, filter: object = {}): Promise<readonly Seen[]> {
  const { couponRedemptions } = await caller.ask<{
    couponRedemptions: { edges: { node: Seen }[] };
  }>(
    `query ($filter: CouponRedemptionFilter) { couponRedemptions(first: 20, filter: $filter) { edges { node {
      subsidiary orderRef discount member { id } } } } }`,
    { filter },
  );
  return couponRedemptions.edges.map(({ node }) => node);
}
async function redemption(caller: Caller, id: string): Promise<object | null> {
  const { couponRedemption } = await caller.ask<{ couponRedemption: object | null }>(
    'query ($id: ID!) { couponRedemption(id: $id) { orderRef } }',
    { id },
  );
  return couponRedemption;
}

describe('a brand that honours', () => {
  it('reserves by its client and redeems by its clerk', async () => {
    const held = await reserve(people.coffee, 'coffee', made.member, await give(made.member));
    expect(held.discount).toBe('8.00');
    made.atCoffee = (await redeem(people.barista, held.id, 'C-1')).id;
    const elsewhere = await reserve(people.retail, 'retail', made.other, await give(made.other));
    made.atRetail = (await redeem(people.retail, elsewhere.id, 'R-1')).id;
  });

  it('sees its own redemptions, and no other', async () => {
    for (const caller of [people.coffee, people.barista]) {
      expect((await redemptions(caller)).map(({ orderRef }) => orderRef)).toEqual(['C-1']);
      expect(await redemptions(caller, { subsidiary: 'retail' })).toEqual([]);
      expect(await redemptions(caller, { memberId: made.other })).toEqual([]);
      expect(await redemption(caller, made.atCoffee)).toEqual({ orderRef: 'C-1' });
      expect(await redemption(caller, made.atRetail)).toBeNull();
    }
    expect((await redemptions(people.retail)).map(({ orderRef }) => orderRef)).toEqual(['R-1']);
    expect(await redemption(people.retail, made.atCoffee)).toBeNull();
    // Both were redeemed at one moment of the clock: which of them is shown first is not said.
    expect((await redemptions(people.auditor)).map(({ orderRef }) => orderRef).toSorted()).toEqual([
      'C-1',
      'R-1',
    ]);
  });

  it('acts at its own counters only', async () => {
    const coupon = await give(made.member);
    const wish = { basket: basket('retail'), memberId: made.member, coupons: [coupon] };
    expect(await refusal(people.coffee, 'reserveCoupons', wish)).toBe('COUNTER_NOT_YOURS');
    expect(
      await refusal(people.barista, 'reverseRedemption', { redemptionId: made.atRetail }),
    ).not.toBe('accepted');
    const ours = { ...wish, basket: basket('coffee') };
    expect(await refusal(people.bank, 'reserveCoupons', ours)).toBe('COUNTER_NOT_YOURS');
    const held = await reserve(people.retail, 'retail', made.member, coupon);
    const taken = { reservationId: held.id, orderRef: 'C-9' };
    expect(await refusal(people.coffee, 'redeemReservation', taken)).not.toBe('accepted');
    await order(
      people.retail,
      'releaseReservation',
      'CouponReservation',
      { reservationId: held.id },
      'id',
    );
  });

  it('runs no part of the group: no offers, no partners, no codes, no clearing of others', async () => {
    for (const caller of [people.coffee, people.barista, people.bank])
      for (const field of ['createOffer', 'registerPartner', 'createCouponBatch'] as const) {
        const { errors } = await caller.answer(
          `mutation ($input: ${field.charAt(0).toUpperCase()}${field.slice(1)}Input!) { ${field}(input: $input) { __typename } }`,
          { input: inputOf[field] },
        );
        expect(errors?.[0]?.extensions?.code).toBe('FORBIDDEN');
      }
  });

  it('opens a wallet with the word of its member only', async () => {
    const wallet = async () =>
      (
        await people.coffee.ask<{ member: { coupons: { id: string }[] } | null }>(
          'query ($id: ID!) { member(id: $id) { coupons { id } } }',
          { id: made.member },
        )
      ).member?.coupons.length ?? 0;
    expect(await wallet()).toBe(0);
    const agreed = {
      ...{ memberId: made.member, purpose: 'PARTNER_SHARING' },
      ...{ granted: true, wordingVersion: '2026-01' },
    };
    await order(people.member, 'setConsent', 'ConsentSet', agreed, 'consent { state }');
    expect(await wallet()).toBe(1);
  });
});

const inputOf = {
  createOffer: { idempotencyKey: 'x', ...LATTE, code: 'MINE' },
  registerPartner: {
    ...{ idempotencyKey: 'x', code: 'tea', name: text('茶', 'Tea') },
    ...{ funds: true, honours: true },
  },
  createCouponBatch: { idempotencyKey: 'x', code: 'MINE', offerId: 'off_x', size: 1 },
};

describe('a brand that pays', () => {
  it('sees what it pays for, wherever it was honoured, and not by whom', async () => {
    expect(await redemptions(people.bank)).toEqual([]);
    const paid = await redemptions(people.bank, { funded: true });
    expect(paid.map(({ orderRef, member }) => [orderRef, member]).toSorted()).toEqual([
      ['C-1', null],
      ['R-1', null],
    ]);
    expect(await redemptions(people.coffee, { funded: true })).toEqual([]);
  });

  it('owes each company that honoured, and nobody else owes', async () => {
    const { clearingBalances } = await people.auditor.ask<{ clearingBalances: object[] }>(
      '{ clearingBalances { debtor creditor amount } }',
    );
    expect(clearingBalances).toEqual([
      { debtor: 'bank', creditor: 'coffee', amount: '8.00' },
      { debtor: 'bank', creditor: 'retail', amount: '8.00' },
    ]);
    await order(
      people.barista,
      'reverseRedemption',
      'CouponRedemptionReversed',
      { redemptionId: made.atCoffee },
      '__typename',
    );
    const after = await people.auditor.ask<{ clearingBalances: object[] }>(
      '{ clearingBalances { debtor creditor amount } }',
    );
    expect(after.clearingBalances).toEqual([
      { debtor: 'bank', creditor: 'retail', amount: '8.00' },
    ]);
  });
});

describe('codes of a batch', () => {
  const path = (id: string, after?: string) =>
    `/coupon-batches/${id}/codes.csv${after === undefined ? '' : `?after=${encodeURIComponent(after)}`}`;
  const fetchCodes = (caller: Caller, where: string, method: 'get' | 'post' = 'get') => {
    const asked = request(guildhall.url)[method](where);
    return caller.token === undefined
      ? asked
      : asked.set('authorization', `Bearer ${caller.token}`);
  };
  const newBatch = async (input: object): Promise<string> =>
    (
      await order<{ id: string }>(
        people.operator,
        'createCouponBatch',
        'CouponBatch',
        { offerId: made.offer, ...input },
        'id',
      )
    ).id;

  it('brought by the brand pay as they are printed, and are downloaded as they are printed', async () => {
    const batch = await newBatch({ code: 'COFFEE-OWN', origin: 'IMPORTED' });
    const codes = ['latte-0001', 'latte-0002', '=SUM(1)', 'a"quote'];
    const { imported } = await order<{ imported: number }>(
      people.operator,
      'importCouponCodes',
      'CouponCodesImported',
      { batchId: batch, codes },
      'imported known malformed',
    );
    expect(imported).toBe(4);
    const held = await reserve(people.coffee, 'coffee', made.other, 'latte-0001');
    await redeem(people.barista, held.id, 'C-2');
    const { text: csv } = await fetchCodes(people.operator, path(batch)).expect(200);
    const [heading, ...lines] = csv.split('\r\n').filter((line) => line !== '');
    expect(heading).toBe('code,claimed,used');
    expect(lines.toSorted()).toEqual(
      [
        'latte-0001,true,true',
        'latte-0002,false,false',
        '"=SUM(1)",false,false',
        '"a""quote",false,false',
      ].toSorted(),
    );
  });

  it('brought as a file in GBK: each line is taken over or told, and sent again it is the same', async () => {
    const batch = await newBatch({ code: 'COFFEE-FILE', origin: 'IMPORTED' });
    const table = [
      '门店,券码',
      '中山路,gbk-0001',
      '中山路,gbk-0002',
      '',
      '五缘湾,gbk-0001',
      '五缘湾,x',
      '五缘湾,latte-0001',
      '"五缘湾,gbk-0003',
    ].join('\r\n');
    const send = (caller: Caller, body: Buffer, key = 'file-1') =>
      fetchCodes(caller, path(batch), 'post')
        .set('idempotency-key', key)
        .set('content-type', 'text/csv')
        .send(body);
    const taken = {
      imported: 2,
      encoding: 'gb18030',
      faultsInAll: 4,
      faults: [
        { line: 5, code: 'gbk-0001', fault: 'REPEATED' },
        { line: 6, code: 'x', fault: 'MALFORMED' },
        { line: 7, code: 'latte-0001', fault: 'KNOWN' },
        { line: 8, code: '"五缘湾,gbk-0003', fault: 'MALFORMED' },
      ],
    };
    const file = iconv.encode(table, 'gbk');
    expect((await send(people.operator, file).expect(200)).body).toEqual(taken);
    expect((await send(people.operator, file).expect(200)).body).toEqual(taken);
    expect((await send(people.operator, Buffer.from('plain-0001\n')).expect(409)).body.code).toBe(
      'IDEMPOTENCY_KEY_REUSED',
    );
    const plain = Buffer.from('plain-0001\nplain-0002\n');
    expect((await send(people.operator, plain, 'file-2').expect(200)).body).toMatchObject({
      imported: 2,
      encoding: 'utf-8',
      faultsInAll: 0,
    });
    await send(people.coffee, plain, 'file-3').expect(403);
    const workbook = Buffer.from('PK\u0003\u0004\0\0', 'latin1');
    expect((await send(people.operator, workbook, 'file-4').expect(400)).body.code).toBe(
      'CODES_FILE_UNREADABLE',
    );
    await fetchCodes(people.operator, path(batch), 'post').send(plain).expect(400);
  });

  it('are fetched by operators only, and only where there are any', async () => {
    const batch = await newBatch({ code: 'WATCHED', size: 10 });
    for (const [caller, status, code] of [
      [guildhall.anonymous, 401, 'UNAUTHENTICATED'],
      [people.coffee, 403, 'CALLER_MAY_NOT'],
      [people.barista, 403, 'CALLER_MAY_NOT'],
      [people.member, 403, 'CALLER_MAY_NOT'],
      [people.auditor, 403, 'CALLER_MAY_NOT'],
    ] as const) {
      const { body, type } = await fetchCodes(caller, path(batch)).expect(status);
      expect([type, body.code]).toEqual(['application/problem+json', code]);
    }
    for (const wrong of ['bat_nothing', made.offer, batch.replace(/.{6}$/, '000000')]) {
      const { body } = await fetchCodes(people.operator, path(wrong)).expect(404);
      expect(body.code).toBe('BATCH_NOT_FOUND');
    }
  });

  it('come whole, however many, and go on behind the last one that arrived', async () => {
    const size = 20_050;
    const batch = await newBatch({ code: 'MANY', size });
    await expect
      .poll(
        async () =>
          (
            await people.operator.ask<{ couponBatch: { state: string } }>(
              'query ($id: ID!) { couponBatch(id: $id) { state made progressBps } }',
              { id: batch },
            )
          ).couponBatch.state,
        { timeout: 60_000, interval: 200 },
      )
      .toBe('READY');
    const { text: csv, headers } = await fetchCodes(people.operator, path(batch)).expect(200);
    expect(headers).toMatchObject({
      'content-type': 'text/csv; charset=utf-8',
      'content-disposition': 'attachment; filename="MANY.csv"',
      'cache-control': 'no-store',
      'transfer-encoding': 'chunked',
    });
    const lines = csv.split('\r\n').slice(1, -1);
    expect(new Set(lines.map((line) => line.split(',')[0])).size).toBe(size);
    // Broken off in the middle of a line: the last whole one names where to go on.
    const arrived = csv.slice(0, Math.floor(csv.length * 0.7));
    const whole = arrived.slice(0, arrived.lastIndexOf('\r\n') + 2);
    const last = whole.split('\r\n').at(-2)?.split(',')[0] ?? '';
    const { text: rest } = await fetchCodes(people.operator, path(batch, last)).expect(200);
    expect(whole + rest).toBe(csv);
    const end = lines.at(-1)?.split(',')[0] ?? '';
    expect((await fetchCodes(people.operator, path(batch, end)).expect(200)).text).toBe('');
    const foreign = await fetchCodes(people.operator, path(batch, 'latte-0001')).expect(400);
    expect(foreign.body).toMatchObject({ code: 'CODE_NOT_IN_BATCH', path: ['after'] });
  });
});
