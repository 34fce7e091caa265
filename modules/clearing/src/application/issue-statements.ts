/**
 * Issues a month's statements. Lines are stored part by part (one company with one other), each part in a transaction
 * of its own with its hash, so a month of a million obligations shows its progress and goes on where it stopped. The
 * last transaction makes the statements, each chained to the company's one before, and the payments that settle them.
 */
import { businessDay } from '@guildhall/shared/business-time';
import { runCommand } from '@guildhall/shared/commands';
import type { ModuleKit } from '@guildhall/shared/module';
import { accept, type Outcome, refuse } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { sql } from 'kysely';
import { PAYMENT_WORKING_DAYS, workingDaysAfter } from '../domain/due-date.ts';
import { settle } from '../domain/netting.ts';
import { hashOfStatement } from '../domain/statement-hash.ts';
import {
  lockPeriod,
  movePeriod,
  type PairTotal,
  pairTotals,
  periodBy,
} from '../storage/periods.ts';
import {
  hashStored,
  insertPart,
  insertPayment,
  insertStatement,
  lastHash,
  type PartPlan,
  partsOf,
  storedParts,
  storeLines,
} from '../storage/statements.ts';
import { type Db, listRunOffs } from '../storage/terms.ts';
import { byOf, mustBeMonth, mustOperate } from './access.ts';
import type { OfMonth } from './cut-off-period.ts';

export const STATEMENTS_ISSUED = 'clearing.statements-issued';

/** Orders the statements; they are made at once, or by the schedule if this process dies. */
export async function issueStatements(
  kit: ModuleKit,
  caller: Principal,
  { idempotencyKey, month }: OfMonth,
): Promise<Outcome<{ readonly month: string }>> {
  mustOperate(caller);
  mustBeMonth(month);
  const key = { caller, operation: 'issue-statements', idempotencyKey, input: { month } };
  const ordered = await runCommand(kit, key, async ({ tx, now }) => {
    const db = tx.getKysely<unknown>();
    const period = await lockPeriod(db, month);
    if (period === undefined) return refuse('RULE', 'PERIOD_NOT_FOUND', { month }, ['month']);
    if (period.state !== 'RECONCILED')
      return refuse('RULE', 'PERIOD_WRONG_STATE', {
        month,
        state: period.state,
        wanted: 'RECONCILED',
      });
    const { byClient, byPerson } = byOf(caller);
    const dueOn = workingDaysAfter(businessDay(now), PAYMENT_WORKING_DAYS);
    await sql`
      UPDATE period SET due_on = ${dueOn}, issued_by_person = ${byPerson ?? byClient} WHERE month = ${month}`.execute(
      db,
    );
    return accept({ month });
  });
  if (ordered.ok) await issueForAWhile(kit, month);
  return ordered;
}

/** How long an order waits for its statements; a large month goes on after the answer and shows its progress. */
const WAIT_MS = 8_000;

async function issueForAWhile(kit: ModuleKit, month: string): Promise<void> {
  const work = issueOrdered(kit, month).catch((error: unknown) =>
    kit.log.warn({ month, err: String(error) }, 'statements left to the schedule'),
  );
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, WAIT_MS);
  await Promise.race([work, late]);
  clearTimeout(timer);
}

/** Months whose statements were ordered and are not finished. */
export async function ordersUnderWay(db: Db): Promise<readonly string[]> {
  const { rows } = await sql<{ month: string }>`
    SELECT month FROM period WHERE state = 'RECONCILED' AND due_on IS NOT NULL ORDER BY month`.execute(
    db,
  );
  return rows.map(({ month }) => month);
}

export interface IssueProgress {
  readonly lines: number;
  readonly of: number;
}

/** Idempotent and resumable: parts that are stored are left out, and two at once wait for each other. */
export async function issueOrdered(
  kit: Pick<ModuleKit, 'db' | 'clock' | 'events'>,
  month: string,
  onProgress: (progress: IssueProgress) => void = () => {},
): Promise<void> {
  const totals = await pairTotals(kit.db.sql(), month);
  const plan = planParts(month, totals);
  const of = plan.reduce((sum, { lines }) => sum + lines, 0);
  const stored = await storedParts(kit.db.sql(), month);
  let lines = 0;
  for (const part of plan) {
    if (!stored.has(`${part.company}>${part.counterparty}`)) await storePart(kit, part);
    lines += part.lines;
    onProgress({ lines, of });
  }
  await finish(kit, month, totals);
}

