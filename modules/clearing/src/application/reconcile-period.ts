/** Reconciliation of a month: with the ledger and the coupons, and with what a company itself reports in a file. */
import { createHash } from 'node:crypto';
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import { clientOf, type Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import type { PeriodState } from '../domain/period-states.ts';
import { lockPeriod, movePeriod, type PeriodRow, periodBy } from '../storage/periods.ts';
import {
  type Compared,
  insertReconciliation,
  type ReconciliationItem,
} from '../storage/reconciliations.ts';
import type { Db } from '../storage/terms.ts';
import { byOf, mustActFor, mustBeMonth, mustOperate, refused } from './access.ts';
import { compareWithCoupons, compareWithLedger } from './compare-books.ts';
import { type Reported, readReport } from './read-report.ts';

export interface ReconcilePeriod {
  readonly idempotencyKey: string;
  readonly month: string;
  /** Goes on although something differs; kept with the step. */
  readonly acceptDifferencesBecause?: string;
}

export interface Reconciled {
  readonly month: string;
  readonly state: PeriodState;
  readonly ledgerId: string;
  readonly couponsId: string;
}

/** Compares and, when all matches or the differences are accepted, moves the month on. Both comparisons are kept. */
export async function reconcilePeriod(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, ...input }: ReconcilePeriod,
): Promise<Outcome<Reconciled>> {
  mustOperate(caller);
  mustBeMonth(input.month);
  const { month } = input;
  const found = await cutOffPeriodBy(kit.db.sql(), month);
  const ledger = await compareWithLedger(kit, found);
  const coupons = await compareWithCoupons(kit, found);
  const madeBy = clientOf(caller);
  const key = { caller, operation: 'reconcile-period', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const period = await lockPeriod(db, month);
    if (period?.state !== 'CUT_OFF' && period?.state !== 'RECONCILED')
      return refuse('RULE', 'PERIOD_WRONG_STATE', {
        month,
        state: period?.state ?? 'OPEN',
        wanted: 'CUT_OFF',
      });
    const ledgerId = await insertReconciliation(
      db,
      { month, against: 'LEDGER', madeBy },
      ledger,
      now,
    );
    const couponsId = await insertReconciliation(
      db,
      { month, against: 'COUPONS', madeBy },
      coupons,
      now,
    );
    const because = input.acceptDifferencesBecause ?? '';
    const differences = ledger.items.length + coupons.items.length;
    const moves = period.state === 'CUT_OFF' && (differences === 0 || because !== '');
    if (moves) {
      const note = differences === 0 ? '' : `${differences} differences accepted: ${because}`;
      await movePeriod(db, { month, state: 'RECONCILED', at: now, ...byOf(caller), note });
    }
    return accept({ month, state: moves ? 'RECONCILED' : period.state, ledgerId, couponsId });
  });
}

async function cutOffPeriodBy(db: Db, month: string): Promise<PeriodRow> {
  const period = await periodBy(db, month);
  return period ?? refused(refuse('RULE', 'PERIOD_NOT_FOUND', { month }, ['month']));
}

export interface ReconcileWithCompany {
  readonly idempotencyKey: string;
  readonly month: string;
  readonly company: string;
  readonly fileName: string;
  /** CSV with the columns `reference` and `amount` (CNY, positive: the company is owed). */
  readonly csv: string;
  /** SHA-256 of the file as it was sent, hex; of `csv` when left out. */
  readonly fileHash?: string;
}

export async function reconcileWithCompany(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, csv, fileHash, ...about }: ReconcileWithCompany,
): Promise<Outcome<{ readonly reconciliationId: string }>> {
  const { month, company, fileName } = about;
  mustActFor(caller, company);
  mustBeMonth(month);
  await cutOffPeriodBy(kit.db.sql(), month);
  const reported = readReport(csv);
  const file = fileHash ?? createHash('sha256').update(csv).digest('hex');
  const input = { ...about, file };
  const key = { caller, operation: 'reconcile-with-company', idempotencyKey, input };
  return runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const compared = await compareWithReport(db, month, company, reported);
    const madeBy = clientOf(caller);
    const reconciliationId = await insertReconciliation(
      db,
      {
        month,
        against: 'COMPANY',
        company,
        fileName,
        fileHash: Buffer.from(file, 'hex'),
        madeBy,
      },
      compared,
      now,
    );
    return accept({ reconciliationId });
  });
}

/** By happening: the posting, or the use of a coupon with all that came back of it. */
async function compareWithReport(
  db: Db,
  month: string,
  company: string,
  reported: readonly Reported[],
): Promise<Compared> {
  const { rows } = await sql<{ reference: string; ours: string | null; theirs: string | null }>`
    WITH here AS (
      SELECT CASE WHEN source LIKE 'rdm\\_%' THEN split_part(source, '/', 1) || '/' || split_part(source, '/', 2) ELSE source END
          AS reference,
        sum(CASE WHEN creditor = ${company} THEN amount_minor ELSE -amount_minor END) AS amount
      FROM obligation WHERE period = ${month} AND ${company} IN (debtor, creditor) GROUP BY 1),
    there AS (
      SELECT reference, "amountMinor" AS amount
      FROM jsonb_to_recordset(${JSON.stringify(reported)}::jsonb) AS r(reference text, "amountMinor" bigint))
    SELECT reference, here.amount::text AS ours, there.amount::text AS theirs
    FROM here FULL JOIN there USING (reference) ORDER BY reference`.execute(db);
  const linesOf = new Map(reported.map(({ reference, lines }) => [reference, lines]));
  const items: ReconciliationItem[] = [];
  let matched = 0;
  for (const { reference, ours, theirs } of rows) {
    if (ours === theirs) matched += 1;
    else {
      const outcome =
        ours === null ? 'MISSING_HERE' : theirs === null ? 'MISSING_THERE' : 'DIFFERENT';
      const lines = linesOf.get(reference) ?? [];
      const note = lines.length === 0 ? '' : `line ${lines.slice(0, 20).join(', ')} of the file`;
      items.push({ outcome, reference, ours, theirs, note });
    }
  }
  return { matched, items };
}
