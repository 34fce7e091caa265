/** Offers set off by what is no transaction: joining, a change of tier, birthdays, dates of things. Each once. */
import { toUuid } from '@guildhall/shared/ids';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sweepDates } from '../src/application/date-occasions.ts';
import { couponBenefit, liveOffer } from './support/make-offer.ts';
import { DAY, expectOk, MODULE, type OpenHouse, openHouse } from './support/open-house.ts';

let house: OpenHouse;
beforeAll(async () => {
  house = await openHouse();
});
afterAll(() => house.close());

const kit = () => house.module('coupon').kit;
const fixed = (points: string) => ({
  kind: 'POINTS_FIXED' as const,
  currency: 'POINT',
  scale: 0,
  amountMinor: points,
  activeAfterDays: 0,
});
async function born(birthday: string): Promise<string> {
  const enrolled = await house.identity.enroll(MODULE, {
    idempotencyKey: house.key(),
    identities: [
      { type: 'PHONE', value: `+8613900${house.key().slice(4).padStart(6, '0')}`, verified: true },
    ],
    profile: { birthday },
  });
  return expectOk(enrolled).memberId;
}
const joined = (memberId: string, at = house.clock.now()) =>
  house.tell('identity.member-enrolled', { memberId, source: 'retail' }, at);

it('joining gives once, however often it is told, by the company where it happened', async () => {
  await liveOffer(house, 'WELCOME', {
    triggers: ['MEMBER_ENROLLED'],
    condition: 'transaction.subsidiary == "retail"',
    benefits: [fixed('88'), couponBenefit()],
  });
  const memberId = await house.member();
  await joined(memberId);
  await joined(memberId);
  expect(await house.points(memberId)).toBe(88n);
  const coupons = await house.rows(`SELECT 1 FROM coupon WHERE member_id IS NOT NULL`);
  expect(coupons).toHaveLength(1);
});

it('a change of tier gives to those who rose', async () => {
  await liveOffer(house, 'RISEN', {
    triggers: ['TIER_REACHED'],
    condition: 'transaction.attributes.cause == "UPGRADE" && transaction.attributes.to == "GOLD"',
    benefits: [fixed('500')],
  });
  const [up, down] = [await house.member(), await house.member()];
  const at = house.clock.now().toISOString();
  const fact = (memberId: string, from: string, to: string, cause: string) => ({
    memberId,
    programme: 'P',
    from,
    to,
    cause,
    at,
  });
  await house.tell('ledger.tier-changed', {
    facts: [fact(up, 'SILVER', 'GOLD', 'UPGRADE'), fact(down, 'GOLD', 'SILVER', 'DOWNGRADE')],
  });
  expect(await house.points(up)).toBe(500n);
  expect(await house.points(down)).toBe(0n);
});

it('what a tier gave goes when returns show that it was never reached, whichever is told first', async () => {
  const offerId = await liveOffer(house, 'PLATINUM', {
    triggers: ['TIER_REACHED'],
    condition: 'transaction.attributes.cause == "UPGRADE" && transaction.attributes.to == "BLACK"',
    limits: [{ phase: 'GRANT', scope: 'MEMBER', measure: 'USES', ceiling: '1' }],
    benefits: [fixed('300'), couponBenefit()],
  });
  const at = house.clock.now().toISOString();
  const upgrade = { from: 'GOLD', to: 'BLACK', at };
  const told = (memberId: string, over: object) =>
    house.tell('ledger.tier-changed', { facts: [{ memberId, programme: 'P', ...over }] });
  const rose = (memberId: string) => told(memberId, { ...upgrade, cause: 'UPGRADE' });
  const fell = (memberId: string) =>
    told(memberId, {
      ...{ from: 'BLACK', to: 'GOLD', cause: 'DOWNGRADE', undone: [upgrade] },
      at: new Date(house.clock.now().getTime() + 1_000).toISOString(),
    });
  const held = async (memberId: string) => {
    const [coupons, used] = await Promise.all([
      house.rows<{ ended: string | null }>(
        'SELECT ended_as AS ended FROM coupon WHERE member_id = $1',
        [toUuid('mem', memberId)],
      ),
      house.rows<{ used: string }>(
        'SELECT sum(used)::text AS used FROM counter WHERE offer_id = $1 AND scope = $2',
        [toUuid('off', offerId), memberId],
      ),
    ]);
    const points = await house.points(memberId);
    return { points, coupons: coupons.map(({ ended }) => ended), used: used[0]?.used ?? '0' };
  };
  const [late, early] = [await house.member(), await house.member()];
  await rose(late);
  expect(await held(late)).toEqual({ points: 300n, coupons: [null], used: '1' });
  await fell(late);
  await fell(late);
  expect(await held(late)).toEqual({ points: 0n, coupons: ['REVOKED'], used: '0' });
  await fell(early);
  await rose(early);
  expect(await held(early)).toEqual({ points: 0n, coupons: [], used: '0' });
});

