/**
 * A house with ledger, coupons and clearing, offers of many kinds and a programme of tiers, and all of its state that must
 * not tell it from another: counters, coupons, debts, history, wallets, lots, tiers, and what companies owe each other.
 */
import type { ClearingDoor } from '@guildhall/clearing';
import type { MemberId } from '@guildhall/ledger';
import { toUuid } from '@guildhall/shared/ids';
import { couponBenefit, liveOffer, pointsBenefit } from './make-offer.ts';
import { DAY, expectOk, MODULE, OPERATOR, type OpenHouse, openHouse } from './open-house.ts';

export interface World {
  readonly house: OpenHouse;
  /** Paused and resumed in between. */
  readonly pausable: string;
}

export async function openWorld(): Promise<World> {
  const house = await openHouse({ also: ['clearing'], relays: true });
  const currency = (code: string, qualifying: boolean) => ({
    ...{ idempotencyKey: `define-${code}`, code, name: { zh: code, en: code }, scale: 0 },
    ...{ qualifying, expiry: { kind: 'AFTER_DAYS', days: 25 } as const },
  });
  expectOk(await house.ledger.defineCurrency(OPERATOR, currency('SHORT', false)));
  expectOk(
    await house.ledger.defineCurrency(OPERATOR, {
      ...currency('SPEND', true),
      ...{ spendable: false, expiry: { kind: 'NEVER' } },
    }),
  );
  const tier = (code: string, thresholdMinor: bigint) => ({
    ...{ code, name: { zh: code, en: code }, thresholdMinor },
    benefits: { earnMultiplierBps: 10_000, freeServices: [] },
  });
  expectOk(
    await house.ledger.defineTierProgramme(OPERATOR, {
      ...{ idempotencyKey: 'tiers', code: 'GROUP', currency: 'SPEND', downgradeGraceDays: 30 },
      window: { kind: 'ROLLING', months: 12 },
      tiers: [tier('SILVER', 50n), tier('GOLD', 120n), tier('BLACK', 200n)],
    }),
  );
  const tender = { pointsPerCny: '1', maxShareBps: 10_000 };
  expectOk(
    await house.coupon.setPointsTender(OPERATOR, {
      ...{ idempotencyKey: 'tender', currency: 'SHORT', ...tender },
    }),
  );
  return { house, pausable: await openOffers(house) };
}

/** Points that end soon, what tiers count, coupons that end at different times, and what a tier brings. */
async function openOffers(house: OpenHouse): Promise<string> {
  const limit = (phase: 'GRANT' | 'REDEEM', scope: 'TOTAL' | 'MEMBER' | 'STORE_DAY' | 'DAY') => [
    { phase, scope, measure: 'MONEY' as const, ceiling: '100000000' },
    { phase, scope, measure: 'USES' as const, ceiling: '1000' },
  ];
  const limits = [
    ...limit('GRANT', 'TOTAL'),
    ...limit('GRANT', 'DAY'),
    ...limit('REDEEM', 'TOTAL'),
    ...limit('REDEEM', 'MEMBER'),
    ...limit('REDEEM', 'STORE_DAY'),
  ];
  const percent = { kind: 'PERCENT_OFF', shareBps: 3_333, ceilingMinor: null } as const;
  await liveOffer(house, 'POINTS', {
    limits,
    benefits: [
      pointsBenefit({ currency: 'SHORT', rounding: 'HALF_UP', categories: ['general'] }),
      // Of what is undone later: pending at first, so that nothing else is paid with them.
      pointsBenefit({ currency: 'SHORT', categories: ['fresh'], activeAfterDays: 5 }),
    ],
  });
  await liveOffer(house, 'COUNTS', { benefits: [pointsBenefit({ currency: 'SPEND' })] });
  await liveOffer(house, 'RISEN', {
    triggers: ['TIER_REACHED'],
    condition: 'transaction.attributes.cause == "UPGRADE"',
    limits,
    benefits: [
      {
        ...{ kind: 'POINTS_FIXED', currency: 'POINT', scale: 0, amountMinor: '7' },
        activeAfterDays: 0,
      },
      couponBenefit({ value: { kind: 'AMOUNT_OFF', amountMinor: '600' }, whenUsedUp: 'DEBT' }),
    ],
  });
  return liveOffer(house, 'COUPONS', {
    condition: 'transaction.amountMinor >= cny("30.00")',
    limits,
    benefits: [
      couponBenefit({ value: percent, validity: { kind: 'DAYS', startsAfterDays: 0, days: 12 } }),
      couponBenefit({ value: { kind: 'STORED_VALUE', amountMinor: '1500' }, uses: 1 }),
      couponBenefit({ uses: 3, minimumMinor: '2500' }),
    ],
  });
}

