/**
 * A year of four companies, closed month by month: every way of paying, refunds across month ends, coupons, expiry, a
 * change of terms in the middle of a month, a dispute, a company leaving in November. At the end every statement is
 * computed again from its own file, everything sums to zero, and both verifiers find nothing.
 */
import type { OfferDefinition } from '@guildhall/coupon';
import type { MemberId } from '@guildhall/ledger';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exportStatement } from '../src/application/export-statement.ts';
import { type ExportRecord, Recomputation, type RecomputeReport } from '../src/domain/recompute.ts';
import { listObligations, positions } from '../src/storage/obligations.ts';
import { listPeriods } from '../src/storage/periods.ts';
import { listPayments, listStatements, type StatementRow } from '../src/storage/statements.ts';
import {
  type Books,
  expectOk,
  fundedBy,
  MODULE,
  OLGA,
  openBooks,
  PAUL,
  system,
} from './support-books.ts';

const MONTHS = Array.from(
  { length: 12 },
  (_, index) => `2026-${String(index + 1).padStart(2, '0')}`,
);
let books: Books;
let members: MemberId[];
let offerId = '';

beforeAll(async () => {
  books = await openBooks(new Date('2026-01-01T01:00:00Z'), 4);
  await agree();
  members = [];
  for (let count = 0; count < 8; count += 1) members.push(await books.member());
  for (const month of MONTHS) await liveThrough(month);
}, 480_000);
afterAll(() => books.close());

const local = () => {
  const clearing = books.house.local.get('clearing');
  if (clearing === undefined) throw new Error('Clearing is not here');
  return clearing.kit;
};
const db = () => local().db.sql();
const memberAt = (index: number): MemberId => members[index % members.length] as MemberId;

/** Retail pays on issue, auto prepays, property pays on redemption with a fee, logistics as lots say. */
async function agree(): Promise<void> {
  const { clearing, clock, key } = books;
  const from = (effectiveFrom: Date) => ({
    idempotencyKey: key(),
    currency: 'POINT',
    effectiveFrom,
  });
  const first = from(clock.now());
  await set({ ...first, company: 'retail', mode: 'PAY_ON_ISSUE', breakageToFunderBps: 6_000 });
  await set({
    ...first,
    company: 'auto',
    mode: 'PREPAID',
    pricePerPoint: '0.012',
    lowBalanceMinor: 1_000n,
  });
  await set({
    ...first,
    company: 'property',
    mode: 'PAY_ON_REDEEM',
    serviceFeeBps: 150,
    taxRateBps: 600,
  });
  await set({
    ...first,
    company: 'property',
    counterparty: 'auto',
    mode: 'PAY_ON_REDEEM',
    pricePerPoint: '0.0095',
  });
  // In the middle of May, for points issued from then on.
  await set({
    ...from(new Date('2026-05-15T16:00:00Z')),
    company: 'property',
    mode: 'PAY_ON_ISSUE',
    pricePerPoint: '0.011',
  });
  clock.advance(60_000);
  for (const [kind, pointsMinor] of [
    ['MAIN', 3_000n],
    ['RESERVE', 500n],
  ] as const)
    expectOk(
      await clearing.buyPack(OLGA, {
        idempotencyKey: key(),
        company: 'auto',
        currency: 'POINT',
        kind,
        pointsMinor,
        reference: `PO-${kind}`,
      }),
    );
  offerId = await publishOffer();

  async function set(
    terms:
      | Parameters<typeof clearing.setTerms>[1]
      | Omit<Parameters<typeof clearing.setTerms>[1], 'idempotencyKey'>,
  ) {
    expectOk(await clearing.setTerms(MODULE, { ...terms, idempotencyKey: key() }));
  }
}

