/**
 * What members owe, and who pays when it is repaid: by an earn, by points that become available, come back or are passed
 * on, by a merge and its undoing. After each, what clearing knows of every lot is what the ledger has of it.
 */
import type { MemberId } from '@guildhall/ledger';
import { toUuid } from '@guildhall/shared/ids';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Books, expectOk, fundedBy, MODULE, OLGA, openBooks } from './support-books.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks(new Date('2026-01-05T02:00:00Z'));
  expectOk(
    await books.clearing.setTerms(MODULE, {
      idempotencyKey: 'terms',
      company: 'logistics',
      currency: 'POINT',
      effectiveFrom: books.clock.now(),
      mode: 'PAY_ON_REDEEM',
      serviceFeeBps: 200,
      taxRateBps: 5_000,
    }),
  );
  expectOk(
    await books.clearing.setTerms(MODULE, {
      idempotencyKey: 'terms-in-advance',
      company: 'property',
      currency: 'POINT',
      effectiveFrom: books.clock.now(),
      mode: 'PAY_ON_ISSUE',
      breakageToFunderBps: 4_000,
      serviceFeeBps: 200,
    }),
  );
  books.clock.advance(60_000);
}, 300_000);
afterAll(() => books.close());

const CITY = fundedBy({ retail: 1 });
const PARCELS = fundedBy({ logistics: 1 });

/** A member who has spent 100 points of an earn that was then taken back: 100 points are owed. */
async function debtor(): Promise<MemberId> {
  const member = await books.member();
  const earn = await books.earn(member, 100n, CITY);
  await books.burn(member, 100n, 'auto');
  await books.reverse(earn);
  return member;
}

/** What `act` makes of obligations, by kind and direction. */
async function linesOf(act: () => Promise<unknown>): Promise<readonly string[]> {
  await books.settled();
  const { rows: before } = await books.admin.query('SELECT id FROM obligation');
  books.clock.advance(60_000);
  await act();
  await books.settled();
  await expectSameLots();
  const { rows } = await books.admin.query<{ line: string }>(
    `SELECT kind || ' ' || debtor || '>' || creditor || ' ' || amount_minor AS line FROM obligation
      WHERE NOT (id = ANY ($1::uuid[])) ORDER BY 1`,
    [before.map(({ id }) => id)],
  );
  return rows.map(({ line }) => line);
}

async function expectSameLots(): Promise<void> {
  const { rows } = await books.admin.query(
    `SELECT coalesce(here.lot, there.lot) AS lot, here.points AS here, there.points AS there
      FROM (SELECT lot_id AS lot, sum(points_minor * CASE WHEN kind IN ('EARNED', 'PUT_BACK', 'RESTORED') THEN 1 ELSE -1 END)::int
              AS points FROM lot_use GROUP BY 1) here
      FULL JOIN (SELECT coalesce(root_id, id) AS lot, sum(free + held)::int AS points FROM ledger.lot GROUP BY 1) there
        USING (lot)
      WHERE here.points IS DISTINCT FROM there.points`,
  );
  expect(rows).toEqual([]);
}

/** What each company is owed or owes on balance. */
async function netsOf(): Promise<readonly object[]> {
  await books.settled();
  const { rows } = await books.admin.query(
    `SELECT company, sum(amount)::int AS net FROM (
        SELECT creditor AS company, amount_minor AS amount FROM obligation
        UNION ALL SELECT debtor, -amount_minor FROM obligation) line
      GROUP BY 1 HAVING sum(amount) <> 0 ORDER BY 1`,
  );
  return rows;
}

const REPAID = [
  'DEBT_REPAID logistics>programme 100',
  'SERVICE_FEE logistics>programme 2',
  'SERVICE_TAX logistics>programme 1',
];

