/**
 * How the companies of the Ludao group pay each other, and the months that are over: the older ones settled, the last
 * one issued, with a line in dispute.
 */
import type { ClearingDoor } from '@guildhall/clearing';
import { businessDay } from '@guildhall/shared/business-time';
import { valueOrThrow } from '@guildhall/shared/outcome';
import type { Principal } from '@guildhall/shared/principal';
import { FOUNDER, type Seeding, systemOf } from './house.ts';
import { POINT } from './programme.ts';

/** Before anything is issued: retail pays on issue, auto prepays, property pays on redemption with a fee. */
export async function seedClearingTerms({ clearing, now }: Seeding): Promise<void> {
  const common = { currency: POINT, effectiveFrom: now, taxRateBps: 600 };
  const terms: readonly Omit<Parameters<ClearingDoor['setTerms']>[1], 'idempotencyKey'>[] = [
    { ...common, company: 'retail', mode: 'PAY_ON_ISSUE', breakageToFunderBps: 6_000 },
    {
      ...common,
      company: 'auto',
      mode: 'PREPAID',
      pricePerPoint: '0.01',
      lowBalanceMinor: 50_000n,
    },
    { ...common, company: 'property', mode: 'PAY_ON_REDEEM', serviceFeeBps: 100 },
  ];
  for (const term of terms) {
    const idempotencyKey = `terms-${term.company}`;
    valueOrThrow(await clearing.setTerms(FOUNDER, { ...term, idempotencyKey }));
  }
  for (const [kind, pointsMinor] of [
    ['MAIN', 200_000n],
    ['RESERVE', 50_000n],
  ] as const)
    valueOrThrow(
      await clearing.buyPack(FOUNDER, {
        idempotencyKey: `pack-${kind}`,
        company: 'auto',
        currency: POINT,
        kind,
        pointsMinor,
        reference: `LD-PO-${kind}`,
      }),
    );
}

/** A brand that leaves at the end of next month: members are told of nothing, the pool pays from then on. */
export async function seedRunOff({ clearing, now }: Seeding): Promise<void> {
  const [year = 0, month = 1] = businessDay(now).split('-').map(Number);
  valueOrThrow(
    await clearing.announceRunOff(FOUNDER, {
      idempotencyKey: 'run-off-egret',
      company: 'egret',
      plan: 'HONOUR_UNTIL',
      lastDay: new Date(Date.UTC(year, month + 1, 0)).toISOString().slice(0, 10),
      note: '白鹭咖啡门店租约到期，双方商定不再续约；已发出的券由积分计划承担到期。',
    }),
  );
}

export async function seedClearingMonths(
  { clearing, now }: Seeding,
  persons: ReadonlyMap<string, string>,
): Promise<void> {
  const operator = operatorOf(persons, 'operator');
  const second = operatorOf(persons, 'operator-2');
  const thisMonth = businessDay(now).slice(0, 7);
  const months = await monthsBefore(clearing, thisMonth, now);
  for (const month of months) {
    const last = month === months.at(-1);
    valueOrThrow(
      await clearing.cutOffPeriod(operator, { idempotencyKey: `cut-off-${month}`, month }),
    );
    await reconcile(clearing, operator, month);
    valueOrThrow(
      await clearing.issueStatements(operator, { idempotencyKey: `issue-${month}`, month }),
    );
    if (last) await dispute(clearing, month);
    else
      valueOrThrow(
        await clearing.approvePeriod(second, { idempotencyKey: `approve-${month}`, month }),
      );
  }
}

const operatorOf = (persons: ReadonlyMap<string, string>, login: string): Principal => ({
  kind: 'staff',
  personId: persons.get(login) ?? login,
  accountId: login,
  roles: ['operator'],
});

/** The two months before this one, where anything happened in them. */
async function monthsBefore(
  clearing: ClearingDoor,
  thisMonth: string,
  now: Date,
): Promise<readonly string[]> {
  const months: string[] = [];
  for (let back = 4; back >= 1; back -= 1) {
    const at = new Date(now);
    at.setUTCDate(15);
    at.setUTCMonth(at.getUTCMonth() - back);
    const month = at.toISOString().slice(0, 7);
    const positions = await clearing.positions(FOUNDER, { period: month });
    if (month < thisMonth && positions.length > 0) months.push(month);
  }
  return months;
}

const TRIES = 40;
const PAUSE_MS = 250;

/** What has just been posted may still be on its way: compared again until both sides know the same. */
async function reconcile(
  clearing: ClearingDoor,
  operator: Principal,
  month: string,
): Promise<void> {
  for (let attempt = 1; attempt <= TRIES; attempt += 1) {
    const idempotencyKey = `reconcile-${month}-${attempt}`;
    const { state } = valueOrThrow(
      await clearing.reconcilePeriod(operator, {
        idempotencyKey,
        month,
        ...(attempt < TRIES ? {} : { acceptDifferencesBecause: '演示数据' }),
      }),
    );
    if (state !== 'CUT_OFF') return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
  }
}

/** The supermarkets say that a line of theirs is too low; whoever operates the demonstration decides. */
async function dispute(clearing: ClearingDoor, month: string): Promise<void> {
  const raised = await clearing.raiseDispute(systemOf('retail'), {
    idempotencyKey: `dispute-${month}`,
    month,
    company: 'retail',
    lineNo: 1,
    claimedMinor: 12_000n,
    reason: '门店小票金额为 120.00 元，与对账单不符',
    attachment: {
      fileName: '收银小票.txt',
      mediaType: 'text/plain',
      content: Buffer.from('门店 LD-001 小票，合计 120.00 元\n').toString('base64'),
    },
  });
  // A supermarket without a line has nothing to dispute.
  if (!raised.ok && raised.refusal.kind !== 'NOT_FOUND') valueOrThrow(raised);
}