/** Everything told, tiers judged, and what came of them told as well. */
export async function calm(house: OpenHouse, memberId: MemberId): Promise<void> {
  await house.settled();
  expectOk(await house.ledger.evaluateTiers(MODULE, { memberIds: [memberId] }));
  await house.settled();
}

/** What must not tell the houses apart. Ids are chance, so things are named by what they are. */
export async function stateOf({ house }: World, memberId: MemberId) {
  const owners = [memberId];
  const member = [toUuid('mem', memberId)];
  const now = house.clock.now();
  return {
    counters: await house.rows(
      `SELECT o.code, limit_no, replace(scope, $1, 'MEMBER') AS scope, used FROM counter c JOIN offer o ON o.id = c.offer_id
       WHERE used <> 0 ORDER BY 1, 2, 3`,
      owners,
    ),
    coupons: await house.rows(
      `SELECT o.code, benefit_no, valid_from, expires_at, uses_held, uses_spent, value_held::text, value_spent::text
       FROM coupon c JOIN offer o ON o.id = c.offer_id WHERE member_id = $1 AND ended_as IS NULL ORDER BY 1, 2, 3, 4`,
      member,
    ),
    debts: await house.rows(
      `SELECT amount_minor::text FROM debt WHERE member_id = $1 AND state = 'OPEN'`,
      member,
    ),
    history: await house.rows(
      `SELECT day, subsidiary, category, spend_minor::text FROM member_day WHERE member_id = $1 AND spend_minor <> 0 ORDER BY 1, 2, 3`,
      member,
    ),
    visits: await house.rows(
      'SELECT day, subsidiary, visits FROM member_visit WHERE member_id = $1 AND visits <> 0 ORDER BY 1, 2',
      member,
    ),
    wallets: expectOk(await house.ledger.balances(MODULE, { owners }))
      .filter(
        ({ availableMinor: a, heldMinor: h, debtMinor: d }) => a !== 0n || h !== 0n || d !== 0n,
      )
      .map(({ ownerId: _, ...wallet }) => wallet),
    lots: expectOk(await house.ledger.lots(MODULE, { owners }))
      .map(({ currency, remainingMinor, heldMinor, state, earnedAt, expiresAt, funding }) =>
        JSON.stringify({
          ...{ currency, state, earnedAt, expiresAt, funding },
          ...{ left: remainingMinor.toString(), held: heldMinor.toString() },
        }),
      )
      .sort(),
    tiers: expectOk(await house.ledger.tiers(MODULE, { memberIds: owners })).map(
      ({ tier, qualifyingMinor, graceUntil, next }) => ({
        ...{ tier: tier?.code, qualifyingMinor, graceUntil, missing: next?.missingMinor },
      }),
    ),
    owed: await owed(house, 'exact_minor'),
    now,
  };
}

/**
 * Between each two companies, before rounding or as whole fen: what part of a fen a line's rounding leaves is posted when
 * its month is cut off.
 */
export function owed(house: OpenHouse, column: 'exact_minor' | 'amount_minor') {
  return house.rows(
    `SELECT least(debtor, creditor) AS a, greatest(debtor, creditor) AS b, currency,
            sum(CASE WHEN debtor < creditor THEN ${column} ELSE -${column} END)::text AS fen
     FROM clearing.obligation GROUP BY 1, 2, 3
     HAVING sum(CASE WHEN debtor < creditor THEN ${column} ELSE -${column} END) <> 0 ORDER BY 1, 2, 3`,
  );
}

/** Every month in which something happened. */
export async function cutOffMonths({ house }: World): Promise<void> {
  const clearing = house.house.doors.get<ClearingDoor>('clearing');
  const months = await house.rows<{ period: string }>(
    'SELECT DISTINCT period FROM clearing.obligation ORDER BY period',
  );
  house.clock.advance(40 * DAY);
  for (const { period: month } of months)
    expectOk(await clearing.cutOffPeriod(OPERATOR, { idempotencyKey: `cut-${month}`, month }));
}