it('a birthday gives a week before it, once a year; a leap day has its day in every year', async () => {
  await liveOffer(house, 'BIRTHDAY', {
    triggers: [],
    dates: [{ of: 'BIRTHDAY', fact: null, attribute: null, daysBefore: 7, yearly: true }],
    benefits: [fixed('66')],
  });
  // It is 10 March; the week before a birthday on the 17th begins today.
  const [due, other, leap] = [
    await born('1990-03-17'),
    await born('1990-03-18'),
    await born('1992-02-29'),
  ];
  for (const memberId of [due, other, leap]) await joined(memberId);
  const before = new Map<string, bigint>();
  for (const memberId of [due, other, leap]) before.set(memberId, await house.points(memberId));
  const got = async (memberId: string) =>
    (await house.points(memberId)) - (before.get(memberId) ?? 0n);
  await sweepDates(kit());
  await sweepDates(kit());
  expect([await got(due), await got(other), await got(leap)]).toEqual([66n, 0n, 0n]);
  house.clock.advance(DAY);
  await sweepDates(kit());
  expect([await got(due), await got(other)]).toEqual([66n, 66n]);
  // 21 February of next year, which has no 29th: the 28th counts.
  house.clock.advance(new Date('2027-02-21T04:00:00Z').getTime() - house.clock.now().getTime());
  await sweepDates(kit());
  expect(await got(leap)).toBe(66n);
});

it('a date of a thing gives so many days before it, once for each thing, while the thing is there', async () => {
  await liveOffer(house, 'FEE-DUE', {
    triggers: [],
    dates: [{ of: 'FACT', fact: 'fee-bill', attribute: 'dueOn', daysBefore: 3, yearly: false }],
    condition: 'transaction.attributes.kind == "PROPERTY_FEE"',
    startsAt: house.clock.now().toISOString(),
    benefits: [
      couponBenefit({
        honouredBy: ['property'],
        value: { kind: 'FEE_WAIVER', shareBps: 500, ceilingMinor: null },
      }),
    ],
  });
  const memberId = await house.member();
  const bill = (key: string, dueOn: string, over: object = {}) =>
    house.tell('property.member-fact-changed', {
      memberId,
      subsidiary: 'property',
      fact: 'fee-bill',
      key,
      active: true,
      attributes: { dueOn, kind: 'PROPERTY_FEE', amountMinor: 30_000 },
      ...over,
    });
  await bill('bil_1', '2027-02-24');
  await bill('bil_2', '2027-02-24', { attributes: { dueOn: '2027-02-24', kind: 'PARKING_FEE' } });
  await bill('bil_3', '2027-02-24', { active: false });
  await bill('bil_4', '2027-02-26');
  const held = async () =>
    (
      await house.rows<{ n: string }>(
        `SELECT count(*) AS n FROM coupon c JOIN offer o ON o.id = c.offer_id WHERE o.code = 'FEE-DUE'`,
      )
    )[0]?.n;
  // The day has been gone through for the other offers; this one is new.
  await sweepDates(kit());
  await sweepDates(kit());
  expect(await held()).toBe('1');
  house.clock.advance(2 * DAY);
  await sweepDates(kit());
  expect(await held()).toBe('2');
});