/** A parcel gives points of both and a supermarket coupon, paid 60 % by logistics. */
async function publishOffer(): Promise<string> {
  const definition: OfferDefinition = {
    name: { zh: '寄件有礼', en: 'Parcel gift' },
    description: null,
    triggers: ['PARCEL_SENT'],
    subsidiaries: [],
    audience: { tiers: [], segments: [], consents: [], household: false },
    condition: 'true',
    startsAt: '2026-01-01T00:00:00.000Z',
    endsAt: null,
    benefits: [
      { kind: 'POINTS_FIXED', currency: 'POINT', scale: 0, amountMinor: '55', activeAfterDays: 0 },
      {
        kind: 'COUPON',
        count: 1,
        coupon: {
          name: { zh: '超市券', en: 'Shop coupon' },
          value: { kind: 'AMOUNT_OFF', amountMinor: '1001' },
          worthMinor: null,
          uses: 1,
          instalments: null,
          validity: { kind: 'DAYS', startsAfterDays: 0, days: 40 },
          honouredBy: ['retail'],
          stores: [],
          kinds: [],
          categories: [],
          itemCodes: [],
          minimumMinor: '0',
          condition: null,
          bind: null,
          transferable: false,
          combination: { group: null, exclusive: false },
          whenUsedUp: 'DEBT',
        },
      },
    ],
    funding: [
      { subsidiary: 'logistics', shareBps: 6_000 },
      { subsidiary: 'retail', shareBps: 4_000 },
    ],
    pointPrice: '0.01',
    limits: [],
    stacking: { group: null, exclusive: false, priority: 0 },
  } as OfferDefinition;
  const { coupon, key } = books;
  const made = expectOk(
    await coupon.createOffer(MODULE, {
      idempotencyKey: key(),
      code: 'PARCEL',
      owner: 'group',
      definition,
    }),
  );
  expectOk(await coupon.publishOffer(MODULE, { idempotencyKey: key(), offerId: made.offerId }));
  return made.offerId;
}

const carried: { readonly posting: string; readonly points: bigint }[] = [];
let lastEarn = '';
const openRedemptions: string[] = [];

/** What happens in a month, its last days included, and then its close on the third of the next one. */
async function liveThrough(month: string): Promise<void> {
  const { clock, ledger } = books;
  const no = MONTHS.indexOf(month);
  const day = (date: number): void =>
    clock.set(new Date(`${month}-${String(date).padStart(2, '0')}T03:00:00Z`));
  day(4);
  for (const [index, burn] of carried.splice(0).entries())
    if (index % 2 === 0) await books.reverse(burn.posting, burn.points / 3n + 1n); // a refund of last month
  for (const redemptionId of openRedemptions.splice(0, 1)) await giveBack(redemptionId, 500n);
  await books.earn(memberAt(no), 1_501n, fundedBy({ auto: 7, property: 3 }));
  await books.earn(memberAt(no + 1), 777n, fundedBy({ retail: 1 }));
  await books.earn(memberAt(no + 2), 333n, fundedBy({ property: 2, logistics: 1 }, '0.0125'));
  day(10);
  for (const [index, subsidiary] of ['retail', 'property', 'auto', 'logistics'].entries())
    await spend(memberAt(no + index), 211n + BigInt(no), subsidiary);
  for (let parcel = 0; parcel < 2; parcel += 1)
    await sendParcel(memberAt(no + parcel), parcel === 0);
  day(20);
  if (no % 3 === 2 && lastEarn !== '') await books.reverse(lastEarn); // partly spent by now: becomes debt
  lastEarn = await books.earn(memberAt(no + 3), 400n, fundedBy({ logistics: 1, retail: 1 }));
  await spend(memberAt(no + 3), 250n, 'auto');
  if (no === 10) await leave();
  day(28);
  carried.push({ posting: await spend(memberAt(no + 1), 100n, 'retail'), points: 100n });
  expectOk(await ledger.settleDue(MODULE, {}));
  await books.settled();
  await closeMonth(month);
}

async function spend(member: MemberId, points: bigint, subsidiary: string): Promise<string> {
  const owners = [member];
  const [balance] = expectOk(await books.ledger.balances(MODULE, { owners, currency: 'POINT' }));
  const available = balance?.availableMinor ?? 0n;
  if (available === 0n) return books.earn(member, 10n, fundedBy({ retail: 1 }));
  return books.burn(member, available < points ? available : points, subsidiary);
}

async function sendParcel(memberId: MemberId, usesCoupon: boolean): Promise<void> {
  await books.record('logistics', memberId, { kind: 'PARCEL_SENT' });
  await books.settled();
  if (!usesCoupon) return;
  const { rows } = await books.admin.query<{ code: string }>(
    `SELECT code FROM coupon.coupon WHERE uses_spent = 0 AND uses_held = 0 AND expires_at > $1 ORDER BY id LIMIT 1`,
    [books.clock.now()],
  );
  const holder = await books.admin.query<{ member_id: string }>(
    `SELECT member_id FROM coupon.coupon WHERE code = $1`,
    [rows[0]?.code],
  );
  const { fromUuid } = await import('@guildhall/shared/ids');
  const reservation = expectOk(
    await books.coupon.reserve(system('retail'), {
      idempotencyKey: books.key(),
      memberId: fromUuid('mem', holder.rows[0]?.member_id ?? ''),
      basket: {
        subsidiary: 'retail',
        kind: 'BASKET_BOUGHT',
        lines: [
          { lineId: '1', itemCode: 'rice', category: 'food', quantity: '1', amountMinor: 5_000n },
        ],
      },
      coupons: [rows[0]?.code ?? ''],
    }),
  );
  const { redemptionId } = expectOk(
    await books.coupon.redeem(system('retail'), {
      idempotencyKey: books.key(),
      reservationId: reservation.reservationId,
      orderRef: books.key(),
    }),
  );
  openRedemptions.push(redemptionId);
}

