/**
 * Cuts a month off. From that moment no line joins it: late arrivals belong to the first month still open. In the same
 * transaction what was issued beyond prepaid packs is billed, what rounding left is posted pair by pair, and the month's
 * sums are fixed.
 */
import { startOfDay } from '@guildhall/shared/business-time';
import { type CommandContext, runCommand } from '@guildhall/shared/commands';
import { fromUuid, newUuid } from '@guildhall/shared/ids';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { Happening } from '../domain/happenings.ts';
import { PROGRAMME } from '../domain/kinds.ts';
import { EXACT_DECIMALS, Exact, FEN_PER_YUAN, roundHalfUp } from '../domain/shares.ts';
import { TermsBook } from '../domain/terms.ts';
import { insertPack } from '../storage/packs.ts';
import {
  fixPairTotals,
  insertPeriod,
  insertStep,
  lockCalendar,
  nextToCutOff,
  residues,
} from '../storage/periods.ts';
import { nextMonth, recordHappenings } from '../storage/record-happenings.ts';
import { type Db, listRunOffs, termsInForce } from '../storage/terms.ts';
import { byOf, mustBeMonth, mustOperate } from './access.ts';

export const PERIOD_CUT_OFF = 'clearing.period-cut-off';

export interface OfMonth {
  readonly idempotencyKey: string;
  readonly month: string;
}

/** The first instant after the month, in UTC. */
export const endOfMonth = (month: string): Date => startOfDay(`${nextMonth(month)}-01`);

export async function cutOffPeriod(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, month }: OfMonth,
): Promise<Outcome<{ readonly month: string }>> {
  mustOperate(caller);
  mustBeMonth(month);
  const key = { caller, operation: 'cut-off-period', idempotencyKey, input: { month } };
  return runCommand(kit, key, async (context) => {
    const { tx, now } = context;
    const db = tx.getKysely<unknown>();
    const closedThrough = await lockCalendar(db);
    const next = await nextToCutOff(db, closedThrough);
    if (now < endOfMonth(month)) return refuse('RULE', 'PERIOD_NOT_OVER', { month }, ['month']);
    const inOrder = closedThrough === null || month > closedThrough;
    if (!inOrder || (next !== null && month > next))
      return refuse('RULE', 'PERIOD_NOT_NEXT', { next: next ?? nextMonth(month) }, ['month']);
    const unpaid = (await listRunOffs(db)).find(
      ({ plan, lastMonth, buyoutSource }) =>
        plan === 'BUY_OUT' && lastMonth <= month && buyoutSource === null,
    );
    if (unpaid !== undefined)
      return refuse('RULE', 'RUN_OFF_BUYOUT_DUE', { company: unpaid.company, month }, ['month']);
    await billOverdrafts(context, caller, month);
    await insertPeriod(db, month, now, 0);
    const lines = await fixPairTotals(db, month);
    const rounding = await postResidues(db, month, now);
    await sql`UPDATE period SET lines = ${2 * (lines + rounding)} WHERE month = ${month}`.execute(
      db,
    );
    await insertStep(db, { month, state: 'CUT_OFF', at: now, ...byOf(caller), note: '' });
    await context.publish({ type: PERIOD_CUT_OFF, occurredAt: now, payload: { month } });
    return accept({ month });
  });
}

/** What left its whole fen is posted; the fraction stays, and counts next month. */
async function postResidues(db: Db, month: string, now: Date): Promise<number> {
  const at = new Date(endOfMonth(month).getTime() - 1).toISOString();
  const happenings = (await residues(db))
    .filter(({ wholeMinor }) => wholeMinor !== 0n)
    .map(({ a, b, exact, wholeMinor }): Happening => {
      const [debtor, creditor] = wholeMinor > 0n ? [a, b] : [b, a];
      const amountMinor = (wholeMinor > 0n ? wholeMinor : -wholeMinor).toString();
      return {
        kind: 'DECIDED',
        source: `rounding/${month}/${a}/${b}`,
        occurredAt: at,
        lines: [{ kind: 'ROUNDING', debtor, creditor, amountMinor, exactMinor: '0' }],
        because: { residue: exact },
      };
    });
  await recordHappenings(
    db,
    happenings.map((happening) => ({ happening, eventId: null })),
    now,
    month,
  );
  return fixPairTotals(db, month, 'ROUNDING');
}

interface Overdraft {
  readonly company: string;
  readonly currency: string;
  readonly missing: string;
  readonly scale: number;
  readonly last_price: string | null;
}

/** When every pack is empty issuing goes on; what is missing at the close is billed at the price in force. */
async function billOverdrafts(
  { tx, now }: CommandContext,
  caller: Principal,
  month: string,
): Promise<void> {
  const db = tx.getKysely<unknown>();
  const end = endOfMonth(month);
  const { rows } = await sql<Overdraft>`
    SELECT d.company, d.currency, (d.drawn - coalesce(p.bought, 0))::text AS missing, d.scale, p.last_price
    FROM (
      SELECT pd.company, pd.currency, sum(pd.points) AS drawn, max((h.fact ->> 'scale')::int) AS scale
      FROM pack_draw pd JOIN happening h ON h.source = pd.source WHERE pd.occurred_at < ${end} GROUP BY 1, 2) d
    LEFT JOIN (
      SELECT company, currency, sum(points_minor) AS bought,
        (array_agg(trim_scale(price_per_point)::text ORDER BY bought_at DESC))[1] AS last_price
      FROM prepaid_pack GROUP BY 1, 2) p USING (company, currency)
    WHERE d.drawn > coalesce(p.bought, 0) ORDER BY 1, 2`.execute(db);
  if (rows.length === 0) return;
  const book = new TermsBook(await termsInForce(db));
  for (const { company, currency, missing, scale, last_price } of rows) {
    const agreed = book.general(company, currency, end.getTime() - 1).pricePerPoint;
    const pricePerPoint = agreed ?? last_price ?? '0';
    const exact = new Exact(missing)
      .div(new Exact(10).pow(scale))
      .times(pricePerPoint)
      .times(FEN_PER_YUAN);
    const amountMinor = roundHalfUp(exact);
    const source = `overdraft/${month}/${company}/${currency}`;
    const happening: Happening = {
      kind: 'DECIDED',
      source,
      occurredAt: new Date(end.getTime() - 1).toISOString(),
      lines: [
        {
          kind: 'PACK_OVERDRAWN',
          debtor: company,
          creditor: PROGRAMME,
          amountMinor: amountMinor.toString(),
          exactMinor: exact.toFixed(EXACT_DECIMALS),
        },
      ],
      because: { currency, points: missing, pricePerPoint },
    };
    await recordHappenings(db, [{ happening, eventId: null }], now, month);
    await insertPack(db, {
      id: fromUuid('pck', newUuid(now)),
      company,
      currency,
      kind: 'OVERDRAFT',
      points: missing,
      pricePerPoint,
      amountMinor,
      source,
      reference: month,
      boughtBy: clientOf(caller),
      boughtAt: now,
    });
  }
}