/** Numbers run through each company's statement by counter-company. */
export function planParts(month: string, totals: readonly PairTotal[]): PartPlan[] {
  const counts = new Map<string, Map<string, number>>();
  const count = (company: string, counterparty: string, lines: number): void => {
    const own = counts.get(company) ?? new Map<string, number>();
    own.set(counterparty, (own.get(counterparty) ?? 0) + lines);
    counts.set(company, own);
  };
  for (const { debtor, creditor, lines } of totals) {
    count(debtor, creditor, lines);
    count(creditor, debtor, lines);
  }
  return [...counts].sort(byCode).flatMap(([company, own]) => {
    let next = 1;
    return [...own].sort(byCode).map(([counterparty, lines]) => {
      const firstLine = next;
      next += lines;
      return { month, company, counterparty, firstLine, lines };
    });
  });
}

const byCode = ([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number =>
  a < b ? -1 : a > b ? 1 : 0;

async function storePart(kit: Pick<ModuleKit, 'db'>, part: PartPlan): Promise<void> {
  await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    await lockPeriod(db, part.month);
    const stored = await storedParts(db, part.month);
    if (stored.has(`${part.company}>${part.counterparty}`)) return;
    // Sorts of a part stay in memory.
    await sql`SET LOCAL work_mem = '128MB'`.execute(db);
    await storeLines(db, part);
    const sums = await hashStored(db, part);
    if (sums.lines !== part.lines)
      throw new Error(
        `${part.month} ${part.company} with ${part.counterparty}: ${sums.lines} lines stored, ${part.lines} planned`,
      );
    await insertPart(db, part, sums);
  });
}

/** What each company owes and is owed; nets sum to zero. */
export function sidesOf(
  totals: readonly Pick<PairTotal, 'debtor' | 'creditor' | 'amountMinor'>[],
): ReadonlyMap<string, { readonly owesMinor: bigint; readonly isOwedMinor: bigint }> {
  const sides = new Map<string, { owesMinor: bigint; isOwedMinor: bigint }>();
  const of = (company: string) => {
    const known = sides.get(company) ?? { owesMinor: 0n, isOwedMinor: 0n };
    sides.set(company, known);
    return known;
  };
  for (const { debtor, creditor, amountMinor } of totals) {
    of(debtor).owesMinor += amountMinor;
    of(creditor).isOwedMinor += amountMinor;
  }
  return sides;
}

async function finish(
  kit: Pick<ModuleKit, 'db' | 'clock' | 'events'>,
  month: string,
  totals: readonly PairTotal[],
): Promise<void> {
  const now = kit.clock.now();
  const published = await kit.db.transaction(async (tx) => {
    const db = tx.getKysely<unknown>();
    const period = await lockPeriod(db, month);
    if (period?.state !== 'RECONCILED' || period.dueOn === null) return [];
    const { dueOn } = period;
    const sides = sidesOf(totals);
    const leaving = (await listRunOffs(db)).filter(({ lastMonth }) => lastMonth === month);
    // A company that leaves gets its last statement also when nothing happened.
    const companies = new Set([...sides.keys(), ...leaving.map(({ company }) => company)]);
    for (const company of [...companies].sort()) {
      const parts = await partsOf(db, month, company);
      const statement = {
        month,
        company,
        lines: parts.reduce((sum, { lines }) => sum + lines, 0),
        ...(sides.get(company) ?? { owesMinor: 0n, isOwedMinor: 0n }),
        dueOn,
        final: leaving.some((one) => one.company === company),
        previousHash: await lastHash(db, company, month),
      };
      const hash = hashOfStatement({ ...statement, parts });
      await insertStatement(db, { ...statement, hash, issuedAt: now });
    }
    await planPayments(db, month, dueOn, sides, now);
    await movePeriod(db, {
      month,
      state: 'ISSUED',
      at: now,
      byClient: period.issuedByPerson ?? '',
      byPerson: period.issuedByPerson,
      note: '',
    });
    return kit.events.append(tx, now, [
      { type: STATEMENTS_ISSUED, occurredAt: now, payload: { month, companies: [...companies] } },
    ]);
  });
  if (published.length > 0) await kit.events.deliverNow(published);
}

async function planPayments(
  db: Db,
  month: string,
  dueOn: string,
  sides: ReturnType<typeof sidesOf>,
  now: Date,
): Promise<void> {
  const nets = [...sides].map(([company, { owesMinor, isOwedMinor }]) => ({
    company,
    netMinor: isOwedMinor - owesMinor,
  }));
  for (const [index, { from, to, amountMinor }] of settle(nets).entries()) {
    const payment = { month, no: index + 1, payer: from, payee: to, amountMinor, dueOn };
    await insertPayment(db, payment, now);
  }
}

/** For the schedule: what was ordered and not finished. */
export async function issueWhatIsOrdered(kit: ModuleKit): Promise<void> {
  for (const month of await ordersUnderWay(kit.db.sql())) {
    const period = await periodBy(kit.db.sql(), month);
    if (period?.state === 'RECONCILED') await issueOrdered(kit, month);
  }
}