async function giveBack(redemptionId: string, amountMinor: bigint): Promise<void> {
  expectOk(
    await books.coupon.reverse(system('retail'), {
      idempotencyKey: books.key(),
      redemptionId,
      lines: [{ lineId: '1', amountMinor }],
    }),
  );
}

async function leave(): Promise<void> {
  expectOk(
    await books.clearing.announceRunOff(OLGA, {
      idempotencyKey: books.key(),
      company: 'logistics',
      plan: 'BUY_OUT',
      lastDay: '2026-11-25',
      note: '业务出售',
    }),
  );
}

async function closeMonth(month: string): Promise<void> {
  const { clearing, clock, key } = books;
  const [year = 0, number = 0] = month.split('-').map(Number);
  clock.set(new Date(Date.UTC(year, number, 3, 2)));
  if (month === '2026-11')
    expectOk(
      await clearing.postBuyout(OLGA, {
        idempotencyKey: key(),
        company: 'logistics',
        breakageBps: 1_000,
      }),
    );
  expectOk(await clearing.cutOffPeriod(OLGA, { idempotencyKey: key(), month }));
  expectOk(await clearing.reconcilePeriod(OLGA, { idempotencyKey: key(), month }));
  expectOk(await clearing.issueStatements(OLGA, { idempotencyKey: key(), month }));
  if (month === '2026-03') await dispute(month);
  expectOk(await clearing.approvePeriod(PAUL, { idempotencyKey: key(), month }));
  for (const { id, no } of await listPayments(db(), { month }))
    expectOk(
      await clearing.recordPayment(OLGA, {
        idempotencyKey: key(),
        paymentId: id,
        bankReference: `ICBC-${month}-${no}`,
        paidOn: `${clock.now().toISOString().slice(0, 10)}`,
      }),
    );
  expectOk(
    await clearing.recogniseRevenue(OLGA, { idempotencyKey: key(), month, currency: 'POINT' }),
  );
}

async function dispute(month: string): Promise<void> {
  const { clearing, key } = books;
  const { disputeId } = expectOk(
    await clearing.raiseDispute(system('retail'), {
      idempotencyKey: key(),
      month,
      company: 'retail',
      lineNo: 1,
      claimedMinor: 12_345n,
      reason: '金额有误',
    }),
  );
  expectOk(
    await clearing.decideDispute(PAUL, {
      idempotencyKey: key(),
      disputeId,
      accept: true,
      grantedMinor: 1_000n,
      reason: '部分属实',
    }),
  );
}

async function recomputed(
  statement: StatementRow,
  change = (line: string) => line,
): Promise<RecomputeReport> {
  const recomputation = new Recomputation();
  for await (const line of exportStatement(local(), MODULE, statement))
    recomputation.take(JSON.parse(change(line)) as ExportRecord);
  return recomputation.finish();
}

/** Copies of a value with one value inside changed, by path without places in lists. */
function* changesOf(value: unknown, path = ''): Generator<readonly [string, unknown]> {
  if (typeof value !== 'object' || value === null) {
    yield [path, typeof value === 'number' ? value + 1 : `${value}x`];
    yield [`${path} nothing`, undefined];
    return;
  }
  for (const [key, inner] of Object.entries(value))
    for (const [at, changed] of changesOf(inner, `${path}.${Array.isArray(value) ? '' : key}`))
      yield [
        at,
        Array.isArray(value) ? value.with(Number(key), changed) : { ...value, [key]: changed },
      ];
}

