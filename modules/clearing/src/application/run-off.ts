/**
 * A company leaves the programme. It pays for its points until its last day; from the next day on somebody else does:
 * the pool (HONOUR_UNTIL), another company at a rate (CONVERT; the pool pays the rest), or the pool against a payment for
 * all that is still outstanding (BUY_OUT). What it had paid for in advance stays in the pool. Members notice nothing, nor
 * do those who take their points and coupons.
 */
import type { CouponDoor } from '@guildhall/coupon';
import type { LedgerDoor } from '@guildhall/ledger';
import { addDays, businessDay, startOfDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import { refusingTaken } from '@guildhall/shared/database/refusing-taken';
import { newId, toUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse, valueOrThrow } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { Happening } from '../domain/happenings.ts';
import { PROGRAMME } from '../domain/kinds.ts';
import { ALL_BPS, EXACT_DECIMALS, Exact, FEN_PER_YUAN, roundHalfUp } from '../domain/shares.ts';
import { TermsBook } from '../domain/terms.ts';
import { recordHappenings } from '../storage/record-happenings.ts';
import {
  type Db,
  insertRunOff,
  listRunOffs,
  lockRunOff,
  type RunOffPlan,
  type RunOffRow,
  termsInForce,
} from '../storage/terms.ts';
import { mustOperate, refused } from './access.ts';
import { partOf } from './read-liability.ts';

const SELF: Principal = { kind: 'module', name: 'clearing' };

export interface AnnounceRunOff {
  readonly idempotencyKey: string;
  readonly company: string;
  readonly plan: RunOffPlan;
  /** The last business day it pays for, `YYYY-MM-DD`. */
  readonly lastDay: string;
  /** CONVERT: who takes over. */
  readonly successor?: string | undefined;
  /** CONVERT: what the successor pays of the value, decimal text. */
  readonly rate?: string | undefined;
  readonly note?: string | undefined;
}

export interface OutstandingOfCompany {
  readonly points: readonly {
    readonly currency: string;
    /** Whole points of the company's shares. */
    readonly points: string;
    /** Of them, not paid for in advance. */
    readonly unpaidMinor: string;
    readonly valueMinor: string;
  }[];
  readonly coupons: { readonly count: number; readonly valueMinor: string };
}

type RunOffOutcome = Outcome<{ readonly runOffId: string }>;

export async function announceRunOff(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: AnnounceRunOff,
): Promise<RunOffOutcome> {
  mustOperate(caller);
  const { company, plan, lastDay } = input;
  const wrong = successorProblem(input);
  if (wrong !== undefined) return wrong;
  const outstanding = await outstandingOf(kit, company, kit.clock.now());
  if (!(await isKnown(kit.db.sql(), company, outstanding)))
    return refuse('NOT_FOUND', 'CLEARING_COMPANY_UNKNOWN', { company }, ['company']);
  const key = { caller, operation: 'announce-run-off', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const today = businessDay(now);
    if (lastDay < today)
      return refuse('RULE', 'RUN_OFF_TOO_EARLY', { earliest: today }, ['lastDay']);
    const runOffId = newId('rof', now);
    const successor = plan === 'CONVERT' ? (input.successor ?? PROGRAMME) : PROGRAMME;
    const taken = refuse('RULE', 'RUN_OFF_ALREADY', { company }, ['company']);
    await refusingTaken({ run_off_once: taken }, () =>
      insertRunOff(tx.getKysely<unknown>(), {
        id: runOffId,
        company,
        plan,
        effectiveFrom: startOfDay(addDays(lastDay, 1)).toISOString(),
        lastMonth: lastDay.slice(0, 7),
        successor,
        rate: plan === 'CONVERT' ? (input.rate ?? '1') : '1',
        outstanding,
        note: input.note ?? '',
        announcedBy: clientOf(caller),
        announcedAt: now,
      }),
    );
    return accept({ runOffId });
  });
}

function successorProblem({
  company,
  plan,
  successor,
}: AnnounceRunOff | Omit<AnnounceRunOff, 'idempotencyKey'>): RunOffOutcome | undefined {
  if (plan !== 'CONVERT') return undefined;
  if (successor === undefined)
    return refuse('VALIDATION', 'RUN_OFF_SUCCESSOR_MISSING', {}, ['successor']);
  return successor === company
    ? refuse('VALIDATION', 'RUN_OFF_SUCCESSOR_ITSELF', { company }, ['successor'])
    : undefined;
}

/** Nobody lists companies; one that never agreed, owed nor funded anything is a slip of the pen. */
async function isKnown(
  db: Db,
  company: string,
  { points, coupons }: OutstandingOfCompany,
): Promise<boolean> {
  if (points.length > 0 || coupons.count > 0) return true;
  const { rows } = await sql`
    SELECT 1 FROM funding_terms WHERE company = ${company}
    UNION ALL SELECT 1 FROM obligation WHERE ${company} IN (debtor, creditor) LIMIT 1`.execute(db);
  return rows.length > 0;
}

