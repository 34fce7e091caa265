/** Clearing on a real database, fed by the real ledger: months, late arrivals, four eyes, disputes, packs. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { evidenceFile, listDisputes, notesOf } from '../src/storage/disputes.ts';
import { listObligations, positions } from '../src/storage/obligations.ts';
import { listAlerts, packBalances } from '../src/storage/packs.ts';
import { listPeriods, listSteps, periodBy } from '../src/storage/periods.ts';
import { listReconciliations, reconciliationItems } from '../src/storage/reconciliations.ts';
import { listPayments, listStatements, statementLines } from '../src/storage/statements.ts';
import { listTerms } from '../src/storage/terms.ts';
import {
  type Books,
  expectOk,
  fundedBy,
  MODULE,
  OLGA,
  OLGA_AGAIN,
  openBooks,
  PAUL,
  refusalOf,
  system,
} from './support-books.ts';

let books: Books;
beforeAll(async () => {
  books = await openBooks(new Date('2026-01-05T02:00:00Z'));
}, 300_000);
afterAll(() => books.close());

const db = () => {
  const clearing = books.house.local.get('clearing');
  if (clearing === undefined) throw new Error('Clearing is not here');
  return clearing.kit.db.sql();
};
const close = async (month: string): Promise<void> => {
  const { clearing, key } = books;
  expectOk(await clearing.cutOffPeriod(OLGA, { idempotencyKey: key(), month }));
  expectOk(await clearing.reconcilePeriod(OLGA, { idempotencyKey: key(), month }));
  expectOk(await clearing.issueStatements(OLGA, { idempotencyKey: key(), month }));
};

describe('a month', () => {
  it('counts each happening once, also when it is told again', async () => {
    const member = await books.member();
    await books.earn(member, 1000n, fundedBy({ auto: 7, property: 3 }));
    await books.burn(member, 1000n, 'retail');
    await books.settled();
    const events = await books.admin.query(
      `SELECT id, type, version, occurred_at, recorded_at, payload FROM ledger.outbox WHERE type = 'ledger.points-burned'`,
    );
    expect(events.rows).toHaveLength(1);
    const [{ id: _id, ...event }] = events.rows;
    const again = { ...event, id: crypto.randomUUID() };
    const inbox = books.house.local.get('clearing')?.inbox;
    if ('facts' in event.payload) await inbox?.handle(again);
    expect(await positions(db(), '2026-01')).toEqual([
      { company: 'auto', owesMinor: 700n, isOwedMinor: 0n },
      { company: 'property', owesMinor: 300n, isOwedMinor: 0n },
      { company: 'retail', owesMinor: 0n, isOwedMinor: 1000n },
    ]);
  });

  it('is cut off when it is over, in order, and only by the group', async () => {
    const { clearing, clock, key } = books;
    const cut = (caller: typeof OLGA, month: string) =>
      clearing.cutOffPeriod(caller, { idempotencyKey: key(), month });
    expect(refusalOf(await cut(OLGA, '2026-01'))).toBe('PERIOD_NOT_OVER');
    expect(refusalOf(await cut(system('auto'), '2026-01'))).toBe('CLEARING_NOT_ALLOWED');
    clock.set(new Date('2026-02-03T02:00:00Z'));
    expect(refusalOf(await cut(OLGA, '2026-13'))).toBe('CLEARING_MONTH_MALFORMED');
    expect(
      refusalOf(await clearing.issueStatements(OLGA, { idempotencyKey: key(), month: '2026-01' })),
    ).toBe('PERIOD_NOT_FOUND');
    expectOk(await cut(OLGA, '2026-01'));
    expect(refusalOf(await cut(OLGA, '2026-01'))).toBe('PERIOD_NOT_NEXT');
    expect((await listPeriods(db())).map(({ month, state }) => [month, state])).toEqual([
      ['2026-01', 'CUT_OFF'],
    ]);
  });

  it('takes no late arrival: that counts for the month that is open', async () => {
    books.clock.advance(60_000);
    const member = await books.member();
    const occurredAt = new Date('2026-01-31T15:00:00Z');
    await books.earn(member, 100n, fundedBy({ logistics: 1 }), { occurredAt });
    const { ledger, key } = books;
    expectOk(
      await ledger.postBurn(MODULE, {
        idempotencyKey: key(),
        memberId: member,
        currency: 'POINT',
        amountMinor: 100n,
        subsidiary: 'retail',
        occurredAt,
        reason: { type: 'order', id: 'late' },
      }),
    );
    await books.settled();
    const [late] = await listObligations(db(), { debtor: 'logistics' }, { limit: 1 });
    expect(late).toMatchObject({ period: '2026-02', occurredAt: occurredAt.toISOString() });
    expect((await positions(db(), '2026-01')).some(({ company }) => company === 'logistics')).toBe(
      false,
    );
  });

  it('is reconciled with the ledger; a loss of ours is found and holds the month', async () => {
    const { clearing, admin, key } = books;
    const reconcile = (more = {}) =>
      clearing.reconcilePeriod(OLGA, { idempotencyKey: key(), month: '2026-01', ...more });
    const [{ source, fact }] = (
      await admin.query(
        `SELECT source, fact FROM happening WHERE kind = 'EARNED' ORDER BY source LIMIT 1`,
      )
    ).rows;
    // Behind everybody's back: what was earned is forgotten, and something is made up.
    await admin.query(`DELETE FROM lot_use WHERE source = $1`, [source]);
    const { rows: kept } = await admin.query(
      `DELETE FROM happening WHERE source = $1 RETURNING *`,
      [source],
    );
    expectOk(await reconcile());
    expect((await periodBy(db(), '2026-01'))?.state).toBe('CUT_OFF');
    const [ledger] = (await listReconciliations(db(), { month: '2026-01' })).filter(
      ({ against }) => against === 'LEDGER',
    );
    expect(ledger).toMatchObject({ matched: 1, missingHere: 1, missingThere: 0, different: 0 });
    expect(
      await reconciliationItems(db(), ledger?.id ?? '', { limit: 9, afterNo: 0 }),
    ).toMatchObject([
      { no: 1, outcome: 'MISSING_HERE', reference: source, ours: null, theirs: '1000' },
    ]);
    expect(
      refusalOf(await clearing.issueStatements(OLGA, { idempotencyKey: key(), month: '2026-01' })),
    ).toBe('PERIOD_WRONG_STATE');
    await admin.query(
      `INSERT INTO happening (source, kind, posting_id, points_minor, occurred_at, recorded_at, event_id, fact)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
      [
        source,
        kept[0].kind,
        kept[0].posting_id,
        kept[0].points_minor,
        kept[0].occurred_at,
        kept[0].recorded_at,
        kept[0].event_id,
        fact,
      ],
    );
    expectOk(await reconcile());
    expect((await periodBy(db(), '2026-01'))?.state).toBe('RECONCILED');
  });

  it("is compared with a company's own file: matched, missing here, missing there, different", async () => {
    const { clearing, key } = books;
    const lines = await listObligations(
      db(),
      { period: '2026-01', company: 'retail' },
      { limit: 9 },
    );
    const reference = lines[0]?.source ?? '';
    const compare = (csv: string, caller = system('retail')) =>
      clearing.reconcileWithCompany(caller, {
        idempotencyKey: key(),
        month: '2026-01',
        company: 'retail',
        fileName: 'retail.csv',
        csv,
      });
    expect(refusalOf(await compare('', system('auto')))).toBe('CLEARING_COMPANY_NOT_YOURS');
    const bad = await compare(`reference,amount\n${reference},ten`);
    expect(bad).toMatchObject({ refusal: { code: 'REPORT_MALFORMED', params: { line: 2 } } });
    const outcome = async (csv: string) => {
      const { reconciliationId } = expectOk(await compare(csv));
      const [row] = await listReconciliations(db(), { id: reconciliationId });
      return [row?.matched, row?.missingHere, row?.missingThere, row?.different];
    };
    expect(await outcome(`reference,amount\n${reference},10.00\n`)).toEqual([1, 0, 0, 0]);
    expect(await outcome(`reference,amount\n${reference},9.99\npst_unknown,5.00\n`)).toEqual([
      0, 1, 0, 1,
    ]);
    expect(await outcome('reference,amount\n')).toEqual([0, 0, 1, 0]);
  });

  it('is issued to every company, each line drillable, payments the fewest, due on a working day', async () => {
    expectOk(
      await books.clearing.issueStatements(OLGA, { idempotencyKey: 'issue-1', month: '2026-01' }),
    );
    const statements = await listStatements(db(), { month: '2026-01' });
    expect(
      statements.map(({ company, owesMinor, isOwedMinor }) => [company, owesMinor, isOwedMinor]),
    ).toEqual([
      ['auto', 700n, 0n],
      ['property', 300n, 0n],
      ['retail', 0n, 1000n],
    ]);
    const lines = await statementLines(
      db(),
      { month: '2026-01', company: 'retail' },
      { limit: 10, afterLine: 0 },
    );
    expect(
      lines.map((line) => [line.lineNo, line.counterparty, line.kind, line.amountMinor]),
    ).toEqual([
      [1, 'auto', 'POINTS_REDEEMED', 700n],
      [2, 'property', 'POINTS_REDEEMED', 300n],
    ]);
    const payments = await listPayments(db(), { month: '2026-01' });
    expect(payments.map(({ payer, payee, amountMinor }) => [payer, payee, amountMinor])).toEqual([
      ['auto', 'retail', 700n],
      ['property', 'retail', 300n],
    ]);
    // Ten working days after Tuesday, 3 February 2026: Spring Festival is off, two weekends are worked.
    expect(payments[0]?.dueOn).toBe('2026-02-24');
  });

  it('is immutable for its own role once it is written', async () => {
    for (const statement of [
      sql`UPDATE obligation SET amount_minor = 1`,
      sql`DELETE FROM statement_line`,
      sql`UPDATE statement SET owes_minor = 0`,
      sql`DELETE FROM happening`,
      sql`UPDATE funding_terms SET service_fee_bps = 0`,
      sql`UPDATE payment SET amount_minor = 1`,
      sql`DELETE FROM period`,
    ])
      await expect(statement.execute(db())).rejects.toThrow(/permission denied/);
  });

  it('is disputed with evidence, decided by another person, and corrected forward', async () => {
    const { clearing, key, clock } = books;
    const raise = (caller: typeof OLGA, over = {}) =>
      clearing.raiseDispute(caller, {
        idempotencyKey: key(),
        month: '2026-01',
        company: 'auto',
        lineNo: 1,
        claimedMinor: -600n,
        reason: '其中 100 分系重复登记',
        attachment: {
          fileName: 'order.txt',
          mediaType: 'text/plain',
          content: Buffer.from('proof').toString('base64'),
        },
        ...over,
      });
    expect(refusalOf(await raise(system('property')))).toBe('CLEARING_COMPANY_NOT_YOURS');
    expect(refusalOf(await raise(system('auto'), { claimedMinor: -700n }))).toBe(
      'DISPUTE_CLAIM_EQUAL',
    );
    expect(refusalOf(await raise(system('auto'), { lineNo: 7 }))).toBe('STATEMENT_LINE_NOT_FOUND');
    const { disputeId } = expectOk(await raise(PAUL));
    expect(refusalOf(await raise(PAUL))).toBe('DISPUTE_OPEN_ALREADY');
    expect((await periodBy(db(), '2026-01'))?.state).toBe('DISPUTED');
    expect(
      refusalOf(await clearing.approvePeriod(PAUL, { idempotencyKey: key(), month: '2026-01' })),
    ).toBe('PERIOD_HAS_DISPUTES');
    expectOk(
      await clearing.addEvidence(system('retail'), {
        idempotencyKey: key(),
        disputeId,
        text: '收银记录附后',
      }),
    );
    expect(
      refusalOf(
        await clearing.addEvidence(system('logistics'), {
          idempotencyKey: key(),
          disputeId,
          text: '?',
        }),
      ),
    ).toBe('CLEARING_COMPANY_NOT_YOURS');
    const decide = (caller: typeof OLGA) =>
      clearing.decideDispute(caller, {
        idempotencyKey: key(),
        disputeId,
        accept: true,
        grantedMinor: -650n,
        reason: '部分属实',
      });
    expect(refusalOf(await decide(PAUL))).toBe('CLEARING_SAME_PERSON');
    expectOk(await decide(OLGA));
    const [dispute] = await listDisputes(db(), { id: disputeId });
    expect(dispute).toMatchObject({ state: 'ACCEPTED', grantedMinor: -650n });
    const notes = (await notesOf(db(), [disputeId])).get(disputeId) ?? [];
    expect(notes.map(({ kind, size }) => [kind, size])).toEqual([
      ['REASON', 5],
      ['EVIDENCE', null],
      ['DECISION', null],
    ]);
    const file = await evidenceFile(db(), disputeId, notes[0]?.sha256 ?? '');
    expect(file?.content.toString()).toBe('proof');
    expect((await periodBy(db(), '2026-01'))?.state).toBe('ISSUED');
    const [correction] = await listObligations(db(), { kind: 'CORRECTION' }, { limit: 1 });
    expect(correction).toMatchObject({
      debtor: 'retail',
      creditor: 'auto',
      amountMinor: 50n,
      period: clock.now().toISOString().slice(0, 7),
    });
  });

  it('corrects what still differs when a line is disputed again, by either side', async () => {
    const { clearing, key } = books;
    const dispute = async (company: string, lineNo: number, claimedMinor: bigint) =>
      clearing.raiseDispute(system(company), {
        idempotencyKey: key(),
        month: '2026-01',
        company,
        lineNo,
        claimedMinor,
        reason: '再议',
      });
    expect(refusalOf(await dispute('auto', 1, -650n))).toBe('DISPUTE_CLAIM_EQUAL');
    const { disputeId } = expectOk(await dispute('auto', 1, -600n));
    // The same obligation on the other side's statement.
    expect(refusalOf(await dispute('retail', 1, 700n))).toBe('DISPUTE_OPEN_ALREADY');
    const decide = (id: string) =>
      clearing.decideDispute(PAUL, {
        idempotencyKey: key(),
        disputeId: id,
        accept: true,
        reason: '属实',
      });
    expectOk(await decide(disputeId));
    const corrected = async () =>
      (await listObligations(db(), { kind: 'CORRECTION' }, { limit: 9 }))
        .map(({ debtor, amountMinor }) => `${debtor} ${amountMinor}`)
        .sort();
    expect(await corrected()).toEqual(['retail 50', 'retail 50']);
    const back = expectOk(await dispute('retail', 1, 700n));
    const seen = await listDisputes(db(), { id: back.disputeId, concerning: 'auto' });
    expect(seen).toMatchObject([{ company: 'retail', counterparty: 'auto' }]);
    expect(await listDisputes(db(), { id: back.disputeId, concerning: 'logistics' })).toEqual([]);
    expectOk(await decide(back.disputeId));
    expect(await corrected()).toEqual(['auto 100', 'retail 50', 'retail 50']);
  });

  it('is approved by a second person, not a second account, and settled with bank references', async () => {
    const { clearing, key } = books;
    const approve = (caller: typeof OLGA) =>
      clearing.approvePeriod(caller, { idempotencyKey: key(), month: '2026-01' });
    expect(refusalOf(await approve(OLGA))).toBe('CLEARING_SAME_PERSON');
    expect(refusalOf(await approve(OLGA_AGAIN))).toBe('CLEARING_SAME_PERSON');
    expect(refusalOf(await approve(MODULE))).toBe('CLEARING_NEEDS_PERSON');
    const [first, second] = await listPayments(db(), { month: '2026-01' });
    const record = (paymentId: string | undefined, bankReference: string) =>
      clearing.recordPayment(OLGA, {
        idempotencyKey: key(),
        paymentId: paymentId ?? '',
        bankReference,
        paidOn: '2026-02-24',
      });
    expect(refusalOf(await record(first?.id, 'ICBC-1'))).toBe('PERIOD_WRONG_STATE');
    expectOk(await approve(PAUL));
    expectOk(await record(first?.id, 'ICBC-1'));
    expect(refusalOf(await record(second?.id, 'ICBC-1'))).toBe('BANK_REFERENCE_TAKEN');
    expect(refusalOf(await record(first?.id, 'ICBC-2'))).toBe('PAYMENT_RECORDED_ALREADY');
    expectOk(await record(second?.id, 'ICBC-2'));
    expect((await periodBy(db(), '2026-01'))?.state).toBe('SETTLED');
    const paymentId = second?.id ?? '';
    expectOk(
      await clearing.withdrawPayment(OLGA, { idempotencyKey: key(), paymentId, reason: '退票' }),
    );
    expect((await periodBy(db(), '2026-01'))?.state).toBe('APPROVED');
    expectOk(await record(second?.id, 'ICBC-3'));
    expect((await listSteps(db(), '2026-01')).map(({ state }) => state)).toEqual([
      'CUT_OFF',
      'RECONCILED',
      'ISSUED',
      ...Array(3).fill(['DISPUTED', 'ISSUED']).flat(),
      'APPROVED',
      'SETTLED',
      'APPROVED',
      'SETTLED',
    ]);
  });
});

describe('terms', () => {
  it('are set ahead, once for a moment, and say what they must', async () => {
    const { clearing, clock, key } = books;
    const set = (over: object) =>
      clearing.setTerms(OLGA, {
        idempotencyKey: key(),
        company: 'auto',
        currency: 'POINT',
        effectiveFrom: new Date(clock.now().getTime() + 2 * 86_400_000),
        mode: 'PAY_ON_ISSUE',
        ...over,
      });
    expect(refusalOf(await set({ effectiveFrom: clock.now() }))).toBe('TERMS_TOO_EARLY');
    expect(refusalOf(await set({ counterparty: 'retail' }))).toBe('TERMS_MODE_NEEDS_ANY');
    expect(refusalOf(await set({ mode: 'PREPAID' }))).toBe('TERMS_PRICE_MISSING');
    expect(refusalOf(await set({ currency: 'GOLD' }))).toBe('CURRENCY_UNKNOWN_IN_CLEARING');
    expectOk(await set({}));
    expect(refusalOf(await set({}))).toBe('TERMS_ALREADY_SET');
  });

  it('are withdrawn while they have not begun, and can then be set anew', async () => {
    const { clearing, clock, key } = books;
    const effectiveFrom = new Date(clock.now().getTime() + 5 * 86_400_000);
    const set = async (caller = OLGA) =>
      expectOk(
        await clearing.setTerms(caller, {
          idempotencyKey: key(),
          company: 'property',
          currency: 'COUPON',
          effectiveFrom: caller === MODULE ? clock.now() : effectiveFrom,
          mode: 'PAY_ON_REDEEM',
          serviceFeeBps: 0,
        }),
      ).termsId;
    const withdraw = (termsId: string) =>
      clearing.withdrawTerms(OLGA, { idempotencyKey: key(), termsId });
    const termsId = await set();
    expectOk(await withdraw(termsId));
    expect(refusalOf(await withdraw(termsId))).toBe('TERMS_NOT_FOUND');
    const ids = async (withdrawn: boolean) =>
      (await listTerms(db(), { withdrawn })).map(({ id }) => id);
    expect(await ids(false)).not.toContain(termsId);
    expect(await ids(true)).toContain(termsId);
    expectOk(await withdraw(await set()));
    expect(refusalOf(await withdraw(await set(MODULE)))).toBe('TERMS_BEGUN');
  });

  it('let a company prepay: low, reserve, empty are told once each; beyond that it is billed at the close', async () => {
    const { clearing, clock, key } = books;
    clock.advance(60_000);
    expect(
      refusalOf(
        await clearing.buyPack(OLGA, {
          idempotencyKey: key(),
          company: 'logistics',
          currency: 'POINT',
          kind: 'MAIN',
          pointsMinor: 1000n,
          reference: 'PO-1',
        }),
      ),
    ).toBe('PACK_TERMS_MISSING');
    expectOk(
      await clearing.setTerms(MODULE, {
        idempotencyKey: key(),
        company: 'logistics',
        currency: 'POINT',
        effectiveFrom: clock.now(),
        mode: 'PREPAID',
        pricePerPoint: '0.01',
        lowBalanceMinor: 300n,
      }),
    );
    for (const [kind, pointsMinor] of [
      ['MAIN', 1000n],
      ['RESERVE', 500n],
    ] as const)
      expectOk(
        await clearing.buyPack(OLGA, {
          idempotencyKey: key(),
          company: 'logistics',
          currency: 'POINT',
          kind,
          pointsMinor,
          reference: `PO-${kind}`,
        }),
      );
    // A pack bought by mistake goes back, as long as nobody was issued its points.
    const pack = (pointsMinor: bigint) => ({
      idempotencyKey: key(),
      company: 'logistics',
      currency: 'POINT',
      kind: 'MAIN' as const,
      pointsMinor,
      reference: 'PO-2',
    });
    expectOk(await clearing.buyPack(OLGA, pack(250n)));
    expect(await clearing.returnPack(OLGA, pack(1_251n))).toMatchObject({
      refusal: { code: 'PACK_LEFT_TOO_LITTLE', params: { most: '1250' } },
    });
    expectOk(await clearing.returnPack(OLGA, pack(250n)));
    const member = await books.member();
    for (const points of [600n, 200n, 300n, 100n, 700n]) {
      await books.earn(member, points, fundedBy({ logistics: 1 }));
      await books.settled();
    }
    expect(
      (await listAlerts(db(), 'logistics')).map(({ level, left }) => [level, Number(left)]),
    ).toEqual([
      ['EMPTY', -400],
      ['RESERVE', 400],
      ['LOW', 700],
    ]);
    clock.set(new Date('2026-03-03T02:00:00Z'));
    await close('2026-02');
    const lines = await listObligations(
      db(),
      { period: '2026-02', debtor: 'logistics' },
      { limit: 20 },
    );
    expect(
      lines
        .filter(({ creditor }) => creditor === 'programme')
        .map(({ kind, amountMinor }) => [kind, amountMinor])
        .sort(),
    ).toEqual([
      ['PACK_BOUGHT', 1000n],
      ['PACK_BOUGHT', 250n],
      ['PACK_BOUGHT', 500n],
      ['PACK_OVERDRAWN', 400n],
    ]);
    const back = await listObligations(
      db(),
      { period: '2026-02', debtor: 'programme', creditor: 'logistics', kind: 'PACK_BOUGHT' },
      { limit: 20 },
    );
    expect(back.map(({ amountMinor }) => amountMinor)).toEqual([250n]);
    const [balance] = await packBalances(db(), 'logistics');
    expect(Number(balance?.left)).toBe(0);
  });
});

describe('points passed on', () => {
  it('keep the terms of the lot they came in with', async () => {
    const { ledger, key, clock } = books;
    const [giver, taker] = [await books.member(), await books.member()];
    const posting = await books.earn(giver, 120n, fundedBy({ property: 1 }));
    clock.advance(60_000);
    expectOk(
      await ledger.transferPoints(MODULE, {
        idempotencyKey: key(),
        fromMemberId: giver,
        toMemberId: taker,
        currency: 'POINT',
        amountMinor: 120n,
        occurredAt: clock.now(),
        reason: { type: 'gift', id: 'gift-1' },
      }),
    );
    const burn = await books.burn(taker, 120n, 'retail');
    await books.settled();
    const { rows } = await books.admin.query<{ lot: string }>(
      `SELECT fact #>> '{lots,0,lotId}' AS lot FROM happening WHERE source = $1`,
      [burn],
    );
    expect(rows).toEqual([{ lot: posting.replace('pst_', 'lot_') }]);
  });
});

describe('the whole', () => {
  it('verifies, and a changed line is found', async () => {
    const { clearing, admin } = books;
    const report = expectOk(await clearing.verify(MODULE, {}));
    expect(report.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(report.ok).toBe(true);
    const broken = async (change: string, back: string) => {
      await admin.query(change);
      const { checks } = expectOk(await clearing.verify(MODULE, {}));
      await admin.query(back);
      return checks.filter(({ ok }) => !ok).length;
    };
    expect(
      await broken(
        `UPDATE obligation SET amount_minor = amount_minor + 1 WHERE debtor = 'auto' AND kind = 'POINTS_REDEEMED'`,
        `UPDATE obligation SET amount_minor = amount_minor - 1 WHERE debtor = 'auto' AND kind = 'POINTS_REDEEMED'`,
      ),
    ).toBeGreaterThanOrEqual(3);
    expect(
      await broken(
        `UPDATE statement_line SET amount_minor = amount_minor + 1 WHERE company = 'auto'`,
        `UPDATE statement_line SET amount_minor = amount_minor - 1 WHERE company = 'auto'`,
      ),
    ).toBeGreaterThanOrEqual(2);
    expect(
      await broken(
        `UPDATE pack_balance SET drawn = drawn + 1`,
        `UPDATE pack_balance SET drawn = drawn - 1`,
      ),
    ).toBe(1);
    expect(expectOk(await clearing.verify(MODULE, {})).ok).toBe(true);
  });
});
