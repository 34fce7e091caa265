/**
 * A month of clearing as entries of a company's general ledger. Invariant: every entry's debit equals its credit.
 * Accounts are named by role; a mapping turns a role into the company's own account code.
 */
import { type ObligationKind, PROGRAMME } from './kinds.ts';

/** Default codes follow the Chinese chart of accounts (CAS); the part after the dot is the group's own. */
export const ACCOUNT_ROLES = {
  PAYABLE: ['2241.01', '其他应付款-集团清算'],
  RECEIVABLE: ['1221.01', '其他应收款-集团清算'],
  POINTS_EXPENSE: ['6601.21', '销售费用-积分'],
  POINTS_INCOME: ['6051.21', '其他业务收入-积分兑付结算'],
  COUPON_EXPENSE: ['6601.22', '销售费用-优惠券'],
  COUPON_INCOME: ['6051.22', '其他业务收入-优惠券结算'],
  PREPAID_POINTS: ['1123.21', '预付账款-积分包'],
  SERVICE_FEE: ['6602.21', '管理费用-清算服务费'],
  SERVICE_TAX: ['2221.01', '应交税费-应交增值税'],
  ROUNDING: ['6711.09', '营业外支出-尾差'],
  CORRECTION: ['6901.01', '以前期间清算调整'],
  RUN_OFF: ['6711.21', '营业外支出-退出清算'],
  CONTRACT_LIABILITY: ['2205.21', '合同负债-积分'],
  DEFERRED_REVENUE: ['6001.21', '主营业务收入-积分递延'],
  POINTS_REVENUE: ['6001.22', '主营业务收入-积分兑换'],
} as const satisfies Readonly<Record<string, readonly [string, string]>>;
export type AccountRole = keyof typeof ACCOUNT_ROLES;

/** What is debited when a company owes for a kind, and credited when it is owed. */
const ROLES: Readonly<Record<ObligationKind, readonly [AccountRole, AccountRole]>> = {
  POINTS_ISSUED: ['POINTS_EXPENSE', 'POINTS_INCOME'],
  ISSUE_RETURNED: ['POINTS_INCOME', 'POINTS_EXPENSE'],
  POINTS_REDEEMED: ['POINTS_EXPENSE', 'POINTS_INCOME'],
  POINTS_RESTORED: ['POINTS_INCOME', 'POINTS_EXPENSE'],
  BREAKAGE_RETURNED: ['POINTS_INCOME', 'POINTS_EXPENSE'],
  FUNDING_SHIFTED: ['POINTS_EXPENSE', 'POINTS_EXPENSE'],
  DEBT_REPAID: ['POINTS_EXPENSE', 'POINTS_INCOME'],
  COUPON_REDEEMED: ['COUPON_EXPENSE', 'COUPON_INCOME'],
  COUPON_RESTORED: ['COUPON_INCOME', 'COUPON_EXPENSE'],
  SERVICE_FEE: ['SERVICE_FEE', 'SERVICE_FEE'],
  SERVICE_FEE_RETURNED: ['SERVICE_FEE', 'SERVICE_FEE'],
  SERVICE_TAX: ['SERVICE_TAX', 'SERVICE_TAX'],
  SERVICE_TAX_RETURNED: ['SERVICE_TAX', 'SERVICE_TAX'],
  PACK_BOUGHT: ['PREPAID_POINTS', 'POINTS_INCOME'],
  PACK_OVERDRAWN: ['PREPAID_POINTS', 'POINTS_INCOME'],
  ROUNDING: ['ROUNDING', 'ROUNDING'],
  CORRECTION: ['CORRECTION', 'CORRECTION'],
  RUN_OFF_BUYOUT: ['RUN_OFF', 'POINTS_INCOME'],
};

/** A pack given back is booked as it was bought, the other way round. */
const rolesOf = (kind: ObligationKind, creditor: string): readonly [AccountRole, AccountRole] =>
  kind === 'PACK_BOUGHT' && creditor !== PROGRAMME
    ? ['POINTS_INCOME', 'PREPAID_POINTS']
    : ROLES[kind];

export interface JournalEntry {
  readonly no: number;
  readonly text: string;
  readonly counterparty: string | null;
  readonly debit: AccountRole;
  readonly credit: AccountRole;
  readonly amountMinor: bigint;
}

export interface CompanyTotal {
  readonly debtor: string;
  readonly creditor: string;
  readonly kind: ObligationKind;
  readonly amountMinor: bigint;
}

export interface RecognitionOfMonth {
  readonly currency: string;
  /** Added to the allocation this month; negative when more was taken back than given. */
  readonly allocatedMinor: bigint;
  readonly revenueMinor: bigint;
}

export function journalOf(
  company: string,
  totals: readonly CompanyTotal[],
  recognitions: readonly RecognitionOfMonth[],
): readonly JournalEntry[] {
  const entries: Omit<JournalEntry, 'no'>[] = totals
    .filter(
      ({ debtor, creditor, amountMinor }) =>
        amountMinor > 0n && [debtor, creditor].includes(company),
    )
    .map(({ debtor, creditor, kind, amountMinor }) => {
      const [owing, owed] = rolesOf(kind, creditor);
      return debtor === company
        ? { text: kind, counterparty: creditor, debit: owing, credit: 'PAYABLE', amountMinor }
        : { text: kind, counterparty: debtor, debit: 'RECEIVABLE', credit: owed, amountMinor };
    });
  for (const { currency, allocatedMinor, revenueMinor } of recognitions) {
    const moved = (text: string, debit: AccountRole, credit: AccountRole, amount: bigint): void => {
      if (amount === 0n) return;
      const [from, to] = amount > 0n ? [debit, credit] : [credit, debit];
      const amountMinor = amount > 0n ? amount : -amount;
      entries.push({
        text: `${text} ${currency}`,
        counterparty: null,
        debit: from,
        credit: to,
        amountMinor,
      });
    };
    moved('ALLOCATED', 'DEFERRED_REVENUE', 'CONTRACT_LIABILITY', allocatedMinor);
    moved('RECOGNISED', 'CONTRACT_LIABILITY', 'POINTS_REVENUE', revenueMinor);
  }
  return entries.map((entry, index) => ({ no: index + 1, ...entry }));
}