describe('a debt', () => {
  it('is carried by the pool, and repaid by the payers of the next earn, with their fee', async () => {
    const member = await books.member();
    const earn = await books.earn(member, 100n, CITY);
    expect(await linesOf(() => books.burn(member, 100n, 'auto'))).toEqual([
      'POINTS_REDEEMED retail>auto 100',
    ]);
    expect(await linesOf(() => books.reverse(earn))).toEqual([
      'FUNDING_SHIFTED programme>retail 100',
    ]);
    expect(await linesOf(() => books.earn(member, 150n, PARCELS))).toEqual(REPAID);
  });

  it('is repaid by pending points once they become available', async () => {
    const member = await debtor();
    const activeAt = new Date(books.clock.now().getTime() + 3_600_000);
    expect(await linesOf(() => books.earn(member, 100n, PARCELS, { activeAt }))).toEqual([]);
    books.clock.advance(7_200_000);
    const later = linesOf(async () => expectOk(await books.ledger.settleDue(MODULE, {})));
    expect(await later).toEqual(REPAID);
  });

  it('is repaid by points of a hold that come back', async () => {
    const member = await books.member();
    const earn = await books.earn(member, 100n, CITY);
    await books.burn(member, 100n, 'auto');
    await books.earn(member, 100n, PARCELS);
    const { holdId } = expectOk(
      await books.ledger.holdPoints(MODULE, {
        idempotencyKey: books.key(),
        memberId: member,
        currency: 'POINT',
        amountMinor: 100n,
        subsidiary: 'auto',
        expiresAt: new Date(books.clock.now().getTime() + 86_400_000),
        reason: { type: 'order', id: 'held' },
      }),
    );
    await books.reverse(earn);
    const idempotencyKey = books.key();
    const release = async () =>
      expectOk(await books.ledger.releaseHold(MODULE, { idempotencyKey, holdId }));
    expect(await linesOf(release)).toEqual(REPAID);
  });

  it('is repaid by the points of the other in a merge, and stands again when that is undone', async () => {
    const [owing, other] = [await debtor(), await books.member()];
    await books.earn(other, 130n, PARCELS);
    const merge = async () =>
      expectOk(
        await books.ledger.moveMember(MODULE, {
          idempotencyKey: books.key(),
          mergeId: 'merge-1',
          fromMemberId: owing,
          toMemberId: other,
        }),
      );
    expect(await linesOf(merge)).toEqual(REPAID);
    const undo = async () =>
      expectOk(
        await books.ledger.undoMove(MODULE, { idempotencyKey: books.key(), mergeId: 'merge-1' }),
      );
    expect(await linesOf(undo)).toEqual([
      'DEBT_REPAID programme>logistics 100',
      'SERVICE_FEE_RETURNED programme>logistics 2',
      'SERVICE_TAX_RETURNED programme>logistics 1',
    ]);
  });

  it('is repaid by a gift, and the gift taken back shifts what was repaid', async () => {
    const [owing, giver] = [await debtor(), await books.member()];
    await books.earn(giver, 100n, PARCELS);
    const gift = { posting: '' };
    const give = async () => {
      const { from } = expectOk(
        await books.ledger.transferPoints(MODULE, {
          idempotencyKey: books.key(),
          fromMemberId: giver,
          toMemberId: owing,
          currency: 'POINT',
          amountMinor: 100n,
          occurredAt: books.clock.now(),
          reason: { type: 'gift', id: 'gift' },
        }),
      );
      gift.posting = from.postingId;
    };
    expect(await linesOf(give)).toEqual(REPAID);
    expect(await linesOf(() => books.reverse(gift.posting))).toEqual([
      'FUNDING_SHIFTED programme>logistics 100',
      'SERVICE_FEE_RETURNED programme>logistics 2',
      'SERVICE_TAX_RETURNED programme>logistics 1',
    ]);
  });

  it.each([
    ['its own last', ['burn', 'earn']],
    ['its own first', ['earn', 'burn']],
  ] as const)(
    'is nothing to anybody once a purchase and what was paid with its points are back: %s',
    async (_, order) => {
      for (const funding of [CITY, PARCELS, fundedBy({ property: 1 })]) {
        const member = await books.member();
        await books.earn(member, 30n, PARCELS);
        const before = await netsOf();
        const expiresAt = new Date(books.clock.now().getTime() + 10 * 86_400_000);
        const earn = await books.earn(member, 100n, funding, { expiresAt });
        const burn = await books.burn(member, 110n, 'auto');
        for (const which of order) {
          books.clock.advance(20 * 86_400_000);
          await linesOf(() => books.reverse(which === 'earn' ? earn : burn));
        }
        expect(await netsOf()).toEqual(before);
        const [left] = expectOk(
          await books.ledger.balances(MODULE, { owners: [member], currency: 'POINT' }),
        );
        expect(left).toMatchObject({ availableMinor: 30n, debtMinor: 0n });
      }
    },
    60_000,
  );

  it('leaves clearing and ledger clean', async () => {
    const clearing = expectOk(await books.clearing.verify(MODULE, {}));
    expect(clearing.checks.filter(({ ok }) => !ok)).toEqual([]);
    const ledger = expectOk(await books.ledger.verify(MODULE, {}));
    expect(ledger.checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('an earn shared with a household', () => {
  it('keeps its lot, by which its offer is known, wherever its points are spent or taken back', async () => {
    const [member, spouse] = [await books.member(), await books.member()];
    const household = expectOk(
      await books.ledger.createHousehold(MODULE, {
        idempotencyKey: books.key(),
        currency: 'POINT',
        name: '家',
        members: [
          { memberId: member, contributionBps: 4_000, spending: { kind: 'FULL' } },
          { memberId: spouse, contributionBps: 0, spending: { kind: 'FULL' } },
        ],
      }),
    );
    const earned = expectOk(
      await books.ledger.postEarn(MODULE, {
        idempotencyKey: books.key(),
        memberId: member,
        currency: 'POINT',
        amountMinor: 100n,
        subsidiary: 'logistics',
        funding: PARCELS,
        reason: { type: 'offer-grant', id: 'grant-1' },
      }),
    );
    const lot = toUuid('trf', earned.transferId);
    const { rows } = await books.admin.query<{ owner_id: string; points: number }>(
      `SELECT owner_id, sum(free)::int AS points FROM ledger.lot WHERE coalesce(root_id, id) = $1 GROUP BY 1 ORDER BY 2`,
      [lot],
    );
    expect(rows.map(({ points }) => points)).toEqual([40, 60]);
    const spend = async () =>
      expectOk(
        await books.ledger.burnFromHousehold(MODULE, {
          idempotencyKey: books.key(),
          memberId: spouse,
          householdId: household.id,
          currency: 'POINT',
          amountMinor: 40n,
          subsidiary: 'auto',
          reason: { type: 'order', id: 'family' },
        }),
      );
    expect(await linesOf(spend)).toContain('POINTS_REDEEMED logistics>auto 40');
    const uses = async () =>
      (
        await books.admin.query<{ use: string }>(
          `SELECT kind || ' ' || sum(points_minor) AS use FROM lot_use WHERE lot_id = $1 GROUP BY kind ORDER BY 1`,
          [lot],
        )
      ).rows.map(({ use }) => use);
    expect(await uses()).toEqual(['EARNED 100', 'REDEEMED 40']);
    await linesOf(() => books.reverse(earned.postingId));
    expect(await uses()).toEqual(['EARNED 100', 'REDEEMED 40', 'RESTORED 40', 'TAKEN_BACK 100']);
    expect(expectOk(await books.clearing.verify(OLGA, {})).ok).toBe(true);
  });
});