describe('a year of four companies', () => {
  it('is settled month by month, every statement chained to the one before', async () => {
    const periods = await listPeriods(db());
    expect(
      periods
        .filter(({ month }) => month.startsWith('2026'))
        .map(({ month, state }) => `${month} ${state}`),
    ).toEqual([...MONTHS].reverse().map((month) => `${month} SETTLED`));
    const statements = await listStatements(db(), { company: 'retail' });
    expect(statements).toHaveLength(12);
    for (const [index, { previousHash }] of statements.entries())
      expect(previousHash).toEqual(statements[index + 1]?.hash ?? null);
  });

  it('had every kind of obligation that life brings', async () => {
    const { rows } = await sql<{
      kind: string;
    }>`SELECT DISTINCT kind FROM obligation ORDER BY 1`.execute(db());
    expect(rows.map(({ kind }) => kind)).toEqual(
      expect.arrayContaining([
        'BREAKAGE_RETURNED',
        'CORRECTION',
        'COUPON_REDEEMED',
        'COUPON_RESTORED',
        'ISSUE_RETURNED',
        'PACK_BOUGHT',
        'PACK_OVERDRAWN',
        'POINTS_ISSUED',
        'POINTS_REDEEMED',
        'POINTS_RESTORED',
        'RUN_OFF_BUYOUT',
        'SERVICE_FEE',
        'SERVICE_TAX',
      ]),
    );
    const [changed] = await listObligations(
      db(),
      { debtor: 'property', kind: 'POINTS_ISSUED' },
      { limit: 1 },
    );
    expect(changed).toBeDefined();
  });

  it('sums to zero, in each month and in all', async () => {
    for (const month of [...MONTHS, undefined]) {
      const all = await positions(db(), month);
      expect(all.length).toBeGreaterThan(2);
      expect(
        all.reduce((sum, { owesMinor, isOwedMinor }) => sum + isOwedMinor - owesMinor, 0n),
      ).toBe(0n);
    }
  });

  it('gives every company files from which its statements are computed again, equal', async () => {
    const statements = await listStatements(db(), {});
    expect(statements.length).toBeGreaterThanOrEqual(48);
    for (const statement of statements) {
      const report = await recomputed(statement);
      expect(report.problems).toEqual([]);
      expect(report.equal).toBe(true);
      expect(report.netMinor).toBe(statement.isOwedMinor - statement.owesMinor);
    }
  });

  it('shows where a file was changed', async () => {
    const [statement] = await listStatements(db(), { month: '2026-06', company: 'retail' });
    if (statement === undefined) throw new Error('No statement');
    const altered = await recomputed(statement, (line) =>
      line.startsWith('{"type":"line","lineNo":2,')
        ? line.replace(/"amountMinor":"-?\d+"/, '"amountMinor":"1"')
        : line,
    );
    expect(altered.equal).toBe(false);
    expect(altered.problems.some(({ where }) => where === 'line 2')).toBe(true);
    const forged = await recomputed(statement, (line) =>
      line.startsWith('{"type":"happening"')
        ? line.replace('"pricePerPoint":"0.01"', '"pricePerPoint":"0.02"')
        : line,
    );
    expect(forged.equal).toBe(false);
    const unchained = await recomputed(statement, (line) =>
      line.replace(/"previousHash":"[0-9a-f]{4}/, '"previousHash":"0000'),
    );
    expect(unchained.problems).toContainEqual({ where: 'statement', what: 'has another hash' });
  });

  it('notices whatever is changed in a file, and never breaks on it', async () => {
    const [statement] = await listStatements(db(), { month: '2026-03', company: 'retail' });
    if (statement === undefined) throw new Error('No statement');
    const records: ExportRecord[] = [];
    for await (const line of exportStatement(local(), MODULE, statement))
      records.push(JSON.parse(line) as ExportRecord);
    const read = (all: readonly unknown[]): RecomputeReport => {
      const recomputation = new Recomputation();
      for (const record of all) recomputation.take(record as ExportRecord);
      return recomputation.finish();
    };
    expect(read(records).equal).toBe(true);
    // The first record of each shape, with each of its values changed in turn.
    const seen = new Set<string>();
    for (const [index, record] of records.entries()) {
      for (const [path, changed] of changesOf(record)) {
        const shape = `${record.type} ${'happening' in record ? record.happening.kind : ''} ${path}`;
        if (seen.has(shape)) continue;
        seen.add(shape);
        expect([shape, read(records.with(index, changed as ExportRecord)).equal]).toEqual([
          shape,
          false,
        ]);
      }
      if (index % 7 === 0) expect(read(records.toSpliced(index, 1)).equal).toBe(false);
    }
    expect(seen.size).toBeGreaterThan(60);
    expect(read([null, 'x', { type: 'line' }, ...records]).equal).toBe(false);
  });

  it('ends the company that left with a final statement; nothing is charged to it afterwards', async () => {
    const [november] = await listStatements(db(), { month: '2026-11', company: 'logistics' });
    expect(november?.final).toBe(true);
    const [buyout] = await listObligations(db(), { kind: 'RUN_OFF_BUYOUT' }, { limit: 1 });
    expect(buyout).toMatchObject({ period: '2026-11', debtor: 'logistics', creditor: 'programme' });
    const december = await listObligations(
      db(),
      { period: '2026-12', debtor: 'logistics' },
      { limit: 50 },
    );
    // What was redeemed before it left may still come back; new redemptions are others' business.
    expect(
      december.filter(({ kind }) => kind === 'POINTS_REDEEMED' || kind === 'COUPON_REDEEMED'),
    ).toEqual([]);
  });

  it('is clean for both verifiers', async () => {
    const clearing = expectOk(await books.clearing.verify(MODULE, {}));
    expect(clearing.checks.filter(({ ok }) => !ok)).toEqual([]);
    const ledger = expectOk(await books.ledger.verify(MODULE, {}));
    expect(ledger.checks.filter(({ ok }) => !ok)).toEqual([]);
  });
});

describe('finance over the year', () => {
  it('agrees with the ledger on what is outstanding, now and as of any date', async () => {
    for (const asOf of [
      undefined,
      new Date('2026-06-30T16:00:00Z'),
      new Date('2026-02-15T00:00:00Z'),
    ]) {
      const query = asOf === undefined ? { currency: 'POINT' } : { currency: 'POINT', asOf };
      const liability = expectOk(await books.clearing.liability(MODULE, query));
      const outstanding = expectOk(await books.ledger.outstanding(MODULE, query));
      expect(Math.round(Number(liability.points))).toBe(
        Number(outstanding.availableMinor + outstanding.pendingMinor + outstanding.heldMinor),
      );
      expect(liability.expectedMinor <= liability.valueMinor).toBe(true);
    }
    const { breakage } = expectOk(await books.clearing.liability(MODULE, { currency: 'POINT' }));
    expect(breakage.enoughHistory).toBe(true);
    expect(breakage.low <= breakage.rate && breakage.rate <= breakage.high).toBe(true);
  });

  it('gives journals that balance, mapped to the accounts of the company', async () => {
    expectOk(
      await books.clearing.mapAccount(system('retail'), {
        idempotencyKey: books.key(),
        company: 'retail',
        role: 'PAYABLE',
        code: '2241.99',
        name: '应付-集团',
      }),
    );
    const entries = expectOk(
      await books.clearing.journal(MODULE, { month: '2026-06', company: 'retail' }),
    );
    expect(entries.some(({ credit }) => credit.code === '2241.99')).toBe(true);
    expect(entries.some(({ credit }) => credit.role === 'POINTS_REVENUE')).toBe(true);
    const [statement] = await listStatements(db(), { month: '2026-06', company: 'retail' });
    const owes = entries
      .filter(({ credit }) => credit.role === 'PAYABLE')
      .reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
    expect(owes).toBe(statement?.owesMinor);
  });

  it('counts what the offer cost, from lots and coupons as they are used', async () => {
    const cost = expectOk(await books.clearing.offerCost(MODULE, { offerId }));
    expect(cost.companies.map(({ company }) => company)).toEqual(['logistics', 'retail']);
    // What clearing knows of each lot is what the ledger has of it.
    const { rows } = await books.admin.query(
      `SELECT here.lot FROM (
          SELECT lot_id AS lot, sum(points_minor * CASE WHEN kind IN ('EARNED', 'PUT_BACK', 'RESTORED') THEN 1 ELSE -1 END) AS points
          FROM lot_use GROUP BY 1) here
        FULL JOIN (SELECT coalesce(root_id, id) AS lot, sum(free + held) AS points FROM ledger.lot GROUP BY 1) there USING (lot)
        WHERE here.points IS DISTINCT FROM there.points`,
    );
    expect(rows).toEqual([]);
    for (const { grantedMinor, redeemedMinor, outstandingMinor } of cost.companies) {
      expect(grantedMinor > 0n).toBe(true);
      expect(redeemedMinor > 0n).toBe(true);
      expect(outstandingMinor >= 0n).toBe(true);
    }
    expect(cost.couponsIssued).toBe(24);
    expect(
      expectOk(await books.clearing.offerCost(system('retail'), { offerId })).companies,
    ).toHaveLength(1);
  });
});
