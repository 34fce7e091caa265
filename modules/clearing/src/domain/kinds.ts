/** The words of an obligation: why one company owes another. */

/** The pool between the companies: it holds what was paid for points at issue, and carries members' debts. */
export const PROGRAMME = 'programme';

export const OBLIGATION_KINDS = [
  'POINTS_ISSUED',
  'ISSUE_RETURNED',
  'POINTS_REDEEMED',
  'POINTS_RESTORED',
  'BREAKAGE_RETURNED',
  'FUNDING_SHIFTED',
  'DEBT_REPAID',
  'COUPON_REDEEMED',
  'COUPON_RESTORED',
  'SERVICE_FEE',
  'SERVICE_FEE_RETURNED',
  'SERVICE_TAX',
  'SERVICE_TAX_RETURNED',
  'PACK_BOUGHT',
  'PACK_OVERDRAWN',
  'ROUNDING',
  'CORRECTION',
  'RUN_OFF_BUYOUT',
] as const;
export type ObligationKind = (typeof OBLIGATION_KINDS)[number];

export interface Obligation {
  /** The happening it comes from. */
  readonly source: string;
  readonly kind: ObligationKind;
  readonly debtor: string;
  readonly creditor: string;
  readonly currency: string;
  readonly amountMinor: bigint;
  /**
   * Before rounding, decimal text of minor units in the direction of the line. The difference to the amount is the
   * line's part of the residue between the two companies.
   */
  readonly exactMinor: string;
  readonly occurredAt: string;
}