/** Points and coupons that members hold and this company would pay for, at a moment. */
export async function outstandingOf(
  kit: ModuleKit,
  company: string,
  asOf: Date,
): Promise<OutstandingOfCompany> {
  const ledger = kit.doors.get<LedgerDoor>('ledger');
  const book = new TermsBook(await termsInForce(kit.db.sql()));
  const points: OutstandingOfCompany['points'][number][] = [];
  for (const { code, scale } of valueOrThrow(await ledger.currencies(SELF, {}))) {
    const lots = valueOrThrow(await ledger.outstandingLots(SELF, { currency: code, asOf }));
    let count = new Exact(0);
    let value = new Exact(0);
    let unpaid = new Exact(0);
    for (const { funding, earnedMonth, amountMinor } of lots) {
      const share = partOf(company, funding);
      if (share === 0) continue;
      const terms = book.general(company, code, Date.parse(`${earnedMonth}-28T00:00:00Z`));
      const theirs = new Exact(amountMinor.toString()).times(share).div(new Exact(10).pow(scale));
      const worth = theirs.times(terms.pricePerPoint ?? funding.pricePerPoint).times(FEN_PER_YUAN);
      count = count.plus(theirs);
      value = value.plus(worth);
      if (terms.mode === 'PAY_ON_REDEEM') unpaid = unpaid.plus(worth);
    }
    if (count.gt(0))
      points.push({
        currency: code,
        points: count.toFixed(),
        valueMinor: roundHalfUp(value).toString(),
        unpaidMinor: roundHalfUp(unpaid).toString(),
      });
  }
  const held = valueOrThrow(
    await kit.doors.get<CouponDoor>('coupon').outstandingCoupons(SELF, { funder: company }),
  );
  let worth = new Exact(0);
  for (const { worthMinor, funding } of held) {
    const whole = funding.reduce((sum, { shareBps }) => sum + shareBps, 0);
    const share = funding.find(({ subsidiary }) => subsidiary === company)?.shareBps ?? 0;
    worth = worth.plus(new Exact(worthMinor.toString()).times(share).div(whole));
  }
  return {
    points,
    coupons: {
      count: held.reduce((sum, { coupons }) => sum + coupons, 0),
      valueMinor: roundHalfUp(worth).toString(),
    },
  };
}

async function lockedRunOff(db: Db, company: string): Promise<RunOffRow> {
  const found = await lockRunOff(db, company);
  return found ?? refused(refuse('NOT_FOUND', 'RUN_OFF_NOT_FOUND', { company }, ['company']));
}

/** Before its last day is over, the company stays after all. */
export async function callOffRunOff(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: { readonly idempotencyKey: string; readonly company: string },
): Promise<RunOffOutcome> {
  mustOperate(caller);
  const key = { caller, operation: 'call-off-run-off', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const runOff = await lockedRunOff(db, input.company);
    if (now.toISOString() >= runOff.effectiveFrom) return refuse('RULE', 'RUN_OFF_BEGUN');
    await sql`UPDATE run_off SET called_off_at = ${now} WHERE id = ${toUuid('rof', runOff.id)}`.execute(
      db,
    );
    return accept({ runOffId: runOff.id });
  });
}

export interface PostBuyout {
  readonly idempotencyKey: string;
  readonly company: string;
  /** Agreed share of what is outstanding that will never be used, basis points. */
  readonly breakageBps: number;
}

/**
 * BUY_OUT: what is outstanding and unpaid is owed to the pool, less the breakage agreed: points as of the end of its last
 * day, coupons as they are now at the company's part of their face value. Once; the month of the last day is not cut off
 * before.
 */
export async function postBuyout(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: PostBuyout,
): Promise<Outcome<{ readonly runOffId: string; readonly amountMinor: bigint }>> {
  mustOperate(caller);
  const { company, breakageBps } = input;
  const announced = (await listRunOffs(kit.db.sql())).find((one) => one.company === company);
  const lastMoment = new Date(Date.parse(announced?.effectiveFrom ?? '1970-01-01') - 1);
  const { points, coupons } = await outstandingOf(kit, company, lastMoment);
  const key = { caller, operation: 'post-buyout', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const { plan, effectiveFrom, id, buyoutSource } = await lockedRunOff(db, company);
    if (plan !== 'BUY_OUT') return refuse('RULE', 'RUN_OFF_NOT_BUYOUT', { company, plan });
    if (now.toISOString() < effectiveFrom)
      return refuse('RULE', 'RUN_OFF_TOO_EARLY', { earliest: effectiveFrom });
    if (buyoutSource !== null) return refuse('RULE', 'RUN_OFF_BOUGHT_OUT', { company });
    const ofPoints = points.reduce((sum, { unpaidMinor }) => sum.plus(unpaidMinor), new Exact(0));
    const exact = ofPoints
      .plus(coupons.valueMinor)
      .times(ALL_BPS - breakageBps)
      .div(ALL_BPS);
    const amountMinor = roundHalfUp(exact);
    const source = `run-off/${id}`;
    const happening: Happening = {
      kind: 'DECIDED',
      source,
      occurredAt: lastMoment.toISOString(),
      lines: [
        {
          kind: 'RUN_OFF_BUYOUT',
          debtor: company,
          creditor: PROGRAMME,
          amountMinor: amountMinor.toString(),
          exactMinor: exact.toFixed(EXACT_DECIMALS),
        },
      ],
      because: {
        runOff: id,
        pointsMinor: ofPoints.toFixed(),
        couponsMinor: coupons.valueMinor,
        breakageBps: String(breakageBps),
      },
    };
    await recordHappenings(db, [{ happening, eventId: null }], now);
    await sql`UPDATE run_off SET buyout_source = ${source} WHERE id = ${toUuid('rof', id)}`.execute(
      db,
    );
    return accept({ runOffId: id, amountMinor });
  });
}
